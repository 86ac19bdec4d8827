package io.craton.hsm.core.token;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Encapsulation;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MessageParameters;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.spi.AuditEvent;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys that come from keys, and keys that leave under keys. */
class WrapAndDeriveTest {
    private static final Mechanism DERIVE_BY_DATA =
            Mechanism.of(
                    CKM_CONCATENATE_BASE_AND_DATA,
                    new MechanismParameters.DerivationData(new byte[16]));

    private TestModule module;
    private Session session;
    private ObjectHandle wrapper;

    @BeforeEach
    void open() {
        module = TestModule.open();
        session = module.userSession();
        wrapper = Keys.aes(session, b -> b.set(CKA_WRAP, true).set(CKA_UNWRAP, true));
    }

    @AfterEach
    void close() {
        module.close();
    }

    private static Template secret(KeyType type) {
        return Template.builder().objectClass(ObjectClass.CKO_SECRET_KEY).keyType(type).build();
    }

    private boolean is(ObjectHandle key, AttributeType<Boolean> type) {
        return session.getAttribute(key, type);
    }

    @Test
    void unwrappedKey_hasNoPast_andIsExtractableByDefault() {
        ObjectHandle key = Keys.aes(session, b -> b.set(CKA_EXTRACTABLE, true));
        byte[] wrapped = session.wrapKey(Keys.kwp(), wrapper, key);
        ObjectHandle again =
                session.unwrapKey(Keys.kwp(), wrapper, wrapped, secret(KeyType.CKK_AES));
        assertThat(is(again, CKA_LOCAL)).isFalse();
        assertThat(is(again, CKA_ALWAYS_SENSITIVE)).isFalse();
        assertThat(is(again, CKA_NEVER_EXTRACTABLE)).isFalse();
        assertThat(is(again, CKA_EXTRACTABLE)).isTrue();
        assertThat(is(again, CKA_SENSITIVE)).isFalse();
        byte[] ciphertext = session.encrypt(Keys.cbc(), again, new byte[16]);
        assertThat(session.decrypt(Keys.cbc(), key, ciphertext)).isEqualTo(new byte[16]);
        assertThat(module.audit.last(AuditEvent.WRAP_KEY).objectId())
                .isEqualTo(session.getAttribute(key, CKA_UNIQUE_ID));
        assertThat(module.audit.last(AuditEvent.UNWRAP_KEY).objectId())
                .isEqualTo(session.getAttribute(again, CKA_UNIQUE_ID));
    }

    /** Decision B36: the standard's table, unless the template says otherwise. */
    @Test
    void secretKeysThatAreNotGenerated_areNotSensitiveByDefault() {
        ObjectHandle travelling = Keys.aes(session, b -> b.set(CKA_EXTRACTABLE, true));
        byte[] wrapped = session.wrapKey(Keys.kwp(), wrapper, travelling);
        KeyPairHandles mine = Keys.ec(session);
        KeyPairHandles yours = Keys.ec(session);
        KeyPairHandles kem =
                session.generateKeyPair(
                        Mechanism.of(CKM_ML_KEM_KEY_PAIR_GEN),
                        Template.builder()
                                .set(CKA_PARAMETER_SET, ParameterSet.CKP_ML_KEM_768.code())
                                .build(),
                        Template.empty());
        ObjectHandle base =
                session.createObject(
                        Keys.secret(KeyType.CKK_GENERIC_SECRET, new byte[32])
                                .set(CKA_DERIVE, true)
                                .build());
        Map<String, UnaryOperator<Template.Builder>> says =
                Map.of("nothing", b -> b, "sensitive", b -> b.set(CKA_SENSITIVE, true));
        says.forEach(
                (word, more) -> {
                    Template aes =
                            more.apply(secret(KeyType.CKK_AES).toBuilder())
                                    .set(CKA_VALUE_LEN, 32L)
                                    .build();
                    Template plain = aes.toBuilder().remove(CKA_VALUE_LEN).build();
                    List<ObjectHandle> made =
                            List.of(
                                    session.createObject(
                                            plain.toBuilder().set(CKA_VALUE, new byte[32]).build()),
                                    session.unwrapKey(Keys.kwp(), wrapper, wrapped, plain),
                                    session.deriveKey(ecdh(yours), mine.privateKey(), aes),
                                    session.deriveKey(hkdf(), base, aes),
                                    session.encapsulateKey(
                                                    Mechanism.of(CKM_ML_KEM),
                                                    kem.publicKey(),
                                                    plain)
                                            .key());
                    for (ObjectHandle key : made) {
                        assertThat(is(key, CKA_SENSITIVE))
                                .as(word + ", " + made.indexOf(key))
                                .isEqualTo(word.equals("sensitive"));
                    }
                });
        assertThat(is(Keys.aes(session), CKA_SENSITIVE)).as("generated").isTrue();
    }

