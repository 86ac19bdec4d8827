package io.craton.hsm.core.policy;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.Approval;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismParameters.RsaPss;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageParameters;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.MechanismTable;
import io.craton.hsm.spi.AuditEvent;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code algorithms.fips_approved_only = true}, at the doors of the API. */
@Tag("S2-34")
class FipsModeTest {
    private static final byte[] DATA = "data".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    private static final Set<Flag> FOR_OLD_DATA =
            EnumSet.of(Flag.CKF_VERIFY, Flag.CKF_VERIFY_RECOVER, Flag.CKF_DECRYPT, Flag.CKF_UNWRAP);
    private static final Map<MechanismType, MechanismSpec> TABLE =
            MechanismTable.all().stream()
                    .collect(Collectors.toMap(MechanismSpec::type, Function.identity()));

    private static TestModule module;
    private static Session session;

    @BeforeAll
    static void open() {
        module = TestModule.open(b -> b.set(ConfigKey.ALGORITHMS_FIPS_APPROVED_ONLY, true));
        session = module.userSession();
    }

    @AfterAll
    static void close() {
        module.close();
    }

    private static KeyPairHandles rsa(long bits) {
        return session.generateKeyPair(
                Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN),
                Template.builder().set(CKA_MODULUS_BITS, bits).set(CKA_VERIFY, true).build(),
                Template.builder().set(CKA_SIGN, true).build());
    }

    @Test
    void list_hasNoMechanismThatIsNotApproved() {
        Set<MechanismType> listed = Set.copyOf(module.slot().mechanisms());

        assertThat(listed).hasSizeGreaterThan(80).contains(CKM_AES_GCM, CKM_ML_DSA, CKM_ML_KEM);
        for (MechanismType type : listed) {
            Approval approval = TABLE.get(type).approval();
            assertThat(approval).as(type.name()).isNotEqualTo(Approval.NOT_APPROVED);
            if (approval == Approval.LEGACY) {
                assertThat(FOR_OLD_DATA)
                        .as(type.name())
                        .containsAll(module.slot().mechanismInfo(type).flags());
            }
        }
        for (MechanismSpec spec : MechanismTable.all()) {
            if (!listed.contains(spec.type())) {
                assertCode(CKR_MECHANISM_INVALID, () -> module.slot().mechanismInfo(spec.type()));
            }
        }
    }

    @Test
    void sha1_signsNothing() {
        KeyPairHandles pair = rsa(2048);
        RsaPss pss = new RsaPss(CKM_SHA_1, Mgf.CKG_MGF1_SHA1, 20);

        assertCode(
                CKR_MECHANISM_INVALID,
                () -> session.sign(Mechanism.of(CKM_SHA1_RSA_PKCS), pair.privateKey(), DATA));
        assertCode(
                CKR_MECHANISM_INVALID,
                () ->
                        session.sign(
                                Mechanism.of(CKM_ECDSA_SHA1), Keys.ec(session).privateKey(), DATA));
        assertCode(
                CKR_MECHANISM_PARAM_INVALID,
                () ->
                        session.sign(
                                Mechanism.of(CKM_RSA_PKCS_PSS, pss),
                                pair.privateKey(),
                                new byte[20]));
        // Old signatures may be verified.
        assertCode(
                CKR_SIGNATURE_INVALID,
                () ->
                        session.verify(
                                Mechanism.of(CKM_SHA1_RSA_PKCS),
                                pair.publicKey(),
                                DATA,
                                new byte[256]));
    }

    @Test
    void pssSalt_longerThanTheDigest_isRefused() {
        KeyPairHandles pair = rsa(2048);

        session.sign(pss(32), pair.privateKey(), DATA);
        assertCode(
                CKR_MECHANISM_PARAM_INVALID, () -> session.sign(pss(33), pair.privateKey(), DATA));
        assertCode(
                CKR_MECHANISM_PARAM_INVALID,
                () -> session.verify(pss(33), pair.publicKey(), DATA, new byte[256]));
    }

    private static Mechanism pss(int saltLength) {
        return Mechanism.of(
                CKM_SHA256_RSA_PKCS_PSS, new RsaPss(CKM_SHA256, Mgf.CKG_MGF1_SHA256, saltLength));
    }

    @Test
    void rawAndForeignMechanisms_areRefused() {
        KeyPairHandles pair = rsa(2048);
        ObjectHandle aes = Keys.aes(session);

        assertCode(
                CKR_MECHANISM_INVALID,
                () -> session.sign(Mechanism.of(CKM_RSA_X_509), pair.privateKey(), new byte[256]));
        assertCode(
                CKR_MECHANISM_INVALID,
                () -> session.generateKey(Mechanism.of(CKM_CHACHA20_KEY_GEN), Template.empty()));
        assertCode(
                CKR_MECHANISM_INVALID,
                () -> session.generateKey(Mechanism.of(CKM_DES3_KEY_GEN), Template.empty()));
        assertCode(
                CKR_MECHANISM_INVALID,
                () -> session.wrapKey(Mechanism.of(CKM_AES_KEY_WRAP_PKCS7), aes, aes));
    }

    @Test
    void smallKeys_protectNothingNew() {
        assertCode(CKR_KEY_SIZE_RANGE, () -> rsa(1024));
        ObjectHandle shortMac =
                session.createObject(
                        Keys.secret(KeyType.CKK_GENERIC_SECRET, new byte[13])
                                .set(CKA_SIGN, true)
                                .set(CKA_VERIFY, true)
                                .build());
        Mechanism hmac = Mechanism.of(CKM_SHA256_HMAC);
        assertCode(CKR_KEY_SIZE_RANGE, () -> session.sign(hmac, shortMac, DATA));
        assertCode(CKR_SIGNATURE_INVALID, () -> session.verify(hmac, shortMac, DATA, new byte[32]));
    }

    @Test
    void montgomeryCurves_areRefused() {
        assertCode(
                CKR_MECHANISM_INVALID,
                () ->
                        session.generateKeyPair(
                                Mechanism.of(CKM_EC_MONTGOMERY_KEY_PAIR_GEN),
                                Template.builder()
                                        .set(CKA_EC_PARAMS, HexFormat.of().parseHex("06032b656e"))
                                        .build(),
                                Template.empty()));
    }

    @Test
    void gcmVectorOfTheCaller_isRefusedAtEveryDoor() {
        ObjectHandle key = Keys.aes(session, b -> b.set(CKA_WRAP, true).set(CKA_ENCRYPT, true));
        ObjectHandle wrapped = Keys.aes(session, b -> b.set(CKA_EXTRACTABLE, true));
        Mechanism own = Mechanism.of(CKM_AES_GCM, new Gcm(new byte[12], new byte[0], 128));

        assertCode(CKR_MECHANISM_PARAM_INVALID, () -> session.encrypt(own, key, DATA));
        assertCode(CKR_MECHANISM_PARAM_INVALID, () -> session.wrapKey(own, key, wrapped));
        SessionFunctions functions = session.functions();
        functions.messageEncryptInit(Mechanism.of(CKM_AES_GCM), key);
        ByteBuffer out = ByteBuffer.allocate(64);
        assertCode(
                CKR_MECHANISM_PARAM_INVALID,
                () ->
                        functions.encryptMessage(
                                MessageParameters.Aead.withIv(new byte[12], new byte[16]),
                                new byte[0],
                                DATA,
                                out));
        functions.encryptMessage(
                MessageParameters.Aead.generated(new byte[12], new byte[16]),
                new byte[0],
                DATA,
                out);
        assertThat(module.audit.last(AuditEvent.ENCRYPT).fipsApproved()).isTrue();
        functions.messageEncryptFinal();
    }

    @Test
    void configuration_thatContradictsItself_isRefused() {
        for (ConfigKey key :
                new ConfigKey[] {
                    ConfigKey.ALGORITHMS_ALLOW_DES3,
                    ConfigKey.ALGORITHMS_ALLOW_SHA1_SIGNING,
                    ConfigKey.ALGORITHMS_ALLOW_WEAK_RSA,
                    ConfigKey.ALGORITHMS_ALLOW_UNAUTHENTICATED_WRAP
                }) {
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () ->
                                    HsmConfig.builder()
                                            .set(ConfigKey.ALGORITHMS_FIPS_APPROVED_ONLY, true)
                                            .set(key, true)
                                            .build())
                    .hasMessageContaining(key.path());
        }
    }
}
