package io.craton.hsm.core.object;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of the attribute table, as an application sees them. */
class ObjectAttributeTest {
    private static final byte[] KEY = new byte[32];

    private TestModule module;
    private Session session;

    @BeforeEach
    void open() {
        module = TestModule.open();
        session = module.userSession();
    }

    @AfterEach
    void close() {
        module.close();
    }

    private <T> T get(ObjectHandle object, AttributeType<T> type) {
        return session.getAttribute(object, type);
    }

    private static Template one(AttributeType<Boolean> type, boolean value) {
        return Template.builder().set(type, value).build();
    }

    @Test
    void generatedKey_hasItsPastAndSecureDefaults() {
        ObjectHandle key = Keys.aes(session);
        assertThat(get(key, CKA_TOKEN)).isFalse();
        assertThat(get(key, CKA_PRIVATE)).isTrue();
        assertThat(get(key, CKA_SENSITIVE)).isTrue();
        assertThat(get(key, CKA_EXTRACTABLE)).isFalse();
        assertThat(get(key, CKA_ALWAYS_SENSITIVE)).isTrue();
        assertThat(get(key, CKA_NEVER_EXTRACTABLE)).isTrue();
        assertThat(get(key, CKA_LOCAL)).isTrue();
        assertThat(get(key, CKA_KEY_GEN_MECHANISM)).isEqualTo(MechanismType.CKM_AES_KEY_GEN.code());
        assertThat(get(key, CKA_MODIFIABLE)).isTrue();
        assertThat(get(key, CKA_COPYABLE)).isTrue();
        assertThat(get(key, CKA_DESTROYABLE)).isTrue();
        assertThat(get(key, CKA_ENCRYPT)).isTrue();
        assertThat(get(key, CKA_DECRYPT)).isTrue();
        assertThat(get(key, CKA_SIGN)).isFalse();
        assertThat(get(key, CKA_WRAP)).isFalse();
        assertThat(get(key, CKA_DERIVE)).isFalse();
        assertThat(get(key, CKA_VALUE_LEN)).isEqualTo(32);
        assertThat(get(key, CKA_CHECK_VALUE)).hasSize(3);
        assertThat(get(key, CKA_LABEL)).isEmpty();
        assertThat(get(key, CKA_ID)).isEmpty();
        assertThat(get(key, CKA_START_DATE)).isEmpty();
        assertThat(get(key, CKA_UNIQUE_ID)).hasSize(36);
        assertThat(get(key, CKA_OBJECT_VALIDATION_FLAGS)).isZero();
        assertCode(CKR_ATTRIBUTE_TYPE_INVALID, () -> get(key, CKA_ALLOWED_MECHANISMS));
        assertCode(CKR_ATTRIBUTE_SENSITIVE, () -> get(key, CKA_VALUE));
    }

    @Test
    void importedKey_hasNoPast() {
        ObjectHandle key = session.createObject(Keys.secret(KeyType.CKK_AES, KEY).build());
        assertThat(get(key, CKA_ALWAYS_SENSITIVE)).isFalse();
        assertThat(get(key, CKA_NEVER_EXTRACTABLE)).isFalse();
        assertThat(get(key, CKA_LOCAL)).isFalse();
        assertThat(get(key, CKA_KEY_GEN_MECHANISM)).isEqualTo(-1L);
        assertThat(get(key, CKA_VALUE_LEN)).isEqualTo(32);
    }

    @Test
    void keyPair_halvesAreMadeForEachOther() {
        KeyPairHandles pair = Keys.ec(session);
        assertThat(get(pair.publicKey(), CKA_PRIVATE)).isFalse();
        assertThat(get(pair.privateKey(), CKA_PRIVATE)).isTrue();
        assertThat(get(pair.publicKey(), CKA_CLASS)).isEqualTo(ObjectClass.CKO_PUBLIC_KEY);
        assertThat(get(pair.privateKey(), CKA_KEY_TYPE)).isEqualTo(KeyType.CKK_EC);
        assertThat(get(pair.publicKey(), CKA_VERIFY)).isTrue();
        assertThat(get(pair.privateKey(), CKA_SIGN)).isTrue();
        assertThat(get(pair.publicKey(), CKA_LOCAL)).isTrue();
        assertThat(get(pair.publicKey(), CKA_PUBLIC_KEY_INFO))
                .isNotEmpty()
                .isEqualTo(get(pair.privateKey(), CKA_PUBLIC_KEY_INFO));
        assertThat(get(pair.privateKey(), CKA_EC_PARAMS)).isEqualTo(Keys.P256);
        assertCode(CKR_ATTRIBUTE_SENSITIVE, () -> get(pair.privateKey(), CKA_VALUE));
        assertCode(CKR_ATTRIBUTE_TYPE_INVALID, () -> get(pair.publicKey(), CKA_SENSITIVE));
    }

