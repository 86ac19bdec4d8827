package io.craton.hsm.core.policy;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.spi.AuditEvent;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the configuration permits, and the indicator of approved services. */
class PolicyTest {
    private static final byte[] DATA = new byte[32];

    private static Template rsa(long bits) {
        return Template.builder().set(CKA_MODULUS_BITS, bits).build();
    }

    @Test
    void mechanisms_areWhatIsListed() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            assertThat(module.slot().mechanisms())
                    .contains(CKM_AES_GCM, CKM_ECDSA_SHA256, CKM_ML_DSA, CKM_SHA256);
            assertThat(module.slot().mechanismInfo(CKM_RSA_PKCS_KEY_PAIR_GEN).minKeySize())
                    .isEqualTo(2048);
            assertThat(module.slot().mechanismInfo(CKM_AES_GCM).flags())
                    .contains(Flag.CKF_ENCRYPT, Flag.CKF_DECRYPT);
            assertThat(module.slot().mechanisms()).doesNotContain(CKM_DES3_CBC);
            assertCode(CKR_MECHANISM_INVALID, () -> module.slot().mechanismInfo(CKM_DES3_CBC));
            assertCode(
                    CKR_MECHANISM_INVALID,
                    () -> session.generateKey(Mechanism.of(CKM_DES3_KEY_GEN), Template.empty()));
        }
    }

    @Test
    void des3_isForThoseWhoAllowIt() {
        try (TestModule module =
                        TestModule.open(b -> b.set(ConfigKey.ALGORITHMS_ALLOW_DES3, true));
                Session session = module.userSession()) {
            ObjectHandle key =
                    session.generateKey(Mechanism.of(CKM_DES3_KEY_GEN), Template.empty());
            Mechanism ecb = Mechanism.of(CKM_DES3_ECB);
            assertThat(session.decrypt(ecb, key, session.encrypt(ecb, key, DATA))).isEqualTo(DATA);
            assertThat(module.audit.last(AuditEvent.ENCRYPT).fipsApproved()).isFalse();
        }
    }

    @Test
    void pqc_canBeSwitchedOff() {
        try (TestModule module =
                TestModule.open(b -> b.set(ConfigKey.ALGORITHMS_ENABLE_PQC, false))) {
            assertThat(module.slot().mechanisms())
                    .doesNotContain(CKM_ML_DSA, CKM_ML_KEM, CKM_SLH_DSA, CKM_ML_DSA_KEY_PAIR_GEN);
        }
    }

    @Test
    void weakRsa_isForThoseWhoAllowIt() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            assertCode(
                    CKR_KEY_SIZE_RANGE,
                    () ->
                            session.generateKeyPair(
                                    Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN),
                                    rsa(1024),
                                    Template.empty()));
        }
        try (TestModule module =
                        TestModule.open(b -> b.set(ConfigKey.ALGORITHMS_ALLOW_WEAK_RSA, true));
                Session session = module.userSession()) {
            KeyPairHandles pair =
                    session.generateKeyPair(
                            Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN), rsa(1024), Template.empty());
            byte[] signature =
                    session.sign(Mechanism.of(CKM_SHA256_RSA_PKCS), pair.privateKey(), DATA);
            session.verify(Mechanism.of(CKM_SHA256_RSA_PKCS), pair.publicKey(), DATA, signature);
            assertThat(module.audit.last(AuditEvent.SIGN).fipsApproved()).isFalse();
            assertCode(
                    CKR_KEY_SIZE_RANGE,
                    () ->
                            session.generateKeyPair(
                                    Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN),
                                    rsa(512),
                                    Template.empty()));
        }
    }

    @Test
    void sha1Signing_isForThoseWhoAllowIt_verifyingIsNot() {
        MechanismParameters pss =
                new MechanismParameters.RsaPss(
                        CKM_SHA_1, MechanismParameters.Mgf.CKG_MGF1_SHA1, 20);
        try (TestModule module =
                        TestModule.open(b -> b.set(ConfigKey.ALGORITHMS_ALLOW_SHA1_SIGNING, true));
                Session session = module.userSession()) {
            KeyPairHandles pair =
                    session.generateKeyPair(
                            Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN), rsa(2048), Template.empty());
            session.sign(Mechanism.of(CKM_SHA1_RSA_PKCS), pair.privateKey(), DATA);
            assertThat(module.audit.last(AuditEvent.SIGN).fipsApproved()).isFalse();
            session.sign(Mechanism.of(CKM_SHA1_RSA_PKCS_PSS, pss), pair.privateKey(), DATA);
        }
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            KeyPairHandles pair =
                    session.generateKeyPair(
                            Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN), rsa(2048), Template.empty());
            assertCode(
                    CKR_MECHANISM_INVALID,
                    () -> session.sign(Mechanism.of(CKM_SHA1_RSA_PKCS), pair.privateKey(), DATA));
            assertThat(module.slot().mechanismInfo(CKM_SHA1_RSA_PKCS).flags())
                    .doesNotContain(Flag.CKF_SIGN);
            assertCode(
                    CKR_MECHANISM_PARAM_INVALID,
                    () ->
                            session.sign(
                                    Mechanism.of(CKM_RSA_PKCS_PSS, pss),
                                    pair.privateKey(),
                                    new byte[20]));
            assertCode(
                    CKR_SIGNATURE_INVALID,
                    () ->
                            session.verify(
                                    Mechanism.of(CKM_SHA1_RSA_PKCS),
                                    pair.publicKey(),
                                    DATA,
                                    new byte[256]));
        }
    }

    /** What the pre-hash mechanisms are told to have signed is asked, too. */
    @Test
    void sha1Signing_inAParameterOfAPreHashForm_isForThoseWhoAllowIt() {
        Mechanism prehash =
                Mechanism.of(
                        MechanismType.CKM_HASH_ML_DSA,
                        new MechanismParameters.HashSignContext(
                                MechanismParameters.Hedge.CKH_HEDGE_PREFERRED,
                                new byte[0],
                                CKM_SHA_1));
        try (TestModule module =
                        TestModule.open(b -> b.set(ConfigKey.ALGORITHMS_ALLOW_SHA1_SIGNING, true));
                Session session = module.userSession()) {
            ObjectHandle key = mlDsa(session).privateKey();
            assertThat(session.sign(prehash, key, new byte[20])).isNotEmpty();
            assertThat(module.audit.last(AuditEvent.SIGN).fipsApproved()).isFalse();
        }
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            ObjectHandle key = mlDsa(session).privateKey();
            assertThatThrownBy(() -> session.sign(prehash, key, new byte[20]))
                    .hasMessageContaining("CKR_MECHANISM_PARAM_INVALID")
                    .hasMessageContaining("algorithms.allow_sha1_signing");
        }
        try (TestModule module =
                        TestModule.open(b -> b.set(ConfigKey.ALGORITHMS_FIPS_APPROVED_ONLY, true));
                Session session = module.userSession()) {
            ObjectHandle key = mlDsa(session).privateKey();
            assertThatThrownBy(() -> session.sign(prehash, key, new byte[20]))
                    .hasMessageContaining("algorithms.fips_approved_only")
                    .hasMessageNotContaining("allow_sha1_signing");
        }
    }

    private static KeyPairHandles mlDsa(Session session) {
        Template set =
                Template.builder()
                        .set(AttributeType.CKA_PARAMETER_SET, ParameterSet.CKP_ML_DSA_44.code())
                        .build();
        return session.generateKeyPair(
                Mechanism.of(MechanismType.CKM_ML_DSA_KEY_PAIR_GEN), set, Template.empty());
    }

    @Test
    void approvedOnly_offersApprovedServicesOnly() {
        try (TestModule module =
                        TestModule.open(b -> b.set(ConfigKey.ALGORITHMS_FIPS_APPROVED_ONLY, true));
                Session session = module.userSession()) {
            assertThat(module.slot().mechanisms())
                    .contains(CKM_AES_GCM, CKM_ECDSA_SHA256)
                    .doesNotContain(CKM_CHACHA20_POLY1305, CKM_RSA_X_509, CKM_DES3_CBC);
            ObjectHandle key = Keys.aes(session);
            byte[] iv;
            byte[] ciphertext;
            try (var operation = session.encryptor(Keys.gcm(), key)) {
                ciphertext = operation.doFinal(DATA);
                iv = operation.iv();
            }
            assertThat(module.audit.last(AuditEvent.ENCRYPT).fipsApproved()).isTrue();
            assertCode(
                    CKR_MECHANISM_PARAM_INVALID,
                    () -> session.encrypt(Keys.gcm(new byte[12]), key, DATA));
            assertThat(session.decrypt(Keys.gcm(iv), key, ciphertext)).isEqualTo(DATA);
            assertCode(
                    CKR_CURVE_NOT_SUPPORTED,
                    () ->
                            session.generateKeyPair(
                                    Mechanism.of(CKM_EC_KEY_PAIR_GEN),
                                    Template.builder()
                                            .set(
                                                    CKA_EC_PARAMS,
                                                    java.util.HexFormat.of()
                                                            .parseHex("06052b8104000a"))
                                            .build(),
                                    Template.empty()));
            session.generateKeyPair(
                    Mechanism.of(CKM_EC_KEY_PAIR_GEN), named("P-256"), Template.empty());
            assertThat(module.audit.last(AuditEvent.GENERATE_KEY_PAIR).fipsApproved()).isTrue();
            assertCode(
                    CKR_CURVE_NOT_SUPPORTED,
                    () ->
                            session.generateKeyPair(
                                    Mechanism.of(CKM_EC_KEY_PAIR_GEN),
                                    named("secp256k1"),
                                    Template.empty()));
            ObjectHandle shortMac =
                    session.createObject(
                            Keys.secret(KeyType.CKK_GENERIC_SECRET, new byte[10]).build());
            assertCode(CKR_KEY_SIZE_RANGE, () -> session.sign(Keys.hmac(), shortMac, DATA));
        }
    }

    /** A curve by its name, a PrintableString. */
    private static Template named(String curve) {
        byte[] der = new byte[2 + curve.length()];
        der[0] = 0x13;
        der[1] = (byte) curve.length();
        System.arraycopy(
                curve.getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                0,
                der,
                2,
                curve.length());
        return Template.builder().set(CKA_EC_PARAMS, der).build();
    }

    @Test
    @Tag("S2-34")
    void indicator_isInEveryRecordOfAnOperation() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            ObjectHandle key = Keys.aes(session);
            assertThat(module.audit.last(AuditEvent.GENERATE_KEY).fipsApproved()).isTrue();
            session.encrypt(Keys.gcm(), key, DATA);
            assertThat(module.audit.last(AuditEvent.ENCRYPT).fipsApproved()).isTrue();
            session.encrypt(Keys.gcm(new byte[12]), key, DATA);
            assertThat(module.audit.last(AuditEvent.ENCRYPT).fipsApproved()).isFalse();
            session.digest(Mechanism.of(CKM_SHA256), DATA);
            assertThat(module.audit.last(AuditEvent.DIGEST).fipsApproved()).isTrue();
            session.generateKeyPair(
                    Mechanism.of(CKM_EC_KEY_PAIR_GEN),
                    Template.builder()
                            .set(CKA_EC_PARAMS, java.util.HexFormat.of().parseHex("06052b8104000a"))
                            .build(),
                    Template.empty());
            assertThat(module.audit.last(AuditEvent.GENERATE_KEY_PAIR).fipsApproved()).isFalse();
        }
    }

    @Test
    void key_mustSuitTheMechanism() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            ObjectHandle key = Keys.aes(session, b -> b.set(CKA_SIGN, true));
            KeyPairHandles pair = Keys.ec(session);
            assertCode(CKR_KEY_TYPE_INCONSISTENT, () -> session.sign(Keys.ecdsa(), key, DATA));
            assertCode(
                    CKR_KEY_TYPE_INCONSISTENT,
                    () -> session.encrypt(Keys.gcm(), pair.publicKey(), DATA));
            assertCode(
                    CKR_KEY_TYPE_INCONSISTENT,
                    () -> session.sign(Keys.ecdsa(), pair.publicKey(), DATA));
            assertCode(
                    CKR_KEY_TYPE_INCONSISTENT,
                    () -> session.encrypt(Mechanism.of(CKM_RSA_PKCS), key, DATA));
            assertCode(
                    CKR_KEY_HANDLE_INVALID,
                    () -> session.encrypt(Keys.gcm(), new ObjectHandle(99), DATA));
            ObjectHandle data =
                    session.createObject(
                            Template.builder()
                                    .objectClass(io.craton.hsm.ObjectClass.CKO_DATA)
                                    .build());
            assertCode(CKR_KEY_HANDLE_INVALID, () -> session.encrypt(Keys.gcm(), data, DATA));
            assertCode(
                    CKR_MECHANISM_INVALID,
                    () -> session.encrypt(Mechanism.of(CKM_SHA256), key, DATA));
            assertCode(CKR_MECHANISM_INVALID, () -> session.digest(Keys.gcm(), DATA));
            assertCode(
                    CKR_MECHANISM_PARAM_INVALID,
                    () -> session.encrypt(Mechanism.of(CKM_AES_CBC), key, DATA));
            assertCode(
                    CKR_MECHANISM_PARAM_INVALID,
                    () ->
                            session.encrypt(
                                    Mechanism.of(
                                            CKM_AES_CBC, new MechanismParameters.Iv(new byte[15])),
                                    key,
                                    DATA));
        }
    }

    @Test
    void attributes_decideWhatAKeyMayDo() {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            ObjectHandle key =
                    Keys.aes(
                            session,
                            b ->
                                    b.set(CKA_ENCRYPT, true)
                                            .set(CKA_DECRYPT, false)
                                            .set(CKA_ALLOWED_MECHANISMS, Set.of(CKM_AES_GCM)));
            byte[] ciphertext = session.encrypt(Keys.gcm(new byte[12]), key, DATA);
            assertCode(
                    CKR_KEY_FUNCTION_NOT_PERMITTED,
                    () -> session.decrypt(Keys.gcm(new byte[12]), key, ciphertext));
            assertCode(CKR_MECHANISM_INVALID, () -> session.encrypt(Keys.cbc(), key, DATA));
            session.setAttributes(key, Template.builder().set(CKA_DECRYPT, true).build());
            assertThat(session.decrypt(Keys.gcm(new byte[12]), key, ciphertext)).isEqualTo(DATA);
        }
    }
}
