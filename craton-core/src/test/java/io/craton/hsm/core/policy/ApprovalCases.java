package io.craton.hsm.core.policy;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.core.policy.ApprovalCase.at;
import static io.craton.hsm.core.policy.ApprovalCase.beside;

import io.craton.hsm.Approval;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.Ccm;
import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismParameters.Hkdf;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismParameters.MacLength;
import io.craton.hsm.MechanismParameters.Pbkdf2;
import io.craton.hsm.MechanismParameters.PrfData;
import io.craton.hsm.MechanismParameters.SaltType;
import io.craton.hsm.MechanismParameters.Sp800108;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.mechanism.Condition;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.engine.common.SecretKeySizes;
import io.craton.hsm.spi.AuditEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * For each condition of each mechanism what is just right and what is just not: real calls. A
 * condition that nobody has thought of here does not compile.
 */
final class ApprovalCases {
    static final byte[] DATA = "sixteen bytes...".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    private static final byte[] NONE = {};

    private ApprovalCases() {}

    static List<ApprovalCase> of(MechanismSpec spec, Condition condition) {
        MechanismType type = spec.type();
        return switch (condition) {
            case RSA_KEY -> ApprovalRsaCases.key(spec);
            case PSS_SALT -> ApprovalRsaCases.salt(type);
            case PSS_DIGEST -> ApprovalRsaCases.mask(type);
            case DIGEST_INFO -> ApprovalRsaCases.digestInfo();
            case CURVE -> ApprovalCurveCases.curve(spec);
            case DIGEST_LENGTH -> ApprovalCurveCases.digestLength();
            case AGREEMENT_DIGEST -> ApprovalCurveCases.agreement(type);
            case AGREEMENT_RESULT -> ApprovalCurveCases.rawSecret(type);
            case EDDSA_CONTEXT -> ApprovalCurveCases.context();
            case PREHASH_DIGEST -> ApprovalPqcCases.prehash(spec);
            case STATEFUL_SET -> ApprovalPqcCases.stateful(type);
            case SECRET_KEY -> List.of(secret(spec, 14, true), secret(spec, 13, false));
            case NEW_KEY -> List.of(made(spec, 14, true), made(spec, 13, false));
            case HMAC_LENGTH -> List.of(mac(spec, 4, true), mac(spec, 3, false));
            case CMAC_LENGTH -> List.of(mac(spec, 8, true), mac(spec, 7, false));
            case CCM_TAG -> List.of(ccm(8, true), ccm(6, false));
            case GCM_TAG -> List.of(gcmTag(type, 96, true), gcmTag(type, 64, false));
            case GCM_VECTOR ->
                    List.of(
                            at("of the module", AuditEvent.ENCRYPT, keys -> gcm(keys, null)),
                            beside(
                                    "of the caller",
                                    AuditEvent.ENCRYPT,
                                    keys -> gcm(keys, new byte[12])));
            case AUTHENTICATED_WRAP -> List.of(wrap(spec));
            case PBKDF2_ITERATIONS ->
                    List.of(pbkdf2(16, 1000, 8, 14, true), pbkdf2(16, 999, 8, 14, false));
            case PBKDF2_SALT ->
                    List.of(
                            pbkdf2(16, 1000, 8, 14, true),
                            pbkdf2(15, 1000, 8, 14, false),
                            pbkdf2(0, 1000, 8, 14, false));
            case PBKDF2_PASSWORD ->
                    List.of(
                            pbkdf2(16, 1000, 8, 14, true),
                            pbkdf2(16, 1000, 7, 14, false),
                            pbkdf2(16, 1000, 1, 14, false));
            case ANY_DIGEST, ANY_CONTEXT, VECTOR_OF_CALLER -> List.of();
        };
    }