    @Test
    void extractable_followsSensitiveUnlessSaid() {
        ObjectHandle open = Keys.aes(session, b -> b.set(CKA_SENSITIVE, false));
        assertThat(get(open, CKA_EXTRACTABLE)).isTrue();
        assertThat(get(open, CKA_VALUE)).hasSize(32);
        ObjectHandle closed =
                Keys.aes(session, b -> b.set(CKA_SENSITIVE, false).set(CKA_EXTRACTABLE, false));
        assertCode(CKR_ATTRIBUTE_SENSITIVE, () -> get(closed, CKA_VALUE));
        ObjectHandle wrapped = Keys.aes(session, b -> b.set(CKA_EXTRACTABLE, true));
        assertThat(get(wrapped, CKA_SENSITIVE)).isTrue();
        assertThat(get(wrapped, CKA_NEVER_EXTRACTABLE)).isFalse();
        assertCode(CKR_ATTRIBUTE_SENSITIVE, () -> get(wrapped, CKA_VALUE));
    }

    @Test
    void publicSession_makesKeysThatArePublicToIt() {
        session.logout();
        ObjectHandle key = Keys.aes(session);
        assertThat(get(key, CKA_PRIVATE)).isFalse();
        assertThat(get(key, CKA_SENSITIVE)).isTrue();
        assertCode(CKR_USER_NOT_LOGGED_IN, () -> Keys.aes(session, b -> b.set(CKA_PRIVATE, true)));
        assertCode(CKR_USER_NOT_LOGGED_IN, () -> Keys.aes(session, b -> b.token(true)));
    }

