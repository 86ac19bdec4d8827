package io.craton.hsm.remote;

import io.craton.hsm.spi.AuditDetail;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamException;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;

/** Java's own serialization, for records that do not know that they are serialized, too. */
final class RecordOutput extends ObjectOutputStream {
    RecordOutput(OutputStream out) throws IOException {
        super(out);
        enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object object) throws IOException {
        if (object instanceof AuditDetail.Text detail) {
            return new Detail(detail.kind(), detail.toString());
        }
        return object instanceof Record kept && !(object instanceof Serializable)
                ? Components.of(kept)
                : object;
    }

    /** Writes one object; what was written before may have changed since. */
    void send(Object object) throws IOException {
        writeObject(object);
        reset();
        flush();
    }

    /**
     * A record on its way.
     *
     * @param type its class
     * @param values its components in their order
     */
    private record Components(Class<?> type, Object[] values) implements Serializable {
        static Components of(Record kept) throws IOException {
            RecordComponent[] components = kept.getClass().getRecordComponents();
            Object[] values = new Object[components.length];
            try {
                for (int i = 0; i < values.length; i++) {
                    values[i] = components[i].getAccessor().invoke(kept);
                }
            } catch (ReflectiveOperationException e) {
                throw new IOException(kept.getClass() + " cannot be read", e);
            }
            return new Components(kept.getClass(), values);
        }

        private Object readResolve() throws ObjectStreamException {
            Class<?>[] types = new Class<?>[values.length];
            for (int i = 0; i < types.length; i++) {
                types[i] = type.getRecordComponents()[i].getType();
            }
            try {
                return type.getDeclaredConstructor(types).newInstance(values);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(type + " cannot be made", e);
            }
        }
    }

    /**
     * The detail of an audit record on its way.
     *
     * @param kind its row of the table
     * @param words what is written
     */
    private record Detail(AuditDetail kind, String words) implements Serializable {
        private Object readResolve() throws ObjectStreamException {
            try {
                Constructor<AuditDetail.Text> made =
                        AuditDetail.Text.class.getDeclaredConstructor(
                                AuditDetail.class, String.class);
                made.setAccessible(true);
                return made.newInstance(kind, words);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("the detail cannot be made", e);
            }
        }
    }
}