    private static ApprovalCase secret(MechanismSpec spec, int length, boolean met) {
        KeyType type =
                spec.keyTypes().stream()
                        .filter(SecretKeySizes.OF_ANY_LENGTH::contains)
                        .sorted()
                        .findFirst()
                        .orElseThrow();
        if (spec.can(Flag.CKF_DERIVE)) {
            return new ApprovalCase(
                    length + " bytes",
                    met,
                    AuditEvent.DERIVE_KEY,
                    keys -> derive(keys, spec.type(), keys.secret(type, length), 32));
        }
        MechanismParameters parameters =
                spec.parameters().contains(MacLength.class)
                        ? new MacLength(16)
                        : MechanismParameters.NONE;
        Mechanism mechanism = Mechanism.of(spec.type(), parameters);
        return new ApprovalCase(
                length + " bytes",
                met,
                AuditEvent.SIGN,
                keys -> keys.session().sign(mechanism, keys.secret(type, length), DATA));
    }

    private static void derive(
            ApprovalKeys keys, MechanismType type, ObjectHandle base, int length) {
        Template wanted = ApprovalKeys.result(KeyType.CKK_GENERIC_SECRET, length);
        if (type == MechanismType.CKM_HKDF_DATA) {
            wanted = Template.builder().set(CKA_VALUE_LEN, (long) length).build();
        }
        keys.session().deriveKey(Mechanism.of(type, derivation(type)), base, wanted);
    }

    private static MechanismParameters derivation(MechanismType type) {
        return switch (type) {
            case CKM_HKDF_DERIVE, CKM_HKDF_DATA ->
                    new Hkdf(
                            true,
                            true,
                            MechanismType.CKM_SHA_1,
                            SaltType.CKF_HKDF_SALT_NULL,
                            null,
                            null,
                            NONE);
            case CKM_SP800_108_COUNTER_KDF -> kdf(new PrfData.IterationVariable(false, 32), null);
            case CKM_SP800_108_FEEDBACK_KDF ->
                    kdf(new PrfData.IterationVariable(false, 0), new byte[0]);
            default -> throw new AssertionError("no parameters for " + type);
        };
    }

    private static Sp800108 kdf(PrfData variable, byte[] iv) {
        return new Sp800108(
                MechanismType.CKM_SHA256_HMAC, List.of(variable, new PrfData.Bytes(DATA)), iv);
    }

    private static ApprovalCase made(MechanismSpec spec, int length, boolean met) {
        MechanismType type = spec.type();
        if (type == MechanismType.CKM_PKCS5_PBKD2) {
            return pbkdf2(16, 1000, 8, length, met);
        }
        if (type == MechanismType.CKM_ML_KEM) {
            return ApprovalPqcCases.encapsulated(length, met);
        }
        if (spec.can(Flag.CKF_GENERATE)) {
            Template wanted = Template.builder().set(CKA_VALUE_LEN, (long) length).build();
            return new ApprovalCase(
                    length + " bytes",
                    met,
                    AuditEvent.GENERATE_KEY,
                    keys -> keys.session().generateKey(Mechanism.of(type), wanted));
        }
        return new ApprovalCase(
                length + " bytes made",
                met,
                AuditEvent.DERIVE_KEY,
                spec.parameters().contains(Ecdh1Derive.class)
                        ? keys -> ApprovalCurveCases.agree(keys, type, Kdf.CKD_NULL, length)
                        : keys ->
                                derive(
                                        keys,
                                        type,
                                        keys.secret(KeyType.CKK_GENERIC_SECRET, 32),
                                        length));
    }

    private static ApprovalCase mac(MechanismSpec spec, int length, boolean met) {
        boolean block = !spec.keyTypes().contains(KeyType.CKK_GENERIC_SECRET);
        KeyType type =
                !block
                        ? KeyType.CKK_GENERIC_SECRET
                        : spec.keyTypes().contains(KeyType.CKK_AES)
                                ? KeyType.CKK_AES
                                : KeyType.CKK_DES3;
        Mechanism mechanism = Mechanism.of(spec.type(), new MacLength(length));
        int keyLength = type == KeyType.CKK_DES3 ? 24 : 32;
        // What is approved only for old data is only verified.
        return spec.approval() == Approval.LEGACY
                ? new ApprovalCase(
                        length + " bytes",
                        met,
                        AuditEvent.VERIFY,
                        keys ->
                                keys.session()
                                        .verify(
                                                mechanism,
                                                keys.secret(type, keyLength),
                                                DATA,
                                                new byte[length]))
                : new ApprovalCase(
                        length + " bytes",
                        met,
                        AuditEvent.SIGN,
                        keys -> keys.session().sign(mechanism, keys.secret(type, keyLength), DATA));
    }

