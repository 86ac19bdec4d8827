package io.craton.hsm.system.walk;

import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.DerivationData;
import io.craton.hsm.MechanismParameters.ExtractFrom;
import io.craton.hsm.MechanismParameters.Hkdf;
import io.craton.hsm.MechanismParameters.SaltType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.system.walk.Atoms.Kind;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What each derivation makes of its keys, after the standard. What moves bits about is predicted to
 * the bit; the rest is a one-way function of its inputs.
 */
final class Formulas {
    private Formulas() {}

    /**
     * The value of a derived key.
     *
     * @param detail tells the parameter from others
     * @param base the first key
     * @param second the second key, or null
     */
    static BiFunction<Atoms, byte[], Bits> of(
            Mechanism mechanism, String detail, Item.Key base, Item.@Nullable Key second) {
        return (atoms, real) -> value(atoms, real, mechanism, detail, base, second);
    }

    private static Bits value(
            Atoms atoms,
            byte[] real,
            Mechanism mechanism,
            String detail,
            Item.Key base,
            Item.@Nullable Key second) {
        Bits whole =
                switch (mechanism.type()) {
                    case CKM_CONCATENATE_BASE_AND_KEY ->
                            base.value().then(Objects.requireNonNull(second).value());
                    case CKM_CONCATENATE_BASE_AND_DATA -> base.value().then(data(mechanism));
                    case CKM_CONCATENATE_DATA_AND_BASE -> data(mechanism).then(base.value());
                    case CKM_XOR_BASE_AND_DATA ->
                            base.value().xor(((DerivationData) mechanism.parameters()).data());
                    case CKM_EXTRACT_KEY_FROM_KEY ->
                            base.value()
                                    .from(
                                            ((ExtractFrom) mechanism.parameters()).firstBit(),
                                            8 * real.length);
                    case CKM_AES_ECB_ENCRYPT_DATA -> blocks(atoms, real, mechanism, base, 16);
                    case CKM_DES3_ECB_ENCRYPT_DATA -> blocks(atoms, real, mechanism, base, 8);
                    default -> null;
                };
        if (whole != null) {
            return whole.head(Math.min(real.length, whole.bytes()));
        }
        Bits salt = second == null ? Bits.NONE : second.value();
        return atoms.computed(
                mechanism.type() + " " + detail,
                kind(mechanism, second != null && atoms.unknown(salt) > 0),
                second == null ? List.of(base.value()) : List.of(base.value(), salt),
                real);
    }

    /** Block by block: equal blocks of data are equal blocks of the key. */
    private static Bits blocks(
            Atoms atoms, byte[] real, Mechanism mechanism, Item.Key base, int block) {
        byte[] data = ((DerivationData) mechanism.parameters()).data();
        Bits all = Bits.NONE;
        for (int at = 0; at < real.length; at += block) {
            String input = HexFormat.of().formatHex(data, at, at + block);
            byte[] made = Arrays.copyOfRange(real, at, Math.min(at + block, real.length));
            all =
                    all.then(
                            atoms.computed(
                                    mechanism.type() + " " + input,
                                    Kind.ENCRYPTION,
                                    List.of(base.value()),
                                    made));
        }
        return all;
    }

    private static Bits data(Mechanism mechanism) {
        return Bits.known(((DerivationData) mechanism.parameters()).data());
    }

    /** How a derivation that is one-way uses its key. */
    static Kind kind(Mechanism mechanism, boolean secretSalt) {
        return switch (mechanism.type()) {
            case CKM_AES_ECB_ENCRYPT_DATA,
                    CKM_AES_CBC_ENCRYPT_DATA,
                    CKM_DES3_ECB_ENCRYPT_DATA,
                    CKM_DES3_CBC_ENCRYPT_DATA ->
                    Kind.ENCRYPTION;
            case CKM_SP800_108_COUNTER_KDF, CKM_SP800_108_FEEDBACK_KDF -> Kind.MAC;
            case CKM_HKDF_DERIVE, CKM_HKDF_DATA -> {
                Hkdf hkdf = (Hkdf) mechanism.parameters();
                yield !hkdf.extract()
                                || (hkdf.saltType() == SaltType.CKF_HKDF_SALT_KEY && secretSalt)
                        ? Kind.MAC
                        : Kind.ONE_WAY;
            }
            case CKM_ECDH1_DERIVE, CKM_ECDH1_COFACTOR_DERIVE -> Kind.AGREEMENT;
            default ->
                    mechanism.type().name().endsWith("_KEY_DERIVATION")
                            ? Kind.DIGEST
                            : Kind.ONE_WAY;
        };
    }

    /** Whether keys of this type have parity bits, which hold nothing. */
    static boolean hasParity(@Nullable KeyType type) {
        return type == KeyType.CKK_DES2 || type == KeyType.CKK_DES3;
    }

    /** Whether a key of this type keys an HMAC: its MACs are put together from digests. */
    static boolean isHmac(Item.Key key) {
        return key.isSecret()
                && (key.keyType() == KeyType.CKK_GENERIC_SECRET
                        || String.valueOf(key.keyType()).endsWith("_HMAC"));
    }

    /** Whether it is longer than a block, so that its digest is the key. */
    static boolean isLongHmac(Item.Key key) {
        return isHmac(key) && key.value().bytes() > 64;
    }

    static boolean isDigestMechanism(MechanismType type) {
        return type.name().matches("CKM_SHA(_1|224|256|384|512|512_224|512_256|3_\\d+)");
    }
}
