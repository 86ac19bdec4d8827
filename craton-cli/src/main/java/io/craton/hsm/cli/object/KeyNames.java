package io.craton.hsm.cli.object;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.KeyType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Template;
import io.craton.hsm.spi.der.DerReader.MalformedException;
import io.craton.hsm.spi.der.EcParams;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How keys are called: in {@code --type}, in lists and in messages. */
public final class KeyNames {
    private KeyNames() {}

    /** The name of keys on a curve, such as {@code ec:p256} and {@code ed25519}. */
    public static String of(Curve curve) {
        return curve.form() == Curve.Form.WEIERSTRASS
                ? curve.keyType().label() + ":" + curve.label()
                : curve.label();
    }

    /** The name of keys with a parameter set, such as {@code ml-dsa-65}. */
    public static String of(ParameterSet set) {
        return set.standardName().toLowerCase(Locale.ROOT);
    }

    /**
     * The name of keys that a length tells from others, such as {@code aes:256}; without the length
     * if there is only one.
     *
     * @param bits the length in bits; 0 if it is not known
     */
    public static String of(KeyType type, long bits) {
        boolean oneLength = type.lengths().size() == 1;
        return oneLength || bits == 0 ? type.label() : type.label() + ":" + bits;
    }

    /** The attributes that {@link #of(Template)} looks at. */
    public static List<AttributeType<?>> attributes() {
        return List.of(
                AttributeType.CKA_KEY_TYPE,
                AttributeType.CKA_MODULUS,
                AttributeType.CKA_EC_PARAMS,
                AttributeType.CKA_VALUE_LEN,
                AttributeType.CKA_PARAMETER_SET);
    }

    /** The name of an existing key, from its attributes; empty if it is no key. */
    public static String of(Template key) {
        KeyType type = key.get(AttributeType.CKA_KEY_TYPE);
        if (type == null) {
            return "";
        }
        if (type == KeyType.CKK_RSA) {
            return of(type, 8L * length(key.get(AttributeType.CKA_MODULUS)));
        }
        if (type.kind().isSecret()) {
            return of(type, 8L * key.get(AttributeType.CKA_VALUE_LEN, 0L));
        }
        Optional<ParameterSet> set =
                ParameterSet.of(type, key.get(AttributeType.CKA_PARAMETER_SET, -1L));
        return set.map(KeyNames::of).or(() -> curve(key).map(KeyNames::of)).orElse(type.label());
    }

    /** The curve of a key; empty if it has none that the table of curves knows. */
    public static Optional<Curve> curve(Template key) {
        byte[] params = key.get(AttributeType.CKA_EC_PARAMS);
        if (params == null) {
            return Optional.empty();
        }
        try {
            return EcParams.curve(params);
        } catch (MalformedException e) {
            return Optional.empty();
        }
    }

    /** The length of a big integer without leading zeros. */
    private static int length(byte @Nullable [] number) {
        return number == null ? 0 : (new BigInteger(1, number).bitLength() + 7) / 8;
    }
}