    @Test
    void latches_goOneWayOnly() {
        ObjectHandle key =
                Keys.aes(session, b -> b.set(CKA_SENSITIVE, false).set(CKA_EXTRACTABLE, true));
        session.setAttributes(key, one(CKA_SENSITIVE, true));
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () -> session.setAttributes(key, one(CKA_SENSITIVE, false)));
        session.setAttributes(key, one(CKA_EXTRACTABLE, false));
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () -> session.setAttributes(key, one(CKA_EXTRACTABLE, true)));
        session.setAttributes(key, one(CKA_WRAP_WITH_TRUSTED, true));
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () -> session.setAttributes(key, one(CKA_WRAP_WITH_TRUSTED, false)));
        session.setAttributes(key, one(CKA_COPYABLE, false));
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY, () -> session.setAttributes(key, one(CKA_COPYABLE, true)));
        session.setAttributes(key, one(CKA_CRATON_COMPROMISED, true));
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () -> session.setAttributes(key, one(CKA_CRATON_COMPROMISED, false)));
        assertThat(get(key, CKA_ALWAYS_SENSITIVE)).isFalse();
        assertThat(get(key, CKA_NEVER_EXTRACTABLE)).isFalse();
    }

    @Test
    void attributesOfTheModule_cannotBeGivenOrChanged() {
        for (AttributeType<Boolean> type :
                Set.of(
                        CKA_LOCAL,
                        CKA_ALWAYS_SENSITIVE,
                        CKA_NEVER_EXTRACTABLE,
                        CKA_CRATON_VALUE_UNKNOWN,
                        CKA_CRATON_BORN_FROZEN)) {
            assertCode(CKR_ATTRIBUTE_READ_ONLY, () -> Keys.aes(session, b -> b.set(type, true)));
            assertCode(
                    CKR_ATTRIBUTE_READ_ONLY,
                    () ->
                            session.createObject(
                                    Keys.secret(KeyType.CKK_AES, KEY).set(type, true).build()));
            ObjectHandle key = Keys.aes(session);
            assertCode(CKR_ATTRIBUTE_READ_ONLY, () -> session.setAttributes(key, one(type, false)));
        }
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () -> Keys.aes(session, b -> b.set(CKA_UNIQUE_ID, "mine")));
        assertCode(CKR_ATTRIBUTE_READ_ONLY, () -> Keys.aes(session, b -> b.set(CKA_VALUE, KEY)));
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () ->
                        session.createObject(
                                Keys.secret(KeyType.CKK_AES, KEY).set(CKA_VALUE_LEN, 32L).build()));
        ObjectHandle key = Keys.aes(session);
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () ->
                        session.setAttributes(
                                key,
                                Template.builder().keyType(KeyType.CKK_GENERIC_SECRET).build()));
        assertCode(CKR_ATTRIBUTE_READ_ONLY, () -> session.setAttributes(key, one(CKA_TOKEN, true)));
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY, () -> session.setAttributes(key, one(CKA_PRIVATE, false)));
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () -> session.setAttributes(key, one(CKA_DESTROYABLE, false)));
    }

    @Test
    void trusted_isSetByTheSoOnly() {
        Template publicKey =
                Template.builder().objectClass(ObjectClass.CKO_DATA).label("x").build();
        assertCode(CKR_ATTRIBUTE_READ_ONLY, () -> Keys.aes(session, b -> b.set(CKA_TRUSTED, true)));
        KeyPairHandles pair = Keys.ec(session, b -> b.token(true).set(CKA_WRAP, true), b -> b);
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () -> session.setAttributes(pair.publicKey(), one(CKA_TRUSTED, true)));
        session.logout();
        session.login(io.craton.hsm.UserType.CKU_SO, TestModule.SO_PIN.toCharArray());
        assertCode(
                CKR_ACTION_PROHIBITED,
                () -> session.setAttributes(pair.publicKey(), one(CKA_TRUSTED, true)));
        assertThat(get(pair.publicKey(), CKA_TRUSTED)).isFalse();
        assertThat(session.createObject(publicKey)).isNotNull();
    }

    @Test
    void templates_withoutWhatIsNeeded_areIncomplete() {
        assertCode(CKR_TEMPLATE_INCOMPLETE, () -> session.createObject(Template.empty()));
        assertCode(
                CKR_TEMPLATE_INCOMPLETE,
                () -> session.createObject(Template.builder().set(CKA_VALUE, KEY).build()));
        assertCode(
                CKR_TEMPLATE_INCOMPLETE,
                () ->
                        session.createObject(
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                                        .build()));
        assertCode(
                CKR_TEMPLATE_INCOMPLETE,
                () ->
                        session.createObject(
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                                        .keyType(KeyType.CKK_AES)
                                        .build()));
        assertCode(
                CKR_TEMPLATE_INCOMPLETE,
                () ->
                        session.generateKey(
                                Mechanism.of(MechanismType.CKM_AES_KEY_GEN), Template.empty()));
        assertCode(
                CKR_TEMPLATE_INCOMPLETE,
                () ->
                        session.generateKeyPair(
                                Mechanism.of(MechanismType.CKM_RSA_PKCS_KEY_PAIR_GEN),
                                Template.empty(),
                                Template.empty()));
        assertCode(
                CKR_TEMPLATE_INCOMPLETE,
                () ->
                        session.generateKeyPair(
                                Mechanism.of(MechanismType.CKM_EC_KEY_PAIR_GEN),
                                Template.empty(),
                                Template.empty()));
        assertCode(
                CKR_TEMPLATE_INCOMPLETE,
                () ->
                        session.createObject(
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_CERTIFICATE)
                                        .set(CKA_CERTIFICATE_TYPE, 0L)
                                        .set(CKA_VALUE, KEY)
                                        .build()));
    }

    @Test
    void templates_thatContradictThemselves_areInconsistent() {
        assertCode(CKR_TEMPLATE_INCONSISTENT, () -> Template.builder().label("a").label("b"));
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () -> Keys.aes(session, b -> b.keyType(KeyType.CKK_GENERIC_SECRET)));
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () -> Keys.aes(session, b -> b.objectClass(ObjectClass.CKO_DATA)));
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () ->
                        Keys.aes(
                                session,
                                b ->
                                        b.startDate(LocalDate.of(2026, 6, 2))
                                                .endDate(LocalDate.of(2026, 6, 1))));
        ObjectHandle key = Keys.aes(session, b -> b.endDate(LocalDate.of(2026, 12, 1)));
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () ->
                        session.setAttributes(
                                key,
                                Template.builder().startDate(LocalDate.of(2026, 12, 2)).build()));
    }

    @Test
    void alwaysAuthenticate_isForPrivateObjectsOnly() {
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () ->
                        Keys.ec(
                                session,
                                b -> b,
                                b -> b.set(CKA_PRIVATE, false).set(CKA_ALWAYS_AUTHENTICATE, true)));
    }

    /** The module is not validated: no flag says so, and there is no object that would. */
    @Test
    void validation_isClaimedNowhere() {
        assertThat(
                        session.findObjects(
                                Template.builder().objectClass(ObjectClass.CKO_VALIDATION).build()))
                .isEmpty();
        assertThat(session.functions().getSessionValidationFlags(1)).isZero();
        assertThat(get(Keys.aes(session), CKA_OBJECT_VALIDATION_FLAGS)).isZero();
    }

    @Test
    void attributesOfOtherObjects_areTypeInvalid() {
        assertCode(
                CKR_ATTRIBUTE_TYPE_INVALID, () -> Keys.aes(session, b -> b.set(CKA_MODULUS, KEY)));
        assertCode(
                CKR_ATTRIBUTE_TYPE_INVALID,
                () ->
                        session.createObject(
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_DATA)
                                        .set(CKA_ENCRYPT, true)
                                        .build()));
        ObjectHandle data =
                session.createObject(Template.builder().objectClass(ObjectClass.CKO_DATA).build());
        assertCode(
                CKR_ATTRIBUTE_TYPE_INVALID,
                () -> session.setAttributes(data, one(CKA_ENCRYPT, true)));
        assertCode(CKR_ATTRIBUTE_TYPE_INVALID, () -> get(data, CKA_CERTIFICATE_TYPE));
    }

    @Test
    void values_thatCannotBe_areInvalid() {
        assertCode(
                CKR_ATTRIBUTE_VALUE_INVALID,
                () -> Keys.aes(session, b -> b.remove(CKA_VALUE_LEN).set(CKA_VALUE_LEN, 0L)));
        assertCode(
                CKR_ATTRIBUTE_VALUE_INVALID,
                () ->
                        session.createObject(
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_DATA)
                                        .set(CKA_VALUE, new byte[65_537])
                                        .build()));
        assertCode(
                CKR_ATTRIBUTE_VALUE_INVALID,
                () ->
                        session.createObject(
                                Keys.secret(KeyType.CKK_GENERIC_SECRET, new byte[8193]).build()));
        assertCode(
                CKR_ATTRIBUTE_VALUE_INVALID,
                () ->
                        session.createObject(
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_CERTIFICATE)
                                        .set(CKA_CERTIFICATE_TYPE, 1L)
                                        .set(CKA_SUBJECT, KEY)
                                        .set(CKA_VALUE, KEY)
                                        .build()));
        assertCode(
                CKR_ATTRIBUTE_VALUE_INVALID,
                () -> session.createObject(Keys.secret(KeyType.CKK_DSA, KEY).build()));
        assertCode(
                CKR_ATTRIBUTE_VALUE_INVALID,
                () ->
                        session.createObject(
                                Keys.secret(KeyType.CKK_AES, KEY)
                                        .set(CKA_CHECK_VALUE, new byte[] {1, 2, 3})
                                        .build()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CKO_PROFILE",
                "CKO_VALIDATION",
                "CKO_MECHANISM",
                "CKO_HW_FEATURE",
                "CKO_OTP_KEY",
                "CKO_TRUST"
            })
    void classesOfTheModule_cannotBeCreated(String name) {
        assertCode(
                CKR_ATTRIBUTE_VALUE_INVALID,
                () ->
                        session.createObject(
                                Template.builder().objectClass(ObjectClass.valueOf(name)).build()));
    }

    @Test
    void checkValue_emptyAsksForNone_andOwnIsAccepted() {
        ObjectHandle key = session.createObject(Keys.secret(KeyType.CKK_AES, KEY).build());
        byte[] checkValue = get(key, CKA_CHECK_VALUE);
        // FIPS 197: AES-256 of a block of zeros under a key of zeros begins dc95c0.
        assertThat(checkValue).containsExactly(0xdc, 0x95, 0xc0);
        session.createObject(
                Keys.secret(KeyType.CKK_AES, KEY).set(CKA_CHECK_VALUE, checkValue).build());
        ObjectHandle without =
                session.createObject(
                        Keys.secret(KeyType.CKK_AES, KEY)
                                .set(CKA_CHECK_VALUE, new byte[0])
                                .build());
        assertThat(get(without, CKA_CHECK_VALUE)).isEmpty();
    }

    @Test
    void checkValueOfACertificate_isMadeAndChecked() {
        // FIPS 180: the SHA-1 of "abc" begins a9993e.
        byte[] value = {'a', 'b', 'c'};
        byte[] checkValue = {(byte) 0xa9, (byte) 0x99, 0x3e};
        Template certificate =
                Template.builder()
                        .objectClass(ObjectClass.CKO_CERTIFICATE)
                        .set(CKA_CERTIFICATE_TYPE, 0L)
                        .set(CKA_SUBJECT, KEY)
                        .set(CKA_VALUE, value)
                        .build();
        ObjectHandle made = session.createObject(certificate);
        assertThat(get(made, CKA_CHECK_VALUE)).isEqualTo(checkValue);
        assertThat(get(session.copyObject(made, Template.empty()), CKA_CHECK_VALUE))
                .isEqualTo(checkValue);
        Template.Builder own = certificate.toBuilder();
        session.createObject(own.set(CKA_CHECK_VALUE, checkValue).build());
        ObjectHandle without =
                session.createObject(
                        certificate.toBuilder().set(CKA_CHECK_VALUE, new byte[0]).build());
        assertThat(get(without, CKA_CHECK_VALUE)).isEmpty();
        assertCode(
                CKR_ATTRIBUTE_VALUE_INVALID,
                () ->
                        session.createObject(
                                certificate.toBuilder()
                                        .set(CKA_CHECK_VALUE, new byte[] {1, 2, 3})
                                        .build()));
    }

    /** Footnotes 11 and 12: "it becomes a read only attribute". */
    @Test
    void oneWayAttribute_setAgain_isReadOnly() {
        ObjectHandle key = Keys.aes(session, b -> b.set(CKA_WRAP_WITH_TRUSTED, true));
        ObjectHandle data =
                session.createObject(
                        Template.builder()
                                .objectClass(ObjectClass.CKO_DATA)
                                .set(CKA_COPYABLE, false)
                                .build());
        for (AttributeType<Boolean> set : List.of(CKA_SENSITIVE, CKA_WRAP_WITH_TRUSTED)) {
            assertCode(CKR_ATTRIBUTE_READ_ONLY, () -> session.setAttributes(key, one(set, true)));
            assertCode(CKR_ATTRIBUTE_READ_ONLY, () -> session.setAttributes(key, one(set, false)));
        }
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () -> session.setAttributes(key, one(CKA_EXTRACTABLE, false)));
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () -> session.setAttributes(data, one(CKA_COPYABLE, false)));
        session.setAttributes(key, one(CKA_CRATON_COMPROMISED, true));
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () -> session.setAttributes(key, one(CKA_CRATON_COMPROMISED, true)));
        // Saying it of a copy changes nothing.
        session.copyObject(key, one(CKA_SENSITIVE, true));
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY, () -> session.copyObject(key, one(CKA_SENSITIVE, false)));
    }

    @Test
    void set_isAllOrNothing() {
        ObjectHandle key = Keys.aes(session, b -> b.label("before"));
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () ->
                        session.setAttributes(
                                key,
                                Template.builder().label("after").set(CKA_LOCAL, false).build()));
        assertThat(get(key, CKA_LABEL)).isEqualTo("before");
    }

    @Test
    void unmodifiable_refusesEveryChange() {
        ObjectHandle key = Keys.aes(session, b -> b.set(CKA_MODIFIABLE, false));
        assertCode(
                CKR_ACTION_PROHIBITED,
                () -> session.setAttributes(key, Template.builder().label("x").build()));
    }

    @Test
    void getAttributes_leavesOutWhatCannotBeRead() {
        ObjectHandle key = Keys.aes(session, b -> b.label("k"));
        Template found =
                session.getAttributes(key, CKA_LABEL, CKA_VALUE, CKA_MODULUS, CKA_VALUE_LEN);
        assertThat(found.types()).containsExactly(CKA_LABEL, CKA_VALUE_LEN);
    }

    @Test
    void dates_areKept() {
        LocalDate day = LocalDate.of(2026, 2, 28);
        ObjectHandle key = Keys.aes(session, b -> b.startDate(day));
        assertThat(get(key, CKA_START_DATE)).isEqualTo(Optional.of(day));
        session.setAttributes(
                key, Template.builder().set(CKA_START_DATE, Optional.empty()).build());
        assertThat(get(key, CKA_START_DATE)).isEmpty();
    }
}