    private static Mechanism hkdf() {
        return Mechanism.of(
                CKM_HKDF_DERIVE,
                new MechanismParameters.Hkdf(
                        true,
                        true,
                        CKM_SHA256,
                        MechanismParameters.SaltType.CKF_HKDF_SALT_NULL,
                        null,
                        null,
                        new byte[0]));
    }

    /** Decision B39: nothing wraps that was not asked to, and the template says how to ask. */
    @Test
    void rsaPair_wrapsOnlyIfItsTemplatesSaySo() {
        KeyPairHandles silent = rsa(Template.empty(), Template.empty());
        for (AttributeType<Boolean> use : List.of(CKA_WRAP, CKA_ENCRYPT, CKA_VERIFY)) {
            assertThat(is(silent.publicKey(), use)).as(use.name()).isEqualTo(use != CKA_WRAP);
        }
        for (AttributeType<Boolean> use : List.of(CKA_UNWRAP, CKA_DECRYPT, CKA_SIGN)) {
            assertThat(is(silent.privateKey(), use)).as(use.name()).isEqualTo(use != CKA_UNWRAP);
        }
        Mechanism oaep =
                Mechanism.of(
                        CKM_RSA_PKCS_OAEP,
                        new MechanismParameters.RsaOaep(
                                CKM_SHA256, MechanismParameters.Mgf.CKG_MGF1_SHA256, new byte[0]));
        ObjectHandle key = Keys.aes(session, b -> b.set(CKA_EXTRACTABLE, true));
        assertCode(
                CKR_KEY_FUNCTION_NOT_PERMITTED,
                () -> session.wrapKey(oaep, silent.publicKey(), key));
        KeyPairHandles wrapping =
                rsa(
                        Template.builder().set(CKA_WRAP, true).build(),
                        Template.builder().set(CKA_UNWRAP, true).build());
        for (AttributeType<Boolean> use : List.of(CKA_WRAP, CKA_ENCRYPT, CKA_VERIFY)) {
            assertThat(is(wrapping.publicKey(), use)).as(use.name()).isEqualTo(use == CKA_WRAP);
        }
        byte[] wrapped = session.wrapKey(oaep, wrapping.publicKey(), key);
        session.unwrapKey(oaep, wrapping.privateKey(), wrapped, secret(KeyType.CKK_AES));
    }

