package io.craton.hsm.cli.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Template;
import io.craton.hsm.cli.CliException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kind of key as {@code --type} names it, such as {@code rsa:3072}: the one table from names to
 * what the standard asks for, and back.
 *
 * @param name the name
 * @param type the key type
 * @param generator the mechanism that makes one
 * @param parameter what goes into the template of a new key: of the public key, or of the secret
 *     key
 * @param uses what such a key is for, unless {@code --use} says otherwise
 */
public record KeyKind(
        String name, KeyType type, MechanismType generator, Template parameter, Set<KeyUse> uses) {
    /** What {@code --type} takes, for help and errors. */
    public static final String NAMES =
            "rsa:BITS, ec:p224|p256|p384|p521|secp256k1, ed25519, ed448, x25519, x448,"
                    + " aes:BITS, chacha20, generic:BITS, ml-dsa-44|65|87, ml-kem-512|768|1024,"
                    + " slh-dsa-sha2-128s and so on";

    private static final Set<KeyUse> SIGNATURES = EnumSet.of(KeyUse.SIGN, KeyUse.VERIFY);
    private static final Set<KeyUse> ENCRYPTION = EnumSet.of(KeyUse.ENCRYPT, KeyUse.DECRYPT);
    private static final Set<KeyUse> DERIVATION = EnumSet.of(KeyUse.DERIVE);

    /** Curves by name and DER object identifier (RFC 5480, RFC 8410; SEC 2). */
    private enum Curve {
        P224("ec:p224", KeyType.CKK_EC, 6, 5, 0x2b, 0x81, 4, 0, 0x21),
        P256("ec:p256", KeyType.CKK_EC, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7),
        P384("ec:p384", KeyType.CKK_EC, 6, 5, 0x2b, 0x81, 4, 0, 0x22),
        P521("ec:p521", KeyType.CKK_EC, 6, 5, 0x2b, 0x81, 4, 0, 0x23),
        SECP256K1("ec:secp256k1", KeyType.CKK_EC, 6, 5, 0x2b, 0x81, 4, 0, 0x0a),
        ED25519("ed25519", KeyType.CKK_EC_EDWARDS, 6, 3, 0x2b, 0x65, 0x70),
        ED448("ed448", KeyType.CKK_EC_EDWARDS, 6, 3, 0x2b, 0x65, 0x71),
        X25519("x25519", KeyType.CKK_EC_MONTGOMERY, 6, 3, 0x2b, 0x65, 0x6e),
        X448("x448", KeyType.CKK_EC_MONTGOMERY, 6, 3, 0x2b, 0x65, 0x6f);

        private final String label;
        private final KeyType type;
        private final byte[] oid;

        Curve(String label, KeyType type, int... oid) {
            this.label = label;
            this.type = type;
            this.oid = new byte[oid.length];
            for (int i = 0; i < oid.length; i++) {
                this.oid[i] = (byte) oid[i];
            }
        }

        KeyKind kind() {
            MechanismType generator =
                    switch (type) {
                        case CKK_EC -> MechanismType.CKM_EC_KEY_PAIR_GEN;
                        case CKK_EC_EDWARDS -> MechanismType.CKM_EC_EDWARDS_KEY_PAIR_GEN;
                        default -> MechanismType.CKM_EC_MONTGOMERY_KEY_PAIR_GEN;
                    };
            Template parameter = Template.builder().set(AttributeType.CKA_EC_PARAMS, oid).build();
            return new KeyKind(
                    label,
                    type,
                    generator,
                    parameter,
                    type == KeyType.CKK_EC_MONTGOMERY ? DERIVATION : SIGNATURES);
        }
    }

    /** Whether it is a key pair. */
    public boolean pair() {
        return switch (type) {
            case CKK_AES, CKK_CHACHA20, CKK_GENERIC_SECRET -> false;
            default -> true;
        };
    }

    /**
     * The kind with this name.
     *
     * @throws CliException if there is none
     */
    public static KeyKind of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (Curve curve : Curve.values()) {
            if (curve.label.equals(lower)) {
                return curve.kind();
            }
        }
        for (ParameterSet set : ParameterSet.values()) {
            if (name(set).equals(lower)) {
                return ofSet(set);
            }
        }
        int colon = lower.indexOf(':');
        String family = colon < 0 ? lower : lower.substring(0, colon);
        String size = colon < 0 ? "" : lower.substring(colon + 1);
        return switch (family) {
            case "rsa" -> rsa(bits(name, size));
            case "aes" ->
                    secret(
                            name(family, bits(name, size)),
                            KeyType.CKK_AES,
                            MechanismType.CKM_AES_KEY_GEN,
                            bits(name, size));
            case "generic" ->
                    secret(
                            name(family, bits(name, size)),
                            KeyType.CKK_GENERIC_SECRET,
                            MechanismType.CKM_GENERIC_SECRET_KEY_GEN,
                            bits(name, size));
            case "chacha20" ->
                    new KeyKind(
                            family,
                            KeyType.CKK_CHACHA20,
                            MechanismType.CKM_CHACHA20_KEY_GEN,
                            Template.empty(),
                            ENCRYPTION);
            default -> throw unknown(name);
        };
    }

    private static KeyKind rsa(int bits) {
        Template parameter =
                Template.builder()
                        .set(AttributeType.CKA_MODULUS_BITS, (long) bits)
                        .set(AttributeType.CKA_PUBLIC_EXPONENT, new byte[] {1, 0, 1})
                        .build();
        Set<KeyUse> uses = EnumSet.copyOf(SIGNATURES);
        uses.addAll(ENCRYPTION);
        return new KeyKind(
                name("rsa", bits),
                KeyType.CKK_RSA,
                MechanismType.CKM_RSA_PKCS_KEY_PAIR_GEN,
                parameter,
                uses);
    }

    private static KeyKind secret(String name, KeyType type, MechanismType generator, int bits) {
        Template parameter =
                Template.builder().set(AttributeType.CKA_VALUE_LEN, (long) bits / 8).build();
        return new KeyKind(
                name,
                type,
                generator,
                parameter,
                type == KeyType.CKK_AES ? ENCRYPTION : SIGNATURES);
    }

    private static KeyKind ofSet(ParameterSet set) {
        Template parameter =
                Template.builder().set(AttributeType.CKA_PARAMETER_SET, set.code()).build();
        return switch (set.keyType()) {
            case CKK_ML_KEM ->
                    new KeyKind(
                            name(set),
                            set.keyType(),
                            MechanismType.CKM_ML_KEM_KEY_PAIR_GEN,
                            parameter,
                            EnumSet.of(KeyUse.ENCAPSULATE, KeyUse.DECAPSULATE));
            case CKK_ML_DSA ->
                    new KeyKind(
                            name(set),
                            set.keyType(),
                            MechanismType.CKM_ML_DSA_KEY_PAIR_GEN,
                            parameter,
                            SIGNATURES);
            default ->
                    new KeyKind(
                            name(set),
                            set.keyType(),
                            MechanismType.CKM_SLH_DSA_KEY_PAIR_GEN,
                            parameter,
                            SIGNATURES);
        };
    }

    private static int bits(String name, String size) {
        if (!size.matches("[0-9]{1,6}") || Integer.parseInt(size) % 8 != 0) {
            throw unknown(name);
        }
        return Integer.parseInt(size);
    }

    private static CliException unknown(String name) {
        return CliException.usage("there is no key type '" + name + "'; --type takes " + NAMES);
    }

    private static String name(ParameterSet set) {
        return set.standardName().toLowerCase(Locale.ROOT);
    }

    private static String name(String family, long bits) {
        return family + ":" + bits;
    }

    /** The attributes that {@link #nameOf} looks at. */
    static List<AttributeType<?>> namingAttributes() {
        return new ArrayList<>(
                List.of(
                        AttributeType.CKA_KEY_TYPE,
                        AttributeType.CKA_MODULUS,
                        AttributeType.CKA_EC_PARAMS,
                        AttributeType.CKA_VALUE_LEN,
                        AttributeType.CKA_PARAMETER_SET));
    }

    /** The name of the kind of an existing key, from its attributes. */
    static String nameOf(Template key) {
        KeyType type = key.get(AttributeType.CKA_KEY_TYPE);
        if (type == null) {
            return "";
        }
        return switch (type) {
            case CKK_RSA -> sized("rsa", 8L * length(key.get(AttributeType.CKA_MODULUS)));
            case CKK_AES -> sized("aes", 8L * key.get(AttributeType.CKA_VALUE_LEN, 0L));
            case CKK_GENERIC_SECRET ->
                    sized("generic", 8L * key.get(AttributeType.CKA_VALUE_LEN, 0L));
            case CKK_EC, CKK_EC_EDWARDS, CKK_EC_MONTGOMERY ->
                    curve(type, key.get(AttributeType.CKA_EC_PARAMS));
            default ->
                    ParameterSet.of(type, key.get(AttributeType.CKA_PARAMETER_SET, -1L))
                            .map(KeyKind::name)
                            .orElse(plain(type));
        };
    }

    private static String curve(KeyType type, byte @Nullable [] params) {
        for (Curve curve : Curve.values()) {
            if (Arrays.equals(curve.oid, params)) {
                return curve.label;
            }
        }
        return plain(type);
    }

    private static String sized(String family, long bits) {
        return bits == 0 ? family : name(family, bits);
    }

    private static String plain(KeyType type) {
        return type.name().substring("CKK_".length()).toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The length of a big integer without leading zeros. */
    private static int length(byte @Nullable [] number) {
        return number == null ? 0 : (new java.math.BigInteger(1, number).bitLength() + 7) / 8;
    }
}
