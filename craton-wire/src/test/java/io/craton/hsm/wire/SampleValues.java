package io.craton.hsm.wire;

import io.craton.hsm.AttributeRequest;
import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageParameters;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.wire.form.WireForm;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A value of each type that travels, none of them empty. */
final class SampleValues {
    private static final ObjectHandle OBJECT = new ObjectHandle(0x1234);
    private static final Template TEMPLATE =
            Template.builder().label("a label").id((byte) 1, (byte) 2).token(true).build();

    private final TestHandles handles;

    SampleValues(TestHandles handles) {
        this.handles = handles;
    }

    Object of(Type type) {
        if (type instanceof ParameterizedType generic) {
            return ofGeneric((Class<?>) generic.getRawType(), generic.getActualTypeArguments());
        }
        if (type instanceof GenericArrayType) {
            return new AttributeType<?>[] {AttributeType.CKA_LABEL, AttributeType.CKA_VALUE};
        }
        return ofClass((Class<?>) type);
    }

    private Object ofGeneric(Class<?> raw, Type[] arguments) {
        if (raw == AttributeType.class) {
            return AttributeType.CKA_ID;
        }
        if (raw == Optional.class) {
            return Optional.of(of(arguments[0]));
        }
        if (raw == Map.class) {
            return Map.of(of(arguments[0]), of(arguments[1]));
        }
        return raw == Set.class ? Set.of(of(arguments[0])) : List.of(of(arguments[0]));
    }

    private Object ofClass(Class<?> type) {
        Map<Class<?>, Object> simple =
                Map.ofEntries(
                        Map.entry(long.class, 5_000_000L),
                        Map.entry(int.class, 17),
                        Map.entry(boolean.class, true),
                        Map.entry(String.class, "text äöü"),
                        Map.entry(UUID.class, new UUID(1, 2)),
                        Map.entry(ObjectHandle.class, OBJECT),
                        Map.entry(Template.class, TEMPLATE),
                        Map.entry(Instant.class, Instant.ofEpochSecond(1_800_000_000L, 5)),
                        Map.entry(Duration.class, Duration.ofMillis(1500)),
                        Map.entry(io.craton.hsm.AttributeCodec.class, WireForm.JAVA.attributes()),
                        Map.entry(OutputStream.class, handles.stream));
        if (simple.containsKey(type)) {
            return simple.get(type);
        }
        if (type == byte[].class) {
            return new byte[] {1, 2, 3};
        }
        if (type == char[].class) {
            return "1234ä".toCharArray();
        }
        if (type == ByteBuffer.class) {
            return ByteBuffer.allocate(100);
        }
        if (type == Mechanism.class) {
            return Mechanism.of(
                    MechanismType.CKM_AES_CBC, new MechanismParameters.Iv(new byte[16]));
        }
        if (MessageParameters.class.isAssignableFrom(type)) {
            return MessageParameters.Aead.generated(new byte[12], new byte[16]);
        }
        if (type == ObjectChange.class) {
            return new ObjectChange.Copy(OBJECT, TEMPLATE);
        }
        if (type == AttributeRequest.class) {
            return new AttributeRequest(3, ByteBuffer.allocate(10));
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[1];
        }
        return type.isRecord() ? record(type) : handles.one(type);
    }

    private Object record(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(components).map(one -> of(one.getGenericType())).toArray();
        try {
            return type.getConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException | HsmException e) {
            throw new AssertionError(type.getName(), e);
        }
    }

    /** Null, where the type has it. */
    static Object nothing(Class<?> type) {
        return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null;
    }
}
