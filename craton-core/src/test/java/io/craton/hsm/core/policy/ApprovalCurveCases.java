package io.craton.hsm.core.policy;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.core.policy.ApprovalCase.at;
import static io.craton.hsm.core.policy.ApprovalCase.beside;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.MechanismParameters.EdDsa;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismType;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.spi.AuditEvent;
import java.util.List;
import java.util.stream.IntStream;

/** {@link ApprovalCases} of curves. */
final class ApprovalCurveCases {
    private ApprovalCurveCases() {}

    static List<ApprovalCase> curve(MechanismSpec spec) {
        if (spec.keyTypes().equals(java.util.Set.of(KeyType.CKK_EC_EDWARDS))) {
            return List.of(edwards(spec, ApprovalKeys.ED25519), edwards(spec, ApprovalKeys.ED448));
        }
        if (spec.can(Flag.CKF_GENERATE_KEY_PAIR)) {
            return List.of(
                    generation(spec.type(), Keys.P256, true),
                    generation(spec.type(), ApprovalKeys.SECP256K1, false));
        }
        if (spec.parameters().contains(Ecdh1Derive.class)) {
            return agreements(spec);
        }
        return List.of(use(spec, Keys.P256, true), use(spec, ApprovalKeys.SECP256K1, false));
    }

    private static ApprovalCase edwards(MechanismSpec spec, byte[] curve) {
        return spec.can(Flag.CKF_GENERATE_KEY_PAIR)
                ? generation(spec.type(), curve, true)
                : at(
                        "signs",
                        AuditEvent.SIGN,
                        keys ->
                                keys.session()
                                        .sign(
                                                Mechanism.of(spec.type()),
                                                keys.edwards(curve),
                                                ApprovalCases.DATA));
    }

    private static ApprovalCase generation(MechanismType type, byte[] curve, boolean met) {
        Template wanted = Template.builder().set(CKA_EC_PARAMS, curve).build();
        return new ApprovalCase(
                "generates",
                met,
                AuditEvent.GENERATE_KEY_PAIR,
                keys ->
                        keys.session()
                                .generateKeyPair(Mechanism.of(type), wanted, Template.empty()));
    }

    private static ApprovalCase use(MechanismSpec spec, byte[] curve, boolean met) {
        Mechanism mechanism = Mechanism.of(spec.type());
        if (spec.can(Flag.CKF_DERIVE)) {
            return new ApprovalCase(
                    "derives",
                    met,
                    AuditEvent.DERIVE_KEY,
                    keys ->
                            keys.session()
                                    .deriveKey(
                                            mechanism,
                                            keys.ec(KeyType.CKK_EC, curve),
                                            Template.empty()));
        }
        // Verification, too: a curve that is not approved was not approved before.
        return new ApprovalCase(
                "verifies",
                met,
                AuditEvent.VERIFY,
                keys ->
                        keys.session()
                                .verify(
                                        mechanism,
                                        keys.publicHalf(KeyType.CKK_EC, curve),
                                        new byte[32],
                                        new byte[64]));
    }

    private static List<ApprovalCase> agreements(MechanismSpec spec) {
        ApprovalCase p256 =
                at("P-256", AuditEvent.DERIVE_KEY, keys -> agree(keys, spec, Keys.P256));
        ApprovalCase other =
                beside(
                        "secp256k1",
                        AuditEvent.DERIVE_KEY,
                        keys -> agree(keys, spec, ApprovalKeys.SECP256K1));
        return spec.keyTypes().contains(KeyType.CKK_EC_MONTGOMERY)
                ? List.of(
                        p256,
                        other,
                        beside(
                                "X25519",
                                AuditEvent.DERIVE_KEY,
                                keys -> agree(keys, spec, ApprovalKeys.X25519)))
                : List.of(p256, other);
    }

    private static void agree(ApprovalKeys keys, MechanismSpec spec, byte[] curve) {
        KeyType type = curve == ApprovalKeys.X25519 ? KeyType.CKK_EC_MONTGOMERY : KeyType.CKK_EC;
        agree(keys, spec.type(), type, curve, Kdf.CKD_NULL, 32);
    }

    static void agree(ApprovalKeys keys, MechanismType mechanism, Kdf kdf, int length) {
        agree(keys, mechanism, KeyType.CKK_EC, Keys.P256, kdf, length);
    }

    private static void agree(
            ApprovalKeys keys,
            MechanismType mechanism,
            KeyType type,
            byte[] curve,
            Kdf kdf,
            int length) {
        agree(keys, mechanism, type, curve, kdf, forDerivation(KeyType.CKK_GENERIC_SECRET, length));
    }

    private static Template forDerivation(KeyType type, int length) {
        return result(type, length, CKA_DERIVE).toBuilder()
                .set(CKA_MODIFIABLE, false)
                .set(CKA_COPYABLE, false)
                .build();
    }

    @SafeVarargs
    private static Template result(KeyType type, int length, AttributeType<Boolean>... uses) {
        Template.Builder wanted = ApprovalKeys.result(type, length).toBuilder();
        for (AttributeType<Boolean> use : uses) {
            wanted.set(use, true);
        }
        return wanted.build();
    }

    private static void agree(
            ApprovalKeys keys,
            MechanismType mechanism,
            KeyType type,
            byte[] curve,
            Kdf kdf,
            Template wanted) {
        byte[] point = keys.point(type, curve);
        keys.session()
                .deriveKey(
                        Mechanism.of(mechanism, new Ecdh1Derive(kdf, new byte[0], point)),
                        keys.ec(type, curve),
                        wanted);
    }

