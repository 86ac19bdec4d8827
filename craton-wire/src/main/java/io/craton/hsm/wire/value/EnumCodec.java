package io.craton.hsm.wire.value;

import io.craton.hsm.Arguments;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismInfo;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageParameters.Generator;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.OperationKind;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.SessionMode;
import io.craton.hsm.SessionState;
import io.craton.hsm.TokenInfo;
import io.craton.hsm.TrustInfo;
import io.craton.hsm.UserType;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A constant, as its number in the standard: the table of those that travel. */
final class EnumCodec<E extends Enum<E>> implements ValueCodec {
    private static final List<EnumCodec<?>> ALL =
            List.of(
                    new EnumCodec<>(
                            MechanismType.class,
                            MechanismType::code,
                            ReturnCode.CKR_MECHANISM_INVALID),
                    new EnumCodec<>(
                            UserType.class, UserType::code, ReturnCode.CKR_USER_TYPE_INVALID),
                    new EnumCodec<>(
                            Generator.class,
                            Generator::code,
                            ReturnCode.CKR_MECHANISM_PARAM_INVALID),
                    argument(ReturnCode.class, ReturnCode::code),
                    argument(KeyType.class, KeyType::code),
                    argument(ObjectClass.class, ObjectClass::code),
                    argument(SessionState.class, SessionState::code),
                    argument(SessionMode.class, EnumCodec::flags),
                    argument(OperationKind.class, OperationKind::bit),
                    argument(MechanismInfo.Flag.class, MechanismInfo.Flag::bit),
                    argument(TokenInfo.Flag.class, TokenInfo.Flag::bit),
                    argument(TrustInfo.Origin.class, EnumCodec::number));

    private final Class<E> type;
    private final ToLongFunction<E> number;
    private final ReturnCode refusal;
    private final Map<Long, E> byNumber = new HashMap<>();

    private EnumCodec(Class<E> type, ToLongFunction<E> number, ReturnCode refusal) {
        this.type = type;
        this.number = number;
        this.refusal = refusal;
        for (E constant : type.getEnumConstants()) {
            byNumber.put(number.applyAsLong(constant), constant);
        }
    }

    private static <E extends Enum<E>> EnumCodec<E> argument(
            Class<E> type, ToLongFunction<E> number) {
        return new EnumCodec<>(type, number, ReturnCode.CKR_ARGUMENTS_BAD);
    }

    /**
     * The flags of {@code C_OpenSession}: {@code CKF_SERIAL_SESSION} and {@code CKF_RW_SESSION}.
     */
    private static long flags(SessionMode mode) {
        return mode == SessionMode.READ_WRITE ? 6 : 4;
    }

    /** The standard has no number for it. */
    private static long number(TrustInfo.Origin origin) {
        return switch (origin) {
            case GENERATED -> 1;
            case FOREIGN -> 2;
            case UNKNOWN -> 3;
        };
    }

    static Optional<EnumCodec<?>> of(Class<?> type) {
        return ALL.stream().filter(one -> one.type == type).findFirst();
    }

    /** Whether the numbers are bits, so that a set of the constants is one number. */
    boolean isOfBits() {
        return type == OperationKind.class
                || type == MechanismInfo.Flag.class
                || type == TokenInfo.Flag.class;
    }

    /** The codec of a set of them as one number. */
    ValueCodec flags() {
        return new ScalarCodec<>(
                "flags of " + words(),
                Shape.Scalar.ULONG,
                Set.class,
                (set, out) -> out.ulong(union(set)),
                in -> members(in.ulong()));
    }

    private long union(Set<?> set) {
        long bits = 0;
        for (Object one : set) {
            bits |= number.applyAsLong(Arguments.notNull(type.cast(one), "one of the " + words()));
        }
        return bits;
    }

    /** Bits that nobody knows are nobody's. */
    private Set<E> members(long bits) {
        Set<E> members = new LinkedHashSet<>();
        for (E constant : type.getEnumConstants()) {
            if ((bits & number.applyAsLong(constant)) != 0) {
                members.add(constant);
            }
        }
        return members;
    }

    @Override
    public String words() {
        Class<?> around = type.getEnclosingClass();
        return (around == null ? "" : around.getSimpleName() + ".") + type.getSimpleName();
    }

    @Override
    public Shape shape() {
        if (type == UserType.class) {
            return Shape.Scalar.USER_TYPE;
        }
        return type == SessionMode.class ? Shape.Scalar.SESSION_MODE : Shape.Scalar.ULONG;
    }

    @Override
    public void write(@Nullable Object value, WireWriter out, Handles handles) {
        out.ulong(number.applyAsLong(Objects.requireNonNull(type.cast(value))));
    }

    @Override
    public Object read(WireReader in, Handles handles) {
        long code = in.ulong();
        E found = byNumber.get(code);
        if (found == null) {
            throw new HsmException(
                    refusal,
                    "0x" + Long.toHexString(code) + " is the number of no " + type.getSimpleName());
        }
        return found;
    }
}