    private static ApprovalCase ccm(int tag, boolean met) {
        Mechanism mechanism =
                Mechanism.of(
                        MechanismType.CKM_AES_CCM, new Ccm(DATA.length, new byte[12], NONE, tag));
        return new ApprovalCase(
                tag + " bytes",
                met,
                AuditEvent.ENCRYPT,
                keys -> keys.session().encrypt(mechanism, keys.secret(KeyType.CKK_AES, 32), DATA));
    }

    private static ApprovalCase gcmTag(MechanismType type, int bits, boolean met) {
        if (type == MechanismType.CKM_AES_GMAC) {
            Mechanism gmac = Mechanism.of(type, new Gcm(new byte[12], NONE, bits));
            return new ApprovalCase(
                    bits + " bits",
                    met,
                    AuditEvent.VERIFY,
                    keys ->
                            keys.session()
                                    .verify(
                                            gmac,
                                            keys.secret(KeyType.CKK_AES, 32),
                                            DATA,
                                            new byte[bits / 8]));
        }
        Mechanism gcm = Mechanism.of(type, new Gcm(null, NONE, bits));
        return new ApprovalCase(
                bits + " bits",
                met,
                AuditEvent.ENCRYPT,
                keys -> keys.session().encrypt(gcm, keys.secret(KeyType.CKK_AES, 32), DATA));
    }

    private static void gcm(ApprovalKeys keys, byte[] iv) {
        keys.session()
                .encrypt(
                        Mechanism.of(MechanismType.CKM_AES_GCM, new Gcm(iv, NONE, 128)),
                        keys.secret(KeyType.CKK_AES, 32),
                        DATA);
    }

    private static ApprovalCase wrap(MechanismSpec spec) {
        KeyType type = spec.keyTypes().stream().sorted().findFirst().orElseThrow();
        int length = type == KeyType.CKK_DES2 ? 16 : type == KeyType.CKK_DES3 ? 24 : 32;
        Mechanism mechanism = Mechanism.of(spec.type(), vector(spec, length));
        return beside(
                "wraps",
                AuditEvent.WRAP_KEY,
                keys ->
                        keys.session()
                                .wrapKey(
                                        mechanism,
                                        keys.secret(type, length),
                                        keys.secret(KeyType.CKK_GENERIC_SECRET, 32)));
    }

    private static MechanismParameters vector(MechanismSpec spec, int keyLength) {
        if (spec.parameters().contains(MechanismParameters.Ctr.class)) {
            return new MechanismParameters.Ctr(128, new byte[16]);
        }
        boolean des = spec.keyTypes().contains(KeyType.CKK_DES3);
        return spec.parameters().contains(MechanismParameters.Iv.class)
                ? new MechanismParameters.Iv(new byte[des ? 8 : 16])
                : MechanismParameters.NONE;
    }

    private static ApprovalCase pbkdf2(
            int salt, int iterations, int password, int length, boolean met) {
        Pbkdf2 parameters =
                new Pbkdf2(
                        new byte[salt],
                        iterations,
                        MechanismType.CKM_SHA256_HMAC,
                        new byte[password]);
        Template wanted = ApprovalKeys.result(KeyType.CKK_GENERIC_SECRET, length);
        return new ApprovalCase(
                parameters + " with a salt of " + salt + " and a password of " + password,
                met,
                AuditEvent.GENERATE_KEY,
                keys ->
                        keys.session()
                                .generateKey(
                                        Mechanism.of(MechanismType.CKM_PKCS5_PBKD2, parameters),
                                        wanted));
    }

    /** Cases that differ in a number. */
    static List<ApprovalCase> each(
            IntStream numbers, java.util.function.IntFunction<ApprovalCase> maker) {
        return new ArrayList<>(numbers.mapToObj(maker).toList());
    }

    static List<ApprovalCase> all(List<ApprovalCase> one, List<ApprovalCase> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    static ObjectHandle aes(ApprovalKeys keys) {
        return Keys.aes(keys.session(), b -> b.set(CKA_EXTRACTABLE, true));
    }
}