    static List<ApprovalCase> rawSecret(MechanismType type) {
        KeyType generic = KeyType.CKK_GENERIC_SECRET;
        KeyType aes = KeyType.CKK_AES;
        KeyType hmac = KeyType.CKK_SHA256_HMAC;
        return List.of(
                raw(type, true, forDerivation(generic, 32)),
                raw(type, true, forDerivation(KeyType.CKK_HKDF, 32)),
                raw(type, false, result(generic, 32, CKA_DERIVE)),
                raw(
                        type,
                        false,
                        forDerivation(generic, 32).toBuilder().set(CKA_COPYABLE, true).build()),
                raw(type, false, result(generic, 32)),
                raw(type, false, result(generic, 32, CKA_DERIVE, CKA_SIGN)),
                raw(type, false, result(hmac, 32, CKA_SIGN)),
                raw(type, false, result(aes, 32)),
                raw(type, false, forDerivation(aes, 32)),
                encapsulated(type, true, forDerivation(generic, 32)),
                encapsulated(type, false, result(aes, 32)),
                at(
                        "AES after a derivation",
                        AuditEvent.DERIVE_KEY,
                        keys ->
                                agree(
                                        keys,
                                        type,
                                        KeyType.CKK_EC,
                                        Keys.P256,
                                        Kdf.CKD_SHA256_KDF,
                                        result(aes, 32))));
    }

    private static ApprovalCase raw(MechanismType type, boolean met, Template wanted) {
        return new ApprovalCase(
                "raw to " + wanted,
                met,
                AuditEvent.DERIVE_KEY,
                keys -> agree(keys, type, KeyType.CKK_EC, Keys.P256, Kdf.CKD_NULL, wanted));
    }

    private static ApprovalCase encapsulated(MechanismType type, boolean met, Template wanted) {
        Mechanism raw = Mechanism.of(type, new Ecdh1Derive(Kdf.CKD_NULL, new byte[0], new byte[0]));
        return new ApprovalCase(
                "raw, encapsulated, to " + wanted,
                met,
                AuditEvent.ENCAPSULATE_KEY,
                keys ->
                        keys.session()
                                .encapsulateKey(
                                        raw, keys.publicHalf(KeyType.CKK_EC, Keys.P256), wanted));
    }

    static List<ApprovalCase> agreement(MechanismType type) {
        return List.of(
                at("none", AuditEvent.DERIVE_KEY, keys -> agree(keys, type, Kdf.CKD_NULL, 32)),
                at(
                        "X9.63 with SHA-224",
                        AuditEvent.DERIVE_KEY,
                        keys -> agree(keys, type, Kdf.CKD_SHA224_KDF, 32)),
                at(
                        "SP 800-56C with SHA-1",
                        AuditEvent.DERIVE_KEY,
                        keys -> agree(keys, type, Kdf.CKD_SHA1_KDF_SP800, 32)),
                beside(
                        "X9.63 with SHA-1",
                        AuditEvent.DERIVE_KEY,
                        keys -> agree(keys, type, Kdf.CKD_SHA1_KDF, 32)));
    }

    static List<ApprovalCase> digestLength() {
        List<ApprovalCase> signed =
                ApprovalCases.all(
                        ApprovalCases.each(
                                IntStream.of(28, 32, 48, 64), length -> sign(length, true)),
                        ApprovalCases.each(
                                IntStream.of(1, 20, 27, 29, 31, 33, 47, 49, 63, 65, 200),
                                length -> sign(length, false)));
        return ApprovalCases.all(
                signed,
                List.of(
                        verify(20, true),
                        verify(19, false),
                        verify(21, false),
                        verify(1, false),
                        verify(64, true)));
    }

    private static ApprovalCase sign(int length, boolean met) {
        return new ApprovalCase(
                "signs " + length + " bytes",
                met,
                AuditEvent.SIGN,
                keys ->
                        keys.session()
                                .sign(
                                        Mechanism.of(MechanismType.CKM_ECDSA),
                                        keys.ec(KeyType.CKK_EC, Keys.P256),
                                        new byte[length]));
    }

    private static ApprovalCase verify(int length, boolean met) {
        return new ApprovalCase(
                "verifies " + length + " bytes",
                met,
                AuditEvent.VERIFY,
                keys ->
                        keys.session()
                                .verify(
                                        Mechanism.of(MechanismType.CKM_ECDSA),
                                        keys.publicHalf(KeyType.CKK_EC, Keys.P256),
                                        new byte[length],
                                        new byte[64]));
    }

    static List<ApprovalCase> context() {
        return List.of(
                eddsa("Ed25519", ApprovalKeys.ED25519, false, 0, true),
                eddsa("Ed25519ctx", ApprovalKeys.ED25519, false, 1, false),
                eddsa("Ed25519ph", ApprovalKeys.ED25519, true, 1, true),
                eddsa("Ed448", ApprovalKeys.ED448, false, 1, true));
    }

    private static ApprovalCase eddsa(
            String name, byte[] curve, boolean preHash, int context, boolean met) {
        Mechanism mechanism =
                Mechanism.of(MechanismType.CKM_EDDSA, new EdDsa(preHash, new byte[context]));
        return new ApprovalCase(
                name,
                met,
                AuditEvent.SIGN,
                keys -> keys.session().sign(mechanism, keys.edwards(curve), ApprovalCases.DATA));
    }
}
