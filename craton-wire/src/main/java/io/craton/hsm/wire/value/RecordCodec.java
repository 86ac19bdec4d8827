package io.craton.hsm.wire.value;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A record: its components in their order. */
final class RecordCodec implements ValueCodec {
    private final Class<?> type;
    private final List<RecordComponent> components;
    private final List<ValueCodec> codecs;
    private final Constructor<?> constructor;

    RecordCodec(Class<?> type) {
        this.type = type;
        this.components = List.of(type.getRecordComponents());
        this.codecs =
                components.stream()
                        .map(component -> ValueCodecs.of(component.getGenericType()))
                        .toList();
        Class<?>[] types =
                components.stream().map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            this.constructor = type.getConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " has no public constructor", e);
        }
    }

    @Override
    public String words() {
        String inside = codecs.stream().map(ValueCodec::words).collect(Collectors.joining(", "));
        return type.getSimpleName() + " (" + inside + ")";
    }

    @Override
    public Shape shape() {
        List<Shape.Field> fields = new ArrayList<>();
        for (int i = 0; i < codecs.size(); i++) {
            fields.add(new Shape.Field(components.get(i).getName(), codecs.get(i).shape()));
        }
        return new Shape.Group(name(), fields);
    }

    /** That of a nested class begins with the one around it. */
    private String name() {
        Class<?> around = type.getEnclosingClass();
        return (around == null ? "" : around.getSimpleName()) + type.getSimpleName();
    }

    @Override
    public void write(@Nullable Object value, WireWriter out, Handles handles) {
        for (int i = 0; i < codecs.size(); i++) {
            codecs.get(i).write(component(value, i), out, handles);
        }
    }

    private @Nullable Object component(@Nullable Object value, int index) {
        try {
            return components.get(index).getAccessor().invoke(value);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be read", e);
        }
    }

    @Override
    public Object read(WireReader in, Handles handles) {
        List<@Nullable Object> values = Values.read(codecs, in, handles);
        try {
            return constructor.newInstance(values.toArray());
        } catch (InvocationTargetException e) {
            Values.wipe(values);
            throw refusal(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }

    /** A record refuses what it does not take, most with a code. */
    private HsmException refusal(@Nullable Throwable cause) {
        if (cause instanceof HsmException refused) {
            return refused;
        }
        return new HsmException(
                ReturnCode.CKR_ARGUMENTS_BAD,
                "the message has a " + type.getSimpleName() + " that cannot be one",
                cause);
    }
}
