package io.craton.hsm.wire.value;

import io.craton.hsm.AttributeRequest;
import io.craton.hsm.AttributeType;
import io.craton.hsm.CipherOperation;
import io.craton.hsm.DigestOperation;
import io.craton.hsm.Hsm;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MessageCipher;
import io.craton.hsm.MessageParameters;
import io.craton.hsm.ObjectChange;
import io.craton.hsm.Session;
import io.craton.hsm.SignOperation;
import io.craton.hsm.Slot;
import io.craton.hsm.VerifyOperation;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds the codec of a Java type: the one table of what can travel. */
public final class ValueCodecs {
    private static final Map<Type, ValueCodec> FOUND = new ConcurrentHashMap<>();

    /** Of these the other end gets a number. */
    private static final Set<Class<?>> STAYING =
            Set.of(
                    Hsm.class,
                    Slot.class,
                    Session.class,
                    SignOperation.class,
                    VerifyOperation.class,
                    CipherOperation.class,
                    DigestOperation.class,
                    MessageCipher.class);

    private static final Map<Class<?>, StayingCodec> STAYING_CODECS = new ConcurrentHashMap<>();

    private ValueCodecs() {}

    /**
     * The codec of a type.
     *
     * @throws IllegalArgumentException if values of this type do not travel
     */
    public static ValueCodec of(Type type) {
        ValueCodec known = FOUND.get(type);
        if (known == null) {
            // Not computeIfAbsent: a record asks for its components meanwhile.
            known = make(type);
            FOUND.put(type, known);
        }
        return known;
    }

    /** The codec of the number of what stays: a slot, a session, an operation; never null. */
    public static ValueCodec staying(Class<?> type) {
        StayingCodec known = STAYING_CODECS.get(type);
        return known == null ? STAYING_CODECS.computeIfAbsent(type, StayingCodec::new) : known;
    }

    private static ValueCodec make(Type type) {
        if (type instanceof WildcardType wildcard) {
            return of(wildcard.getUpperBounds()[0]);
        }
        if (type instanceof ParameterizedType generic) {
            return ofGeneric((Class<?>) generic.getRawType(), generic.getActualTypeArguments());
        }
        if (type instanceof GenericArrayType array) {
            return arrayOf(array.getGenericComponentType());
        }
        if (type instanceof Class<?> plain) {
            return ofClass(plain);
        }
        throw doesNotTravel(type);
    }

    private static IllegalArgumentException doesNotTravel(Type type) {
        return new IllegalArgumentException("values of " + type + " do not travel");
    }

    private static ValueCodec ofGeneric(Class<?> raw, Type[] arguments) {
        if (raw == AttributeType.class) {
            return of(raw);
        }
        if (raw == Optional.class) {
            return new OptionalCodec(of(arguments[0]));
        }
        if (raw == Map.class) {
            return new NullableCodec(new MapCodec(of(arguments[0]), of(arguments[1])));
        }
        if (raw == Set.class) {
            return new NullableCodec(setOf(arguments[0]));
        }
        if (raw == List.class && arguments[0] == AttributeRequest.class) {
            return new NullableCodec(new AttributeRequestsCodec());
        }
        if (raw == List.class || raw == Collection.class) {
            return new NullableCodec(new ListCodec(of(arguments[0]), values -> values));
        }
        throw doesNotTravel(raw);
    }

    private static ValueCodec setOf(Type element) {
        EnumCodec<?> constants =
                element instanceof Class<?> type ? EnumCodec.of(type).orElse(null) : null;
        return constants != null && constants.isOfBits()
                ? constants.flags()
                : new ListCodec(of(element), LinkedHashSet::new);
    }

    private static ValueCodec arrayOf(Type component) {
        Class<?> plain =
                component instanceof ParameterizedType generic
                        ? (Class<?>) generic.getRawType()
                        : (Class<?>) component;
        return new NullableCodec(new ListCodec(of(component), values -> array(plain, values)));
    }

    private static Object array(Class<?> component, List<@Nullable Object> values) {
        return values.toArray((Object[]) Array.newInstance(component, values.size()));
    }

    private static ValueCodec ofClass(Class<?> type) {
        if (type == void.class) {
            return new NothingCodec();
        }
        if (type.isPrimitive()) {
            return known(type, Scalars.PRIMITIVES);
        }
        if (type == byte[].class) {
            return new BytesCodec();
        }
        if (ByteStringCodec.ALL.containsKey(type)) {
            return known(type, ByteStringCodec.ALL);
        }
        if (type.isArray()) {
            return arrayOf(type.getComponentType());
        }
        if (type == OutputStream.class) {
            return new PiecesCodec();
        }
        return MessageParameters.class.isAssignableFrom(type)
                ? new MessageCodec(type)
                : new NullableCodec(ofReference(type));
    }

    private static ValueCodec known(Class<?> type, Map<Class<?>, ValueCodec> table) {
        ValueCodec codec = table.get(type);
        if (codec == null) {
            throw doesNotTravel(type);
        }
        return codec;
    }

    private static ValueCodec ofReference(Class<?> type) {
        if (STAYING.contains(type)) {
            return new StayingCodec(type);
        }
        if (type == Mechanism.class) {
            return new MechanismValueCodec();
        }
        if (type == ByteBuffer.class) {
            return new BufferCodec();
        }
        if (type == ObjectChange.class) {
            return new ChangeCodec();
        }
        if (type.isEnum()) {
            return EnumCodec.of(type).orElseThrow(() -> doesNotTravel(type));
        }
        if (type.isRecord() && !Scalars.REFERENCES.containsKey(type)) {
            return new RecordCodec(type);
        }
        return known(type, Scalars.REFERENCES);
    }
}
