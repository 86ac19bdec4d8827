package io.craton.hsm.core.attack;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.Ccm;
import io.craton.hsm.MechanismParameters.ChaCha20Poly1305;
import io.craton.hsm.MechanismParameters.Ctr;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismParameters.Iv;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageParameters.Aead;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Attacks on keys that leave under other keys, by a user who has the PIN: wrapped keys that are
 * cut, met with a known key stream, or come back as something else. Those of Clulow ("On the
 * Security of PKCS#11", CHES 2003) and of Bortolozzo, Centenaro, Focardi and Steel ("Attacking and
 * Fixing PKCS#11 Security Tokens", CCS 2010) are named.
 */
class WrappingAttackTest {
    private static final byte[] NONE = new byte[0];

    private TestModule module;
    private Session session;
    private ObjectHandle wrapper;
    private ObjectHandle victim;

    @BeforeEach
    void open() {
        open(b -> b);
    }

    private void open(UnaryOperator<io.craton.hsm.HsmConfig.Builder> settings) {
        module = TestModule.open(settings);
        session = module.userSession();
        wrapper = Keys.aes(session, b -> b.set(CKA_WRAP, true).set(CKA_UNWRAP, true));
        victim = Keys.aes(session, b -> b.set(CKA_SENSITIVE, true).set(CKA_EXTRACTABLE, true));
    }

    private void reopen(UnaryOperator<io.craton.hsm.HsmConfig.Builder> settings) {
        module.close();
        open(settings);
    }

    private static io.craton.hsm.HsmConfig.Builder unauthenticated(
            io.craton.hsm.HsmConfig.Builder settings) {
        return settings.set(ConfigKey.ALGORITHMS_ALLOW_UNAUTHENTICATED_WRAP, true);
    }

    @AfterEach
    void close() {
        module.close();
    }

    private static Template.Builder secret(KeyType type) {
        return Template.builder().objectClass(ObjectClass.CKO_SECRET_KEY).keyType(type);
    }

    private static Template.Builder readable(KeyType type) {
        return secret(type).set(CKA_SENSITIVE, false).set(CKA_EXTRACTABLE, true);
    }

    private static Mechanism ctr() {
        return Mechanism.of(CKM_AES_CTR, new Ctr(128, new byte[16]));
    }

    /** Every mechanism that could wrap and does not authenticate, with a key for it. */
    private Map<Mechanism, KeyPairHandles> unauthenticatedMechanisms() {
        Iv iv = new Iv(new byte[16]);
        Map<Mechanism, KeyPairHandles> all = new LinkedHashMap<>();
        KeyPairHandles aes = new KeyPairHandles(wrapper, wrapper);
        all.put(Mechanism.of(CKM_AES_ECB), aes);
        all.put(Keys.cbc(), aes);
        all.put(Keys.cbcPad(), aes);
        all.put(Mechanism.of(CKM_AES_CTS, iv), aes);
        all.put(ctr(), aes);
        ObjectHandle xts =
                session.generateKey(
                        Mechanism.of(CKM_AES_XTS_KEY_GEN),
                        wrapping().set(CKA_VALUE_LEN, 64L).build());
        all.put(Mechanism.of(CKM_AES_XTS, iv), new KeyPairHandles(xts, xts));
        ObjectHandle des = session.generateKey(Mechanism.of(CKM_DES3_KEY_GEN), wrapping().build());
        KeyPairHandles des3 = new KeyPairHandles(des, des);
        Iv iv8 = new Iv(new byte[8]);
        all.put(Mechanism.of(CKM_DES3_ECB), des3);
        all.put(Mechanism.of(CKM_DES3_CBC, iv8), des3);
        all.put(Mechanism.of(CKM_DES3_CBC_PAD, iv8), des3);
        all.put(
                Mechanism.of(CKM_RSA_X_509),
                session.generateKeyPair(
                        Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN),
                        Template.builder().set(CKA_MODULUS_BITS, 2048L).set(CKA_WRAP, true).build(),
                        Template.builder().set(CKA_UNWRAP, true).build()));
        return all;
    }

    private static Template.Builder wrapping() {
        return Template.builder().set(CKA_WRAP, true).set(CKA_UNWRAP, true);
    }

    /**
     * ECB, CBC, CTR: the last block, the first byte, one flipped bit. Nothing of the kind wraps.
     */
    @Test
    void whatDoesNotAuthenticate_neitherWrapsNorUnwraps() {
        reopen(b -> b.set(ConfigKey.ALGORITHMS_ALLOW_DES3, true));
        unauthenticatedMechanisms()
                .forEach(
                        (mechanism, keys) -> {
                            assertCode(
                                            CKR_MECHANISM_INVALID,
                                            () ->
                                                    session.wrapKey(
                                                            mechanism, keys.publicKey(), victim))
                                    .hasMessageContaining("algorithms.allow_unauthenticated_wrap")
                                    .hasMessageContaining("CKM_AES_KEY_WRAP_KWP");
                            boolean imports = mechanism.type() == CKM_AES_CBC_PAD;
                            assertCode(
                                            imports
                                                    ? CKR_KEY_FUNCTION_NOT_PERMITTED
                                                    : CKR_MECHANISM_INVALID,
                                            () ->
                                                    session.unwrapKey(
                                                            mechanism,
                                                            keys.privateKey(),
                                                            new byte[32],
                                                            readable(KeyType.CKK_AES).build()))
                                    .hasMessageContaining("algorithms.allow_unauthenticated_wrap")
                                    .hasMessageContaining("CKM_AES_KEY_WRAP_KWP");
                            Set<Flag> flags = module.slot().mechanismInfo(mechanism.type()).flags();
                            assertThat(flags).doesNotContain(Flag.CKF_WRAP);
                            assertThat(flags.contains(Flag.CKF_UNWRAP)).isEqualTo(imports);
                        });
    }

    /** The positive list, so that a new mechanism does not slip in. */
    @Test
    void whatWraps_isTheListOfTheDecision() {
        reopen(b -> b.set(ConfigKey.ALGORITHMS_ALLOW_DES3, true));
        Set<MechanismType> wrap = EnumSet.noneOf(MechanismType.class);
        for (MechanismType type : module.slot().mechanisms()) {
            if (module.slot().mechanismInfo(type).flags().contains(Flag.CKF_WRAP)) {
                wrap.add(type);
            }
        }
        assertThat(wrap)
                .containsExactlyInAnyOrder(
                        CKM_AES_KEY_WRAP,
                        CKM_AES_KEY_WRAP_KWP,
                        CKM_AES_KEY_WRAP_PAD,
                        CKM_AES_KEY_WRAP_PKCS7,
                        CKM_AES_GCM,
                        CKM_AES_CCM,
                        CKM_CHACHA20_POLY1305,
                        CKM_RSA_AES_KEY_WRAP,
                        CKM_RSA_PKCS_OAEP,
                        CKM_RSA_PKCS);
    }

    /** The key stream of a known key, wrapped with the same vector, opens the victim. */
    @Test
    void vectorOfTheCaller_neverWraps() {
        ObjectHandle chaCha =
                session.generateKey(Mechanism.of(CKM_CHACHA20_KEY_GEN), wrapping().build());
        byte[] iv = new byte[12];
        Map<Mechanism, ObjectHandle> all =
                Map.of(
                        Mechanism.of(CKM_AES_GCM, new Gcm(iv, NONE, 128)), wrapper,
                        Mechanism.of(CKM_AES_GCM, new Gcm(null, NONE, 128)), wrapper,
                        Mechanism.of(CKM_AES_CCM, new Ccm(32, iv, NONE, 16)), wrapper,
                        Mechanism.of(CKM_CHACHA20_POLY1305, new ChaCha20Poly1305(iv, NONE)),
                                chaCha);
        all.forEach(
                (mechanism, key) -> {
                    assertCode(
                                    CKR_MECHANISM_PARAM_INVALID,
                                    () -> session.wrapKey(mechanism, key, victim))
                            .hasMessageContaining("C_WrapKeyAuthenticated");
                    assertCode(
                                    CKR_MECHANISM_PARAM_INVALID,
                                    () ->
                                            session.wrapKeyAuthenticated(
                                                    mechanism, key, victim, NONE))
                            .hasMessageContaining("parameters of a message");
                    assertCode(
                            CKR_MECHANISM_PARAM_INVALID,
                            () ->
                                    session.functions()
                                            .wrapKey(
                                                    mechanism,
                                                    key,
                                                    victim,
                                                    ByteBuffer.allocate(64)));
                    assertCode(
                            CKR_MECHANISM_PARAM_INVALID,
                            () ->
                                    session.wrapKeyAuthenticated(
                                            mechanism.type(),
                                            Aead.withIv(iv, new byte[16]),
                                            key,
                                            victim,
                                            NONE));
                    // Part of the vector is no better than all of it.
                    assertCode(
                            CKR_MECHANISM_PARAM_INVALID,
                            () ->
                                    session.wrapKeyAuthenticated(
                                            mechanism.type(),
                                            new Aead(
                                                    iv,
                                                    32,
                                                    io.craton.hsm.MessageParameters.Generator
                                                            .CKG_GENERATE,
                                                    new byte[16]),
                                            key,
                                            victim,
                                            NONE));
                });
    }

    @ParameterizedTest
    @EnumSource(
            value = MechanismType.class,
            names = {"CKM_AES_GCM", "CKM_AES_CCM", "CKM_CHACHA20_POLY1305"})
    void vectorOfTheModule_isAnotherEachTime_andItsTagIsWhole(MechanismType mechanism) {
        ObjectHandle key =
                mechanism == CKM_CHACHA20_POLY1305
                        ? session.generateKey(
                                Mechanism.of(CKM_CHACHA20_KEY_GEN), wrapping().build())
                        : wrapper;
        byte[] aad = {1, 2, 3};
        Set<String> vectors = new java.util.HashSet<>();
        for (int i = 0; i < 20; i++) {
            Aead message = Aead.generated(new byte[12], new byte[16]);
            byte[] sealed = session.wrapKeyAuthenticated(mechanism, message, key, victim, aad);
            assertThat(vectors.add(HexFormat.of().formatHex(message.iv()))).isTrue();
            ObjectHandle back =
                    session.unwrapKeyAuthenticated(
                            mechanism,
                            Aead.withIv(message.iv(), message.tag()),
                            key,
                            sealed,
                            secret(KeyType.CKK_AES).build(),
                            aad);
            assertThat(session.getAttribute(back, CKA_CHECK_VALUE))
                    .isEqualTo(session.getAttribute(victim, CKA_CHECK_VALUE));
        }
        for (int length : new int[] {4, 8, 12, 15}) {
            assertCode(
                    CKR_MECHANISM_PARAM_INVALID,
                    () ->
                            session.wrapKeyAuthenticated(
                                    mechanism,
                                    Aead.generated(new byte[12], new byte[length]),
                                    key,
                                    victim,
                                    aad));
        }
    }

    /**
     * A vector and a tag are told when the wrapped key is, and not for a question of its length.
     */
    @Test
    void functionOfTheStandard_tellsVectorAndTagWithTheResult() {
        Aead message = Aead.generated(new byte[12], new byte[16]);
        int length =
                session.functions()
                        .wrapKeyAuthenticated(CKM_AES_CCM, message, wrapper, victim, NONE, null);
        assertThat(length).isEqualTo(32);
        assertCode(
                CKR_BUFFER_TOO_SMALL,
                () ->
                        session.functions()
                                .wrapKeyAuthenticated(
                                        CKM_AES_CCM,
                                        message,
                                        wrapper,
                                        victim,
                                        NONE,
                                        ByteBuffer.allocate(31)));
        assertThat(message.iv()).containsOnly(0);
        assertThat(message.tag()).containsOnly(0);
        ByteBuffer out = ByteBuffer.allocate(32);
        session.functions().wrapKeyAuthenticated(CKM_AES_CCM, message, wrapper, victim, NONE, out);
        ObjectHandle back =
                session.unwrapKeyAuthenticated(
                        CKM_AES_CCM,
                        message,
                        wrapper,
                        out.array(),
                        secret(KeyType.CKK_AES).build(),
                        NONE);
        assertThat(session.getAttribute(back, CKA_CHECK_VALUE))
                .isEqualTo(session.getAttribute(victim, CKA_CHECK_VALUE));
    }

    /** A tag of 16 bytes that is cut to 4 is one of four thousand million, and may be guessed. */
    @Test
    void cutTag_isRefusedAtUnwrap() {
        Aead message = Aead.generated(new byte[12], new byte[16]);
        for (MechanismType type : new MechanismType[] {CKM_AES_GCM, CKM_AES_CCM}) {
            byte[] sealed = session.wrapKeyAuthenticated(type, message, wrapper, victim, NONE);
            for (int length : new int[] {4, 8, 12}) {
                byte[] cut = Arrays.copyOf(message.tag(), length);
                assertCode(
                        CKR_MECHANISM_PARAM_INVALID,
                        () ->
                                session.unwrapKeyAuthenticated(
                                        type,
                                        Aead.withIv(message.iv(), cut),
                                        wrapper,
                                        sealed,
                                        secret(KeyType.CKK_AES).build(),
                                        NONE));
                byte[] both = Arrays.copyOf(sealed, sealed.length + length);
                System.arraycopy(cut, 0, both, sealed.length, length);
                Mechanism plain =
                        type == CKM_AES_GCM
                                ? Mechanism.of(
                                        type, new Gcm(message.iv(), NONE, length * Byte.SIZE))
                                : Mechanism.of(type, new Ccm(0, message.iv(), NONE, length));
                assertCode(
                        CKR_MECHANISM_PARAM_INVALID,
                        () ->
                                session.unwrapKey(
                                        plain, wrapper, both, secret(KeyType.CKK_AES).build()));
                assertCode(
                        CKR_MECHANISM_PARAM_INVALID,
                        () ->
                                session.unwrapKeyAuthenticated(
                                        plain,
                                        wrapper,
                                        both,
                                        secret(KeyType.CKK_AES).build(),
                                        NONE));
            }
        }
    }

    /** KW with the check value of KWP takes what KWP has wrapped, and shows its padding. */
    @Test
    void keyWrap_takesNoCheckValueOfTheCaller() {
        for (MechanismType type :
                new MechanismType[] {
                    CKM_AES_KEY_WRAP,
                    CKM_AES_KEY_WRAP_KWP,
                    CKM_AES_KEY_WRAP_PAD,
                    CKM_AES_KEY_WRAP_PKCS7
                }) {
            for (int length : new int[] {4, 8}) {
                Mechanism own = Mechanism.of(type, new Iv(new byte[length]));
                assertCode(
                        CKR_MECHANISM_PARAM_INVALID, () -> session.wrapKey(own, wrapper, victim));
                assertCode(
                        CKR_MECHANISM_PARAM_INVALID,
                        () ->
                                session.unwrapKey(
                                        own,
                                        wrapper,
                                        new byte[40],
                                        readable(KeyType.CKK_AES).build()));
                assertCode(
                        CKR_MECHANISM_PARAM_INVALID,
                        () -> session.encrypt(own, Keys.aes(session), new byte[32]));
            }
        }
    }

    /** KW adds zeros, and a length that may be chosen would tell whether a key ends with some. */
    @Test
    void lengthOfTheCaller_doesNotTellHowAKeyEnds() {
        Mechanism kw = Mechanism.of(CKM_AES_KEY_WRAP);
        byte[] value = new byte[32];
        Arrays.fill(value, 0, 28, (byte) 7);
        ObjectHandle ends =
                session.createObject(
                        Keys.secret(KeyType.CKK_GENERIC_SECRET, value)
                                .set(CKA_SENSITIVE, true)
                                .set(CKA_EXTRACTABLE, true)
                                .build());
        byte[] wrapped = session.wrapKey(kw, wrapper, ends);
        for (long length = 25; length < 32; length++) {
            Template cut = secret(KeyType.CKK_GENERIC_SECRET).set(CKA_VALUE_LEN, length).build();
            assertCode(
                    CKR_WRAPPED_KEY_LEN_RANGE, () -> session.unwrapKey(kw, wrapper, wrapped, cut));
        }
        session.unwrapKey(
                kw,
                wrapper,
                wrapped,
                secret(KeyType.CKK_GENERIC_SECRET).set(CKA_VALUE_LEN, 32L).build());
    }

    /** What could not come back does not leave; the sentence names what wraps it. */
    @Test
    void keyWrap_refusesAKeyOfWhichItCouldNotSayWhereItEnds() {
        ObjectHandle odd =
                session.createObject(
                        Keys.secret(KeyType.CKK_SHA_1_HMAC, new byte[20])
                                .set(CKA_SENSITIVE, true)
                                .set(CKA_EXTRACTABLE, true)
                                .build());
        assertThatThrownBy(() -> session.wrapKey(Mechanism.of(CKM_AES_KEY_WRAP), wrapper, odd))
                .isInstanceOfSatisfying(
                        HsmException.class, e -> assertThat(e.code()).isEqualTo(CKR_KEY_SIZE_RANGE))
                .hasMessageContaining("CKM_AES_KEY_WRAP_KWP");
        session.unwrapKey(
                Keys.kwp(),
                wrapper,
                session.wrapKey(Keys.kwp(), wrapper, odd),
                secret(KeyType.CKK_SHA_1_HMAC).build());
    }

    /** An EC key, wrapped by GCM, one bit flipped, unwrapped by CTR: a changed key that signs. */
    @Test
    void wrappedKey_isNotUnwrappedByThePartOfItsMechanismThatDoesNotAuthenticate() {
        KeyPairHandles ec = Keys.ec(session, b -> b, b -> b.set(CKA_EXTRACTABLE, true));
        Aead message = Aead.generated(new byte[12], new byte[16]);
        byte[] sealed =
                session.wrapKeyAuthenticated(CKM_AES_GCM, message, wrapper, ec.privateKey(), NONE);
        sealed[sealed.length - 1] ^= 1;
        byte[] block = Arrays.copyOf(message.iv(), 16);
        block[15] = 2;
        assertCode(
                CKR_MECHANISM_INVALID,
                () ->
                        session.unwrapKey(
                                Mechanism.of(CKM_AES_CTR, new Ctr(32, block)),
                                wrapper,
                                sealed,
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                        .keyType(KeyType.CKK_EC)
                                        .build()));
    }

    /**
     * NSS, EJBCA and pkcs11-tool bring keys under AES-CBC with padding: an import, never an export.
     */
    @Test
    void cbcPad_bringsKeysUnderAKeyThatOnlyUnwraps() {
        byte[] value = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");
        ObjectHandle bridge =
                session.createObject(
                        Keys.secret(KeyType.CKK_AES, new byte[32])
                                .set(CKA_ENCRYPT, true)
                                .set(CKA_UNWRAP, true)
                                .build());
        byte[] wrapped = session.encrypt(Keys.cbcPad(), bridge, value);
        ObjectHandle brought =
                session.unwrapKey(
                        Keys.cbcPad(), bridge, wrapped, readable(KeyType.CKK_AES).build());
        assertThat(session.getAttribute(brought, CKA_VALUE)).isEqualTo(value);
        for (UnaryOperator<Template.Builder> more : notOnlyImporting()) {
            ObjectHandle other =
                    session.createObject(
                            more.apply(
                                            Keys.secret(KeyType.CKK_AES, new byte[32])
                                                    .set(CKA_UNWRAP, true))
                                    .build());
            assertCode(
                            CKR_KEY_FUNCTION_NOT_PERMITTED,
                            () ->
                                    session.unwrapKey(
                                            Keys.cbcPad(),
                                            other,
                                            wrapped,
                                            readable(KeyType.CKK_AES).build()))
                    .hasMessageContaining("algorithms.allow_unauthenticated_wrap")
                    .hasMessageContaining("CKM_AES_KEY_WRAP_KWP");
        }
    }

    private static java.util.List<UnaryOperator<Template.Builder>> notOnlyImporting() {
        return java.util.List.of(
                b -> b.set(CKA_WRAP, true),
                b -> b.set(CKA_UNWRAP_TEMPLATE, Template.builder().label("in").build()));
    }

    /** Unwrapped byte by byte, a key is found by 256 MACs a byte, or by its check value. */
    @Test
    void shortKey_thatMayNotBeRead_comesOutOfNoUnwrap_andHasNoCheckValue() {
        for (int length : new int[] {1, 4, 13}) {
            ObjectHandle brief =
                    session.createObject(
                            Keys.secret(KeyType.CKK_GENERIC_SECRET, new byte[length])
                                    .set(CKA_SENSITIVE, false)
                                    .set(CKA_EXTRACTABLE, true)
                                    .build());
            assertThat(session.getAttributes(brief, CKA_CHECK_VALUE).has(CKA_CHECK_VALUE))
                    .isFalse();
            byte[] wrapped = session.wrapKey(Keys.kwp(), wrapper, brief);
            assertCode(
                    CKR_WRAPPED_KEY_LEN_RANGE,
                    () ->
                            session.unwrapKey(
                                    Keys.kwp(),
                                    wrapper,
                                    wrapped,
                                    secret(KeyType.CKK_GENERIC_SECRET)
                                            .set(CKA_SENSITIVE, true)
                                            .build()));
            assertCode(
                    CKR_WRAPPED_KEY_LEN_RANGE,
                    () ->
                            session.unwrapKey(
                                    Keys.kwp(),
                                    wrapper,
                                    wrapped,
                                    secret(KeyType.CKK_GENERIC_SECRET)
                                            .set(CKA_SENSITIVE, false)
                                            .set(CKA_EXTRACTABLE, false)
                                            .build()));
            ObjectHandle seen =
                    session.unwrapKey(
                            Keys.kwp(),
                            wrapper,
                            wrapped,
                            readable(KeyType.CKK_GENERIC_SECRET).build());
            assertThat(session.getAttribute(seen, CKA_VALUE)).hasSize(length);
        }
        ObjectHandle enough =
                session.createObject(
                        Keys.secret(KeyType.CKK_GENERIC_SECRET, new byte[14])
                                .set(CKA_EXTRACTABLE, true)
                                .build());
        assertThat(session.getAttribute(enough, CKA_CHECK_VALUE)).hasSize(3);
        session.unwrapKey(
                Keys.kwp(),
                wrapper,
                session.wrapKey(Keys.kwp(), wrapper, enough),
                secret(KeyType.CKK_GENERIC_SECRET).set(CKA_SENSITIVE, true).build());
    }

    /** Who allows it, gets it; keys that are for trusted keys are out of reach even so. */
    @Test
    void unauthenticatedWrapping_whereItIsAllowed_isNeverForKeysWithWrapWithTrusted() {
        reopen(b -> unauthenticated(b).set(ConfigKey.ALGORITHMS_ALLOW_DES3, true));
        ObjectHandle guarded =
                Keys.aes(
                        session,
                        b -> b.set(CKA_EXTRACTABLE, true).set(CKA_WRAP_WITH_TRUSTED, true));
        unauthenticatedMechanisms()
                .forEach(
                        (mechanism, keys) -> {
                            byte[] wrapped = session.wrapKey(mechanism, keys.publicKey(), victim);
                            Template.Builder shape =
                                    secret(KeyType.CKK_AES).set(CKA_VALUE_LEN, 32L);
                            session.unwrapKey(mechanism, keys.privateKey(), wrapped, shape.build());
                            assertCode(
                                    CKR_KEY_NOT_WRAPPABLE,
                                    () -> session.wrapKey(mechanism, keys.publicKey(), guarded));
                            assertCode(
                                    CKR_TEMPLATE_INCONSISTENT,
                                    () ->
                                            session.unwrapKey(
                                                    mechanism,
                                                    keys.privateKey(),
                                                    wrapped,
                                                    shape.set(CKA_WRAP_WITH_TRUSTED, true)
                                                            .build()));
                        });
        ObjectHandle own =
                Keys.aes(
                        session,
                        b ->
                                b.set(CKA_WRAP, true)
                                        .set(CKA_UNWRAP, true)
                                        .set(CKA_EXTRACTABLE, true)
                                        .set(CKA_WRAP_WITH_TRUSTED, true));
        assertCode(CKR_KEY_NOT_WRAPPABLE, () -> session.wrapKey(ctr(), own, victim));
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () -> session.unwrapKey(ctr(), own, new byte[32], secret(KeyType.CKK_AES).build()));
    }

    /** Where CTR is allowed, the first bytes of a wrapped key are still no key of their own. */
    @Test
    void unauthenticatedWrapping_whereItIsAllowed_cutsNoShortKey() {
        reopen(WrappingAttackTest::unauthenticated);
        byte[] wrapped = session.wrapKey(ctr(), wrapper, victim);
        for (int length = 1; length < 14; length++) {
            byte[] cut = Arrays.copyOf(wrapped, length);
            assertCode(
                    CKR_WRAPPED_KEY_LEN_RANGE,
                    () ->
                            session.unwrapKey(
                                    ctr(),
                                    wrapper,
                                    cut,
                                    secret(KeyType.CKK_GENERIC_SECRET)
                                            .set(CKA_SENSITIVE, true)
                                            .build()));
        }
        byte[] inBlocks = session.wrapKey(Keys.cbc(), wrapper, victim);
        for (long length = 17; length < 29; length++) {
            Template shorter =
                    secret(KeyType.CKK_GENERIC_SECRET).set(CKA_VALUE_LEN, length).build();
            assertCode(
                    length == 24 ? CKR_WRAPPED_KEY_INVALID : CKR_WRAPPED_KEY_LEN_RANGE,
                    () -> session.unwrapKey(Keys.cbc(), wrapper, inBlocks, shorter));
        }
    }

    /** A key that is made to wrap does nothing else, unless the template asks for both. */
    @Test
    void keyThatWraps_doesNothingElseByDefault() {
        ObjectHandle own =
                session.createObject(
                        Keys.secret(KeyType.CKK_AES, new byte[32]).set(CKA_WRAP, true).build());
        KeyPairHandles rsa =
                session.generateKeyPair(
                        Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN),
                        Template.builder().set(CKA_MODULUS_BITS, 2048L).set(CKA_WRAP, true).build(),
                        Template.builder().set(CKA_UNWRAP, true).build());
        for (ObjectHandle key : new ObjectHandle[] {wrapper, own, rsa.publicKey()}) {
            assertThat(session.getAttribute(key, CKA_WRAP)).isTrue();
            assertThat(session.getAttribute(key, CKA_ENCRYPT)).isFalse();
            assertThat(session.getAttribute(key, CKA_VERIFY)).isFalse();
            assertThat(session.getAttribute(key, CKA_DERIVE)).isFalse();
        }
        assertThat(session.getAttribute(wrapper, CKA_DECRYPT)).isFalse();
        ObjectHandle both = Keys.aes(session, b -> b.set(CKA_WRAP, true).set(CKA_DECRYPT, true));
        assertThat(session.getAttribute(both, CKA_DECRYPT)).isTrue();
    }

    /**
     * Clulow: wrap, then decrypt with the same key. What is for trusted keys only is not wrapped.
     */
    @Test
    void wrapAndDecrypt_doesNotReadAKeyThatIsForTrustedKeys() {
        ObjectHandle both = Keys.aes(session, b -> b.set(CKA_WRAP, true).set(CKA_DECRYPT, true));
        ObjectHandle guarded =
                Keys.aes(
                        session,
                        b -> b.set(CKA_EXTRACTABLE, true).set(CKA_WRAP_WITH_TRUSTED, true));
        assertCode(CKR_KEY_NOT_WRAPPABLE, () -> session.wrapKey(Keys.kwp(), both, guarded));
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () ->
                        session.setAttributes(
                                guarded,
                                Template.builder().set(CKA_WRAP_WITH_TRUSTED, false).build()));
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () ->
                        session.copyObject(
                                guarded,
                                Template.builder().set(CKA_WRAP_WITH_TRUSTED, false).build()));
    }

    /**
     * What the standard means, and the documents say: a sensitive key that is extractable, and not
     * for trusted keys only, may leave under any key, also one that wraps and decrypts.
     */
    @Test
    void wrapAndDecrypt_readsAKeyThatIsExtractableForEverybody() {
        ObjectHandle both = Keys.aes(session, b -> b.set(CKA_WRAP, true).set(CKA_DECRYPT, true));
        byte[] wrapped = session.wrapKey(Keys.kwp(), both, victim);
        byte[] value = session.decrypt(Keys.kwp(), both, wrapped);
        assertThat(value).hasSize(32);
    }

    /** Bortolozzo and others, A1 and A2: wrap, and unwrap as a key that may be read. */
    @Test
    void unwrapAsReadable_doesNotReadAKeyThatIsForTrustedKeys() {
        ObjectHandle guarded =
                Keys.aes(
                        session,
                        b -> b.set(CKA_EXTRACTABLE, true).set(CKA_WRAP_WITH_TRUSTED, true));
        Aead message = Aead.generated(new byte[12], new byte[16]);
        assertCode(
                CKR_KEY_NOT_WRAPPABLE,
                () -> session.wrapKeyAuthenticated(CKM_AES_GCM, message, wrapper, guarded, NONE));
        for (MechanismType type :
                new MechanismType[] {
                    CKM_AES_KEY_WRAP, CKM_AES_KEY_WRAP_KWP, CKM_AES_KEY_WRAP_PKCS7
                }) {
            assertCode(
                    CKR_KEY_NOT_WRAPPABLE,
                    () -> session.wrapKey(Mechanism.of(type), wrapper, guarded));
        }
    }

    /** Clulow, and Bortolozzo and others, A5: a strong key under a weak one. */
    @Test
    void weakKey_wrapsNoStrongOne() {
        reopen(b -> b.set(ConfigKey.ALGORITHMS_ALLOW_DES3, true));
        ObjectHandle des = session.generateKey(Mechanism.of(CKM_DES2_KEY_GEN), wrapping().build());
        assertCode(
                CKR_MECHANISM_INVALID,
                () -> session.wrapKey(Mechanism.of(CKM_DES3_ECB), des, victim));
    }

    /** Clulow's conjured keys: random bytes, unwrapped until they are a key. */
    @Test
    void randomBytes_areNoWrappedKey() {
        for (int length : new int[] {16, 24, 32, 40}) {
            for (MechanismType type :
                    new MechanismType[] {
                        CKM_AES_KEY_WRAP_KWP, CKM_AES_KEY_WRAP_PKCS7, CKM_AES_KEY_WRAP
                    }) {
                byte[] random = session.generateRandom(length);
                if (length >= 24 || type == CKM_AES_KEY_WRAP_KWP) {
                    assertCode(
                            CKR_WRAPPED_KEY_INVALID,
                            () ->
                                    session.unwrapKey(
                                            Mechanism.of(type),
                                            wrapper,
                                            random,
                                            secret(KeyType.CKK_GENERIC_SECRET).build()));
                }
            }
            assertCode(
                    CKR_MECHANISM_INVALID,
                    () ->
                            session.unwrapKey(
                                    Mechanism.of(CKM_AES_ECB),
                                    wrapper,
                                    session.generateRandom(32),
                                    secret(KeyType.CKK_AES).build()));
        }
    }

    /** RSA wraps with a parameter of its own; PKCS#1 v1.5 stays for old partners. */
    @Test
    void rsa_wrapsAndUnwraps() {
        KeyPairHandles rsa =
                session.generateKeyPair(
                        Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN),
                        Template.builder().set(CKA_MODULUS_BITS, 2048L).set(CKA_WRAP, true).build(),
                        Template.builder().set(CKA_UNWRAP, true).build());
        MechanismParameters.RsaOaep oaep =
                new MechanismParameters.RsaOaep(
                        CKM_SHA256, MechanismParameters.Mgf.CKG_MGF1_SHA256, NONE);
        for (Mechanism mechanism :
                new Mechanism[] {
                    Mechanism.of(CKM_RSA_PKCS),
                    Mechanism.of(CKM_RSA_PKCS_OAEP, oaep),
                    Mechanism.of(
                            CKM_RSA_AES_KEY_WRAP, new MechanismParameters.RsaAesKeyWrap(256, oaep))
                }) {
            byte[] wrapped = session.wrapKey(mechanism, rsa.publicKey(), victim);
            ObjectHandle back =
                    session.unwrapKey(
                            mechanism, rsa.privateKey(), wrapped, secret(KeyType.CKK_AES).build());
            assertThat(session.getAttribute(back, CKA_CHECK_VALUE))
                    .isEqualTo(session.getAttribute(victim, CKA_CHECK_VALUE));
        }
    }
}