    private KeyPairHandles rsa(Template ofPublic, Template ofPrivate) {
        return session.generateKeyPair(
                Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN),
                ofPublic.toBuilder().set(CKA_MODULUS_BITS, 2048L).build(),
                ofPrivate);
    }

    @Test
    @Tag("S1-29")
    void privateKeysOfEveryKind_areWrappedAndUnwrapped() {
        KeyPairHandles ec = Keys.ec(session, b -> b, b -> b.set(CKA_EXTRACTABLE, true));
        byte[] wrapped = session.wrapKey(Keys.kwp(), wrapper, ec.privateKey());
        ObjectHandle again =
                session.unwrapKey(
                        Keys.kwp(),
                        wrapper,
                        wrapped,
                        Template.builder()
                                .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                .keyType(KeyType.CKK_EC)
                                .build());
        byte[] signature = session.sign(Keys.ecdsa(), again, new byte[3]);
        session.verify(Keys.ecdsa(), ec.publicKey(), new byte[3], signature);
        KeyPairHandles mlDsa =
                session.generateKeyPair(
                        Mechanism.of(CKM_ML_DSA_KEY_PAIR_GEN),
                        Template.builder()
                                .set(CKA_PARAMETER_SET, ParameterSet.CKP_ML_DSA_44.code())
                                .build(),
                        Template.builder().set(CKA_EXTRACTABLE, true).build());
        byte[] wrappedMlDsa = session.wrapKey(Keys.kwp(), wrapper, mlDsa.privateKey());
        ObjectHandle mlDsaAgain =
                session.unwrapKey(
                        Keys.kwp(),
                        wrapper,
                        wrappedMlDsa,
                        Template.builder()
                                .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                .keyType(KeyType.CKK_ML_DSA)
                                .build());
        byte[] mlDsaSignature = session.sign(Mechanism.of(CKM_ML_DSA), mlDsaAgain, new byte[3]);
        session.verify(Mechanism.of(CKM_ML_DSA), mlDsa.publicKey(), new byte[3], mlDsaSignature);
    }

    @Test
    @Tag("S1-8")
    @Tag("S1-35")
    void wrapping_keepsInWhatMayNotLeave() {
        ObjectHandle sealed = Keys.aes(session);
        assertCode(CKR_KEY_UNEXTRACTABLE, () -> session.wrapKey(Keys.kwp(), wrapper, sealed));
        ObjectHandle trustedOnly =
                Keys.aes(
                        session,
                        b -> b.set(CKA_EXTRACTABLE, true).set(CKA_WRAP_WITH_TRUSTED, true));
        assertCode(CKR_KEY_NOT_WRAPPABLE, () -> session.wrapKey(Keys.kwp(), wrapper, trustedOnly));
        assertCode(
                CKR_KEY_NOT_WRAPPABLE,
                () -> session.wrapKey(Keys.kwp(), wrapper, Keys.ec(session).publicKey()));
        assertCode(
                CKR_WRAPPING_KEY_HANDLE_INVALID,
                () -> session.wrapKey(Keys.kwp(), new ObjectHandle(7), trustedOnly));
        assertCode(
                CKR_KEY_HANDLE_INVALID,
                () -> session.wrapKey(Keys.kwp(), wrapper, new ObjectHandle(7)));
        assertCode(
                CKR_WRAPPING_KEY_TYPE_INCONSISTENT,
                () -> session.wrapKey(Keys.kwp(), Keys.ec(session).publicKey(), trustedOnly));
        assertCode(
                CKR_KEY_FUNCTION_NOT_PERMITTED,
                () -> session.wrapKey(Keys.kwp(), Keys.aes(session), trustedOnly));
        assertThat(module.audit.last(AuditEvent.WRAP_KEY).result())
                .isEqualTo(CKR_KEY_FUNCTION_NOT_PERMITTED);
    }

    @Test
    void templatesOfTheKey_bindWhatComesFromIt() {
        ObjectHandle strict =
                Keys.aes(
                        session,
                        b ->
                                b.set(CKA_WRAP, true)
                                        .set(CKA_UNWRAP, true)
                                        .set(
                                                CKA_WRAP_TEMPLATE,
                                                Template.builder().label("go").build())
                                        .set(
                                                CKA_UNWRAP_TEMPLATE,
                                                Template.builder()
                                                        .set(CKA_EXTRACTABLE, false)
                                                        .label("came")
                                                        .build()));
        ObjectHandle go = Keys.aes(session, b -> b.label("go").set(CKA_EXTRACTABLE, true));
        ObjectHandle stay = Keys.aes(session, b -> b.label("stay").set(CKA_EXTRACTABLE, true));
        byte[] wrapped = session.wrapKey(Keys.kwp(), strict, go);
        assertCode(CKR_KEY_HANDLE_INVALID, () -> session.wrapKey(Keys.kwp(), strict, stay));
        ObjectHandle came = session.unwrapKey(Keys.kwp(), strict, wrapped, secret(KeyType.CKK_AES));
        assertThat(is(came, CKA_EXTRACTABLE)).isFalse();
        assertThat(session.getAttribute(came, CKA_LABEL)).isEqualTo("came");
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () ->
                        session.unwrapKey(
                                Keys.kwp(),
                                strict,
                                wrapped,
                                secret(KeyType.CKK_AES).toBuilder()
                                        .set(CKA_EXTRACTABLE, true)
                                        .build()));
    }

    @Test
    void unwrap_refusesDamageAndIncompleteTemplates() {
        byte[] wrapped =
                session.wrapKey(
                        Keys.kwp(), wrapper, Keys.aes(session, b -> b.set(CKA_EXTRACTABLE, true)));
        byte[] damaged = wrapped.clone();
        damaged[9] ^= 1;
        assertCode(
                CKR_WRAPPED_KEY_INVALID,
                () -> session.unwrapKey(Keys.kwp(), wrapper, damaged, secret(KeyType.CKK_AES)));
        assertCode(
                CKR_WRAPPED_KEY_LEN_RANGE,
                () ->
                        session.unwrapKey(
                                Keys.kwp(),
                                wrapper,
                                Arrays.copyOf(wrapped, 9),
                                secret(KeyType.CKK_AES)));
        assertCode(
                CKR_TEMPLATE_INCOMPLETE,
                () -> session.unwrapKey(Keys.kwp(), wrapper, wrapped, Template.empty()));
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () ->
                        session.unwrapKey(
                                Keys.kwp(),
                                wrapper,
                                wrapped,
                                secret(KeyType.CKK_AES).toBuilder().set(CKA_LOCAL, true).build()));
        assertCode(
                CKR_UNWRAPPING_KEY_HANDLE_INVALID,
                () ->
                        session.unwrapKey(
                                Keys.kwp(), new ObjectHandle(3), wrapped, secret(KeyType.CKK_AES)));
        assertCode(
                CKR_UNWRAPPING_KEY_TYPE_INCONSISTENT,
                () ->
                        session.unwrapKey(
                                Keys.kwp(),
                                Keys.ec(session).privateKey(),
                                wrapped,
                                secret(KeyType.CKK_AES)));
    }

    @Test
    void derivedKey_inheritsTheProtectionOfItsBase() {
        ObjectHandle base =
                session.generateKey(
                        Mechanism.of(CKM_GENERIC_SECRET_KEY_GEN),
                        Template.builder().set(CKA_VALUE_LEN, 32L).set(CKA_DERIVE, true).build());
        ObjectHandle derived = session.deriveKey(DERIVE_BY_DATA, base, Template.empty());
        assertThat(is(derived, CKA_SENSITIVE)).isTrue();
        assertThat(is(derived, CKA_EXTRACTABLE)).isFalse();
        assertThat(is(derived, CKA_ALWAYS_SENSITIVE)).isTrue();
        assertThat(is(derived, CKA_NEVER_EXTRACTABLE)).isTrue();
        assertThat(is(derived, CKA_LOCAL)).isFalse();
        assertThat(session.getAttribute(derived, CKA_KEY_TYPE))
                .isEqualTo(KeyType.CKK_GENERIC_SECRET);
        assertThat(session.getAttribute(derived, CKA_VALUE_LEN)).isEqualTo(48);
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () ->
                        session.deriveKey(
                                DERIVE_BY_DATA,
                                base,
                                Template.builder().set(CKA_SENSITIVE, false).build()));
        assertCode(
                CKR_KEY_FUNCTION_NOT_PERMITTED,
                () -> session.deriveKey(DERIVE_BY_DATA, Keys.aes(session), Template.empty()));
    }

    /** RFC 5869, test case 1, as a data object. */
    @Test
    void hkdfData_isADataObject() {
        ObjectHandle base =
                session.createObject(
                        Keys.secret(
                                        KeyType.CKK_HKDF,
                                        HexFormat.of()
                                                .parseHex(
                                                        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"))
                                .set(CKA_SENSITIVE, true)
                                .build());
        Mechanism hkdf =
                Mechanism.of(
                        CKM_HKDF_DATA,
                        new MechanismParameters.Hkdf(
                                true,
                                true,
                                CKM_SHA256,
                                MechanismParameters.Hkdf.SaltType.CKF_HKDF_SALT_DATA,
                                HexFormat.of().parseHex("000102030405060708090a0b0c"),
                                null,
                                HexFormat.of().parseHex("f0f1f2f3f4f5f6f7f8f9")));
        Template shape =
                Template.builder()
                        .objectClass(ObjectClass.CKO_DATA)
                        .token(true)
                        .label("derived")
                        .set(CKA_VALUE_LEN, 42L)
                        .build();
        ObjectHandle data = session.deriveKey(hkdf, base, shape);
        assertThat(session.getAttribute(data, CKA_CLASS)).isEqualTo(ObjectClass.CKO_DATA);
        assertThat(session.getAttribute(data, CKA_VALUE))
                .isEqualTo(
                        HexFormat.of()
                                .parseHex(
                                        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                                                + "34007208d5b887185865"));
        assertThat(module.audit.last(AuditEvent.DERIVE_KEY).result()).isEqualTo(CKR_OK);
        assertCode(CKR_KEY_HANDLE_INVALID, () -> session.sign(Keys.hmac(), data, new byte[1]));
        module.restart();
        session = module.userSession();
        ObjectHandle kept = session.findObjects(Template.builder().label("derived").build()).get(0);
        assertThat(session.getAttribute(kept, CKA_VALUE)).hasSize(42);
        ObjectHandle again =
                session.createObject(Keys.secret(KeyType.CKK_HKDF, new byte[22]).build());
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () ->
                        session.deriveKey(
                                hkdf,
                                again,
                                shape.toBuilder().set(CKA_VALUE, new byte[42]).build()));
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () ->
                        session.deriveKey(
                                hkdf,
                                again,
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                                        .set(CKA_VALUE_LEN, 42L)
                                        .build()));
        assertCode(CKR_TEMPLATE_INCOMPLETE, () -> session.deriveKey(hkdf, again, Template.empty()));
    }

    @Test
    void authenticatedWrapping_tellsIvAndTag_alsoWhereOnlyTheModuleMakesThem() {
        for (boolean approvedOnly : new boolean[] {false, true}) {
            try (TestModule other =
                            TestModule.open(
                                    b ->
                                            b.set(
                                                    ConfigKey.ALGORITHMS_FIPS_APPROVED_ONLY,
                                                    approvedOnly));
                    Session on = other.userSession()) {
                ObjectHandle under = Keys.aes(on, b -> b.set(CKA_WRAP, true).set(CKA_UNWRAP, true));
                ObjectHandle key = Keys.aes(on, b -> b.set(CKA_EXTRACTABLE, true));
                byte[] aad = {1, 2};
                MessageParameters.Aead message =
                        MessageParameters.Aead.generated(new byte[12], new byte[16]);
                byte[] sealed = on.wrapKeyAuthenticated(CKM_AES_GCM, message, under, key, aad);
                assertThat(other.audit.last(AuditEvent.WRAP_KEY).fipsApproved()).isTrue();
                assertThat(sealed).hasSize(32);
                byte[] firstIv = message.iv().clone();
                MessageParameters.Aead opening =
                        MessageParameters.Aead.withIv(firstIv, message.tag().clone());
                ObjectHandle back =
                        on.unwrapKeyAuthenticated(
                                CKM_AES_GCM, opening, under, sealed, secret(KeyType.CKK_AES), aad);
                assertThat(on.getAttribute(back, CKA_CHECK_VALUE))
                        .isEqualTo(on.getAttribute(key, CKA_CHECK_VALUE));
                on.wrapKeyAuthenticated(CKM_AES_GCM, message, under, key, aad);
                assertThat(message.iv()).isNotEqualTo(firstIv);
                opening.tag()[0] ^= 1;
                assertCode(
                        CKR_AEAD_DECRYPT_FAILED,
                        () ->
                                on.unwrapKeyAuthenticated(
                                        CKM_AES_GCM,
                                        opening,
                                        under,
                                        sealed,
                                        secret(KeyType.CKK_AES),
                                        aad));
                assertCode(CKR_MECHANISM_PARAM_INVALID, () -> on.wrapKey(Keys.gcm(), under, key));
            }
        }
    }

    /** Attacks that find a key byte by byte, each piece by trying. */
    @Test
    void piecesOfAKeyThatMayNotBeRead_areNotMade() {
        ObjectHandle base =
                session.generateKey(
                        Mechanism.of(CKM_GENERIC_SECRET_KEY_GEN),
                        Template.builder()
                                .set(CKA_VALUE_LEN, 16L)
                                .set(CKA_DERIVE, true)
                                .set(CKA_SENSITIVE, true)
                                .set(CKA_EXTRACTABLE, true)
                                .build());
        Mechanism extract =
                Mechanism.of(CKM_EXTRACT_KEY_FROM_KEY, new MechanismParameters.ExtractFrom(0));
        for (long length : new long[] {1, 14, 15}) {
            assertCode(
                    CKR_KEY_SIZE_RANGE,
                    () ->
                            session.deriveKey(
                                    extract,
                                    base,
                                    Template.builder().set(CKA_VALUE_LEN, length).build()));
        }
        session.deriveKey(extract, base, Template.builder().set(CKA_VALUE_LEN, 16L).build());
        Mechanism xor =
                Mechanism.of(
                        CKM_XOR_BASE_AND_DATA, new MechanismParameters.DerivationData(new byte[2]));
        assertCode(CKR_KEY_SIZE_RANGE, () -> session.deriveKey(xor, base, Template.empty()));
        ObjectHandle tiny =
                session.createObject(
                        Keys.secret(KeyType.CKK_GENERIC_SECRET, new byte[4])
                                .set(CKA_SENSITIVE, true)
                                .build());
        try (var digest = session.digester(Mechanism.of(CKM_SHA256))) {
            assertCode(CKR_KEY_INDIGESTIBLE, () -> digest.updateKey(tiny));
        }
    }

    @Test
    void unwrappedKey_hasTheLengthThatEverythingAgreesOn() {
        ObjectHandle key = Keys.aes(session, b -> b.set(CKA_EXTRACTABLE, true));
        byte[] wrapped = session.wrapKey(Keys.kwp(), wrapper, key);
        assertCode(
                CKR_WRAPPED_KEY_INVALID,
                () ->
                        session.unwrapKey(
                                Keys.kwp(),
                                wrapper,
                                wrapped,
                                secret(KeyType.CKK_AES).toBuilder()
                                        .set(CKA_VALUE_LEN, 16L)
                                        .build()));
        assertCode(
                CKR_WRAPPED_KEY_INVALID,
                () -> session.unwrapKey(Keys.kwp(), wrapper, wrapped, secret(KeyType.CKK_DES3)));
    }

    @Test
    void rawRsa_whereItMayUnwrap_isToldTheLength() {
        try (TestModule other =
                        TestModule.open(
                                b -> b.set(ConfigKey.ALGORITHMS_ALLOW_UNAUTHENTICATED_WRAP, true));
                Session on = other.userSession()) {
            ObjectHandle key = Keys.aes(on, b -> b.set(CKA_EXTRACTABLE, true));
            KeyPairHandles rsa =
                    on.generateKeyPair(
                            Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN),
                            Template.builder()
                                    .set(CKA_MODULUS_BITS, 2048L)
                                    .set(CKA_WRAP, true)
                                    .build(),
                            Template.builder().set(CKA_UNWRAP, true).build());
            Mechanism raw = Mechanism.of(CKM_RSA_X_509);
            byte[] block = on.wrapKey(raw, rsa.publicKey(), key);
            assertCode(
                    CKR_TEMPLATE_INCOMPLETE,
                    () -> on.unwrapKey(raw, rsa.privateKey(), block, secret(KeyType.CKK_AES)));
            on.unwrapKey(
                    raw,
                    rsa.privateKey(),
                    block,
                    secret(KeyType.CKK_AES).toBuilder().set(CKA_VALUE_LEN, 32L).build());
        }
    }

    @Test
    void secondKey_isCheckedAsTheFirst() {
        ObjectHandle base =
                session.createObject(
                        Keys.secret(KeyType.CKK_GENERIC_SECRET, new byte[32])
                                .set(CKA_DERIVE, true)
                                .build());
        ObjectHandle second =
                session.generateKey(
                        Mechanism.of(CKM_GENERIC_SECRET_KEY_GEN),
                        Template.builder().set(CKA_VALUE_LEN, 32L).set(CKA_DERIVE, true).build());
        Mechanism concatenate =
                Mechanism.of(
                        CKM_CONCATENATE_BASE_AND_KEY, new MechanismParameters.OtherKey(second));
        ObjectHandle derived = session.deriveKey(concatenate, base, Template.empty());
        assertThat(is(derived, CKA_SENSITIVE)).isTrue();
        assertThat(session.getAttribute(derived, CKA_VALUE_LEN)).isEqualTo(64);
        session.destroyObject(second);
        assertCode(
                CKR_KEY_HANDLE_INVALID,
                () -> session.deriveKey(concatenate, base, Template.empty()));
    }

    @Test
    void agreement_givesBothSidesTheSameSecret() {
        KeyPairHandles mine = Keys.ec(session);
        KeyPairHandles yours = Keys.ec(session);
        Template readable =
                Template.builder()
                        .keyType(KeyType.CKK_GENERIC_SECRET)
                        .set(CKA_VALUE_LEN, 32L)
                        .set(CKA_SENSITIVE, false)
                        .build();
        byte[] one =
                session.getAttribute(
                        session.deriveKey(ecdh(yours), mine.privateKey(), readable), CKA_VALUE);
        byte[] two =
                session.getAttribute(
                        session.deriveKey(ecdh(mine), yours.privateKey(), readable), CKA_VALUE);
        assertThat(one).hasSize(32).isEqualTo(two);
    }

    /** The standard wants pSharedData to be NULL with CKD_NULL, and lets it be with the others. */
    @ParameterizedTest
    @EnumSource(names = {"CKD_NULL", "CKD_SHA256_KDF", "CKD_SHA256_KDF_SP800"})
    void agreementWithoutSharedData_isOneWithEmptySharedData(MechanismParameters.Kdf kdf) {
        KeyPairHandles mine = Keys.ec(session);
        KeyPairHandles yours = Keys.ec(session);
        Template readable =
                Template.builder()
                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                        .keyType(KeyType.CKK_GENERIC_SECRET)
                        .set(CKA_VALUE_LEN, 32L)
                        .build();
        ObjectHandle without =
                session.deriveKey(ecdh(kdf, null, yours), mine.privateKey(), readable);
        ObjectHandle empty =
                session.deriveKey(ecdh(kdf, new byte[0], yours), mine.privateKey(), readable);
        assertThat(session.getAttribute(without, CKA_VALUE))
                .hasSize(32)
                .isEqualTo(session.getAttribute(empty, CKA_VALUE));
    }

    private Mechanism ecdh(KeyPairHandles peer) {
        return ecdh(MechanismParameters.Kdf.CKD_NULL, new byte[0], peer);
    }

    private Mechanism ecdh(MechanismParameters.Kdf kdf, byte[] sharedData, KeyPairHandles peer) {
        return Mechanism.of(
                CKM_ECDH1_DERIVE,
                new MechanismParameters.Ecdh1Derive(
                        kdf, sharedData, session.getAttribute(peer.publicKey(), CKA_EC_POINT)));
    }

    @Test
    void encapsulation_givesBothSidesTheSameSecret() {
        KeyPairHandles pair =
                session.generateKeyPair(
                        Mechanism.of(CKM_ML_KEM_KEY_PAIR_GEN),
                        Template.builder()
                                .set(CKA_PARAMETER_SET, ParameterSet.CKP_ML_KEM_768.code())
                                .build(),
                        Template.empty());
        Template readable = Template.builder().set(CKA_SENSITIVE, false).build();
        Mechanism kem = Mechanism.of(CKM_ML_KEM);
        Encapsulation made = session.encapsulateKey(kem, pair.publicKey(), readable);
        ObjectHandle reached =
                session.decapsulateKey(kem, pair.privateKey(), readable, made.ciphertext());
        assertThat(session.getAttribute(reached, CKA_VALUE))
                .hasSize(32)
                .isEqualTo(session.getAttribute(made.key(), CKA_VALUE));
        assertThat(is(reached, CKA_LOCAL)).isFalse();
        assertThat(session.getAttribute(reached, CKA_KEY_TYPE))
                .isEqualTo(KeyType.CKK_GENERIC_SECRET);
        assertCode(
                CKR_KEY_TYPE_INCONSISTENT,
                () -> session.encapsulateKey(kem, pair.privateKey(), Template.empty()));
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () ->
                        session.encapsulateKey(
                                kem,
                                pair.publicKey(),
                                Template.builder().objectClass(ObjectClass.CKO_DATA).build()));
    }
}
