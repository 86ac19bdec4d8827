package io.craton.hsm.core.attack;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageParameters.Aead;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.TrustInfo;
import io.craton.hsm.UserType;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import io.craton.hsm.core.fixture.MemoryStores;
import io.craton.hsm.core.fixture.RecordedAudit;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.TokenStore.Change;
import io.craton.hsm.spi.TokenStore.StoredObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Attacks on keys that are for trusted wrapping keys only ({@code CKA_WRAP_WITH_TRUSTED}), by a
 * user who has the PIN and an SO who can be fooled: under keys that are not what they seem, by
 * copies and old stores, and by unwrapping what was wrapped as something that may be read.
 */
class TrustAttackTest {
    private static final byte[] NONE = new byte[0];
    private static final MechanismParameters.RsaOaep OAEP =
            new MechanismParameters.RsaOaep(
                    CKM_SHA256, MechanismParameters.Mgf.CKG_MGF1_SHA256, NONE);

    private TestModule module;
    private Session session;

    @BeforeEach
    void open() {
        // Pairs that are made quickly; their size plays no part here.
        module = TestModule.open(b -> b.set(ConfigKey.ALGORITHMS_ALLOW_WEAK_RSA, true));
        session = module.userSession();
    }

    @AfterEach
    void close() {
        module.close();
    }

    // What keys are made of.

    private static Template.Builder form(MechanismType mechanism) {
        return Template.builder()
                .token(true)
                .label("wrapping")
                .set(CKA_PRIVATE, true)
                .set(CKA_SENSITIVE, true)
                .set(CKA_EXTRACTABLE, false)
                .set(CKA_MODIFIABLE, false)
                .set(CKA_ENCRYPT, false)
                .set(CKA_DECRYPT, false)
                .set(CKA_WRAP, true)
                .set(CKA_UNWRAP, true)
                .set(CKA_ALLOWED_MECHANISMS, Set.of(mechanism))
                .build()
                .toBuilder();
    }

    private String wrappingKey(UnaryOperator<Template.Builder> more) {
        return id(
                session.generateKey(
                        Mechanism.of(CKM_AES_KEY_GEN),
                        more.apply(form(CKM_AES_KEY_WRAP_KWP)).set(CKA_VALUE_LEN, 32L).build()));
    }

    private String id(ObjectHandle key) {
        return session.getAttribute(key, CKA_UNIQUE_ID);
    }

    private ObjectHandle found(String id) {
        return session.findObjects(Template.builder().set(CKA_UNIQUE_ID, id).build()).get(0);
    }

    private static Template trusted() {
        return Template.builder().set(CKA_TRUSTED, true).build();
    }

    private ObjectHandle guarded(UnaryOperator<Template.Builder> more) {
        return Keys.aes(
                session,
                b ->
                        more.apply(
                                b.set(CKA_SENSITIVE, true)
                                        .set(CKA_EXTRACTABLE, true)
                                        .set(CKA_WRAP_WITH_TRUSTED, true)));
    }

    private ObjectHandle guarded() {
        return guarded(b -> b);
    }

    private static Template.Builder secret() {
        return Template.builder().objectClass(ObjectClass.CKO_SECRET_KEY).keyType(KeyType.CKK_AES);
    }

    /** What the SO does, while the user is away. */
    private interface Officer {
        void act(Session so);
    }

    private void asOfficer(Officer officer) {
        session.logout();
        session.login(UserType.CKU_SO, TestModule.SO_PIN.toCharArray());
        try {
            officer.act(session);
        } finally {
            session.logout();
            session.login(UserType.CKU_USER, TestModule.USER_PIN.toCharArray());
        }
    }

    private ObjectHandle trust(String id) {
        asOfficer(so -> module.slot().trust(id, so, false));
        return found(id);
    }

    private void refused(String id, boolean acceptForeign) {
        asOfficer(
                so ->
                        assertCode(
                                CKR_ACTION_PROHIBITED,
                                () -> module.slot().trust(id, so, acceptForeign)));
        assertThat(session.getAttribute(found(id), CKA_TRUSTED)).isFalse();
    }

    // What has to work.

    @Test
    void privateKey_thatTheSoDoesNotSee_isTrustedByItsUniqueId() {
        String id = wrappingKey(b -> b);
        ObjectHandle victim = guarded(b -> b.token(true).label("victim"));
        assertCode(CKR_KEY_NOT_WRAPPABLE, () -> session.wrapKey(Keys.kwp(), found(id), victim));
        asOfficer(
                so -> {
                    TrustInfo info = module.slot().trustInfo(id, so);
                    assertThat(info.origin()).isEqualTo(TrustInfo.Origin.GENERATED);
                    assertThat(info.objections()).isEmpty();
                    assertThat(info.uses()).containsExactly("CKA_WRAP", "CKA_UNWRAP");
                    assertThat(info.bits()).isEqualTo(256);
                    assertThat(info.marked()).isFalse();
                    module.slot().trust(id, so, false);
                    assertThat(module.slot().trustInfo(id, so).counts()).isTrue();
                    // Twice is once.
                    module.slot().trust(id, so, false);
                });
        assertThat(module.audit.last(AuditEvent.SET_ATTRIBUTE).objectId()).isEqualTo(id);
        assertThat(RecordedAudit.detail(module.audit.last(AuditEvent.SET_ATTRIBUTE)))
                .isEqualTo("CKA_TRUSTED");
        module.restart();
        session = module.userSession();
        ObjectHandle wrapping = found(id);
        assertThat(session.getAttribute(wrapping, CKA_TRUSTED)).isTrue();
        assertThat(module.slot().trustedKeys())
                .singleElement()
                .satisfies(info -> assertThat(info.counts()).isTrue());
        ObjectHandle kept = session.findObjects(Template.builder().label("victim").build()).get(0);
        byte[] wrapped = session.wrapKey(Keys.kwp(), wrapping, kept);
        ObjectHandle back = session.unwrapKey(Keys.kwp(), wrapping, wrapped, secret().build());
        assertThat(session.getAttribute(back, CKA_CHECK_VALUE))
                .isEqualTo(session.getAttribute(kept, CKA_CHECK_VALUE));
        ObjectHandle everybodys = Keys.aes(session, b -> b.set(CKA_EXTRACTABLE, true));
        session.wrapKey(Keys.kwp(), wrapping, everybodys);
    }

    /** At the functions of the standard, with a handle that serves for nothing else. */
    @Test
    void so_marksAtTheDoorOfTheStandard() {
        String id = wrappingKey(b -> b);
        ObjectHandle[] kept = new ObjectHandle[1];
        asOfficer(
                so -> {
                    assertThat(so.findObjects(Template.builder().label("wrapping").build()))
                            .isEmpty();
                    assertThat(
                                    so.findObjects(
                                            Template.builder()
                                                    .set(CKA_UNIQUE_ID, id)
                                                    .objectClass(ObjectClass.CKO_SECRET_KEY)
                                                    .build()))
                            .isEmpty();
                    so.functions()
                            .findObjectsInit(Template.builder().set(CKA_UNIQUE_ID, id).build());
                    ObjectHandle handle = so.functions().findObjects(10).get(0);
                    so.functions().findObjectsFinal();
                    kept[0] = handle;
                    assertCode(CKR_OBJECT_HANDLE_INVALID, () -> so.getAttribute(handle, CKA_LABEL));
                    assertCode(
                            CKR_OBJECT_HANDLE_INVALID,
                            () -> so.copyObject(handle, Template.empty()));
                    assertCode(CKR_OBJECT_HANDLE_INVALID, () -> so.destroyObject(handle));
                    assertCode(CKR_OBJECT_HANDLE_INVALID, () -> so.objectSize(handle));
                    for (Template other :
                            List.of(
                                    Template.builder().label("mine").build(),
                                    trusted().toBuilder().label("mine").build(),
                                    Template.builder().set(CKA_TRUSTED, false).build())) {
                        assertCode(
                                CKR_OBJECT_HANDLE_INVALID, () -> so.setAttributes(handle, other));
                    }
                    assertCode(
                            CKR_WRAPPING_KEY_HANDLE_INVALID,
                            () -> so.wrapKey(Keys.kwp(), handle, handle));
                    so.setAttributes(handle, trusted());
                });
        assertCode(CKR_OBJECT_HANDLE_INVALID, () -> session.getAttribute(kept[0], CKA_LABEL));
        assertCode(CKR_OBJECT_HANDLE_INVALID, () -> session.setAttributes(kept[0], trusted()));
        session.wrapKey(Keys.kwp(), found(id), guarded());
    }

    @ParameterizedTest
    @EnumSource(
            value = MechanismType.class,
            names = {
                "CKM_AES_KEY_WRAP",
                "CKM_AES_KEY_WRAP_KWP",
                "CKM_AES_KEY_WRAP_PAD",
                "CKM_AES_KEY_WRAP_PKCS7"
            })
    void everyKeyWrap_servesATrustedKey(MechanismType mechanism) {
        String id = wrappingKey(b -> b.set(CKA_ALLOWED_MECHANISMS, Set.of(mechanism)));
        ObjectHandle wrapping = trust(id);
        ObjectHandle victim = guarded();
        byte[] wrapped = session.wrapKey(Mechanism.of(mechanism), wrapping, victim);
        ObjectHandle back =
                session.unwrapKey(Mechanism.of(mechanism), wrapping, wrapped, secret().build());
        assertThat(session.getAttribute(back, CKA_CHECK_VALUE))
                .isEqualTo(session.getAttribute(victim, CKA_CHECK_VALUE));
    }

    @ParameterizedTest
    @EnumSource(
            value = MechanismType.class,
            names = {"CKM_AES_GCM", "CKM_AES_CCM", "CKM_CHACHA20_POLY1305"})
    void everyAuthenticatedMode_servesATrustedKey(MechanismType mechanism) {
        ObjectHandle wrapping = trust(countsVectors(mechanism, false));
        ObjectHandle victim = guarded();
        Aead message = Aead.generated(new byte[12], new byte[16]);
        byte[] sealed = session.wrapKeyAuthenticated(mechanism, message, wrapping, victim, NONE);
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () ->
                        session.unwrapKeyAuthenticated(
                                mechanism,
                                message,
                                wrapping,
                                sealed,
                                secret().set(CKA_SENSITIVE, false).build(),
                                NONE));
        session.unwrapKeyAuthenticated(
                mechanism, message, wrapping, sealed, secret().build(), NONE);
    }

    /** The id of a wrapping key for which the module makes vectors and counts them. */
    private String countsVectors(MechanismType mechanism, boolean copyable) {
        boolean chaCha = mechanism == CKM_CHACHA20_POLY1305;
        Template.Builder template = form(mechanism).set(CKA_COPYABLE, copyable);
        return id(
                session.generateKey(
                        Mechanism.of(chaCha ? CKM_CHACHA20_KEY_GEN : CKM_AES_KEY_GEN),
                        (chaCha ? template : template.set(CKA_VALUE_LEN, 16L)).build()));
    }

    /** Each copy counts from the beginning, and the limit of a key would be none. */
    @ParameterizedTest
    @EnumSource(
            value = MechanismType.class,
            names = {"CKM_AES_GCM", "CKM_AES_CCM", "CKM_CHACHA20_POLY1305"})
    void keyWhoseCopiesCountTheirVectorsApart_isNotTrusted(MechanismType mechanism) {
        String copyable = countsVectors(mechanism, true);
        refused(copyable, true);
        Template last = Template.builder().set(CKA_COPYABLE, false).build();
        refused(id(session.copyObject(found(copyable), last)), true);
    }

    /** A key of 16 bytes that came back as one of two DES keys would be found in halves. */
    @Test
    void keyThatIsGuarded_comesBackAsNoTripleDesKey() {
        module.close();
        module = TestModule.open(b -> b.set(ConfigKey.ALGORITHMS_ALLOW_DES3, true));
        session = module.userSession();
        ObjectHandle wrapping = trust(wrappingKey(b -> b));
        for (KeyType type : List.of(KeyType.CKK_DES2, KeyType.CKK_DES3)) {
            long length = type == KeyType.CKK_DES2 ? 16 : 24;
            ObjectHandle victim = guarded(b -> b.remove(CKA_VALUE_LEN).set(CKA_VALUE_LEN, length));
            byte[] wrapped = session.wrapKey(Keys.kwp(), wrapping, victim);
            Template weak =
                    Template.builder()
                            .objectClass(ObjectClass.CKO_SECRET_KEY)
                            .keyType(type)
                            .build();
            assertCode(
                    CKR_TEMPLATE_INCONSISTENT,
                    () -> session.unwrapKey(Keys.kwp(), wrapping, wrapped, weak));
        }
        Template ofDes = Template.builder().keyType(KeyType.CKK_DES3).build();
        refused(wrappingKey(b -> b.set(CKA_UNWRAP_TEMPLATE, ofDes)), true);
        refused(wrappingKey(b -> b.set(CKA_WRAP_TEMPLATE, ofDes)), true);
        desKeyTravels(ofDes);
    }

    private void desKeyTravels(Template ofDes) {
        ObjectHandle wrapping =
                trust(
                        wrappingKey(
                                b ->
                                        b.label("for DES")
                                                .set(CKA_WRAP_TEMPLATE, ofDes)
                                                .set(CKA_UNWRAP_TEMPLATE, ofDes)));
        assertCode(CKR_KEY_HANDLE_INVALID, () -> session.wrapKey(Keys.kwp(), wrapping, guarded()));
        ObjectHandle des =
                session.generateKey(
                        Mechanism.of(CKM_DES3_KEY_GEN),
                        Template.builder()
                                .set(CKA_SENSITIVE, true)
                                .set(CKA_EXTRACTABLE, true)
                                .set(CKA_WRAP_WITH_TRUSTED, true)
                                .build());
        byte[] wrapped = session.wrapKey(Keys.kwp(), wrapping, des);
        session.unwrapKey(
                Keys.kwp(),
                wrapping,
                wrapped,
                ofDes.toBuilder().objectClass(ObjectClass.CKO_SECRET_KEY).build());
    }

    // Who can be trusted.

    @Test
    void user_marksNothing_atNoDoor() {
        String id = wrappingKey(b -> b);
        assertCode(CKR_ATTRIBUTE_READ_ONLY, () -> session.copyObject(found(id), trusted()));
        assertThatThrownBy(() -> session.setAttributes(found(id), trusted()))
                .isInstanceOf(HsmException.class);
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () -> wrappingKey(b -> b.label("born").set(CKA_TRUSTED, true)));
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () ->
                        session.createObject(
                                Keys.secret(KeyType.CKK_AES, new byte[32])
                                        .set(CKA_TRUSTED, true)
                                        .build()));
        ObjectHandle modifiable = Keys.aes(session, b -> b.set(CKA_WRAP, true));
        assertCode(CKR_ATTRIBUTE_READ_ONLY, () -> session.setAttributes(modifiable, trusted()));
        ObjectHandle unwrapping =
                Keys.aes(session, b -> b.set(CKA_WRAP, true).set(CKA_UNWRAP, true));
        byte[] wrapped =
                session.wrapKey(
                        Keys.kwp(),
                        unwrapping,
                        Keys.aes(session, b -> b.set(CKA_EXTRACTABLE, true)));
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY,
                () ->
                        session.unwrapKey(
                                Keys.kwp(),
                                unwrapping,
                                wrapped,
                                secret().set(CKA_TRUSTED, true).build()));
        assertCode(CKR_USER_NOT_LOGGED_IN, () -> module.slot().trust(id, session, false));
        assertCode(CKR_USER_NOT_LOGGED_IN, () -> module.slot().trustInfo(id, session));
        assertThat(session.getAttribute(found(id), CKA_TRUSTED)).isFalse();
    }

    @Test
    void so_makesNoTrustedKey_andFindsNoKeyThatIsNotThere() {
        asOfficer(
                so -> {
                    assertCode(
                            CKR_ATTRIBUTE_READ_ONLY,
                            () ->
                                    so.generateKey(
                                            Mechanism.of(CKM_AES_KEY_GEN),
                                            form(CKM_AES_KEY_WRAP_KWP)
                                                    .set(CKA_PRIVATE, false)
                                                    .set(CKA_TRUSTED, true)
                                                    .set(CKA_VALUE_LEN, 32L)
                                                    .build()));
                    for (String id : List.of(UUID.randomUUID().toString(), "no id", "")) {
                        assertCode(
                                CKR_OBJECT_HANDLE_INVALID, () -> module.slot().trust(id, so, true));
                    }
                });
    }

    /** One attribute that is not as it has to be. */
    private static Map<String, UnaryOperator<Template.Builder>> otherForms() {
        Map<String, UnaryOperator<Template.Builder>> forms = new LinkedHashMap<>();
        forms.put("modifiable", b -> b.set(CKA_MODIFIABLE, true));
        forms.put("extractable", b -> b.set(CKA_EXTRACTABLE, true));
        for (AttributeType<Boolean> use :
                List.of(CKA_ENCRYPT, CKA_DECRYPT, CKA_SIGN, CKA_VERIFY, CKA_DERIVE)) {
            forms.put(use.name(), b -> b.set(use, true));
        }
        forms.put("no wrap", b -> b.set(CKA_WRAP, false));
        forms.put("any mechanism", b -> b.remove(CKA_ALLOWED_MECHANISMS));
        forms.put(
                "two mechanisms",
                b -> b.set(CKA_ALLOWED_MECHANISMS, Set.of(CKM_AES_KEY_WRAP_KWP, CKM_AES_KEY_WRAP)));
        for (MechanismType type :
                List.of(
                        CKM_AES_CTR,
                        CKM_AES_CBC_PAD,
                        CKM_AES_CBC,
                        CKM_AES_CMAC,
                        CKM_RSA_PKCS_OAEP)) {
            forms.put(type.name(), b -> b.set(CKA_ALLOWED_MECHANISMS, Set.of(type)));
        }
        return forms;
    }

    @Test
    void keyInAnotherForm_isNotTrusted() {
        otherForms()
                .forEach(
                        (name, form) -> {
                            String id = wrappingKey(b -> form.apply(b.label(name)));
                            asOfficer(
                                    so -> {
                                        assertThat(module.slot().trustInfo(id, so).objections())
                                                .as(name)
                                                .isNotEmpty();
                                        assertCode(
                                                        CKR_ACTION_PROHIBITED,
                                                        () -> module.slot().trust(id, so, true))
                                                .as(name);
                                    });
                        });
    }

    @Test
    void publicKeyObject_isNotTrusted_andNoSessionKeyIsLeftForTheSo() {
        refused(wrappingKey(b -> b.set(CKA_PRIVATE, false)), false);
        String ofSession = wrappingKey(b -> b.token(false));
        asOfficer(
                so ->
                        assertCode(
                                CKR_OBJECT_HANDLE_INVALID,
                                () -> module.slot().trust(ofSession, so, true)));
    }

    /** It encrypted before, and its source goes on encrypting. */
    @Test
    void keyThatIsFrozenOnlyNow_isNotTrusted() {
        ObjectHandle lively =
                session.generateKey(
                        Mechanism.of(CKM_AES_KEY_GEN),
                        form(CKM_AES_KEY_WRAP_KWP)
                                .set(CKA_MODIFIABLE, true)
                                .set(CKA_VALUE_LEN, 32L)
                                .build());
        String source = id(lively);
        ObjectHandle frozen =
                session.copyObject(lively, Template.builder().set(CKA_MODIFIABLE, false).build());
        refused(id(frozen), true);
        session.setAttributes(found(source), Template.builder().set(CKA_ENCRYPT, true).build());
    }

    /** A copy that may not leave says nothing of where its source has gone. */
    @Test
    void copyOfAnExtractableKey_isNotTrusted() {
        String source = wrappingKey(b -> b.set(CKA_EXTRACTABLE, true));
        ObjectHandle copy =
                session.copyObject(
                        found(source), Template.builder().set(CKA_EXTRACTABLE, false).build());
        refused(id(copy), false);
    }

    /** A key whose value somebody brought, typed or derived, marked by an SO who cannot tell. */
    @Test
    void keyThatSomebodyMayKnow_isNotTrusted_unlessTheSoSaysSo() {
        Map<String, String> foreign = new LinkedHashMap<>();
        foreign.put(
                "created",
                id(
                        session.createObject(
                                form(CKM_AES_KEY_WRAP_KWP)
                                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                                        .keyType(KeyType.CKK_AES)
                                        .set(CKA_VALUE, new byte[32])
                                        .build())));
        Mechanism pbkdf2 =
                Mechanism.of(
                        CKM_PKCS5_PBKD2,
                        new MechanismParameters.Pbkdf2(
                                new byte[16], 1000, CKM_SHA256_HMAC, new byte[] {1, 2, 3}));
        foreign.put(
                "typed",
                id(
                        session.generateKey(
                                pbkdf2,
                                form(CKM_AES_KEY_WRAP_KWP)
                                        .keyType(KeyType.CKK_AES)
                                        .set(CKA_VALUE_LEN, 32L)
                                        .build())));
        ObjectHandle base =
                session.createObject(
                        Keys.secret(KeyType.CKK_GENERIC_SECRET, new byte[32])
                                .set(CKA_DERIVE, true)
                                .build());
        foreign.put(
                "derived",
                id(
                        session.deriveKey(
                                Mechanism.of(CKM_SHA256_KEY_DERIVATION),
                                base,
                                form(CKM_AES_KEY_WRAP_KWP)
                                        .keyType(KeyType.CKK_AES)
                                        .set(CKA_VALUE_LEN, 32L)
                                        .build())));
        ObjectHandle transport =
                Keys.aes(session, b -> b.set(CKA_WRAP, true).set(CKA_UNWRAP, true));
        byte[] wrapped =
                session.wrapKey(
                        Keys.kwp(),
                        transport,
                        Keys.aes(session, b -> b.set(CKA_EXTRACTABLE, true)));
        foreign.put(
                "unwrapped",
                id(
                        session.unwrapKey(
                                Keys.kwp(),
                                transport,
                                wrapped,
                                form(CKM_AES_KEY_WRAP_KWP)
                                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                                        .keyType(KeyType.CKK_AES)
                                        .build())));
        foreign.forEach(
                (name, id) -> {
                    refused(id, false);
                    asOfficer(
                            so -> {
                                assertThat(module.slot().trustInfo(id, so).origin())
                                        .as(name)
                                        .isEqualTo(TrustInfo.Origin.FOREIGN);
                                ObjectHandle handle =
                                        so.findObjects(
                                                        Template.builder()
                                                                .set(CKA_UNIQUE_ID, id)
                                                                .build())
                                                .get(0);
                                assertCode(
                                        CKR_ACTION_PROHIBITED,
                                        () -> so.setAttributes(handle, trusted()));
                                module.slot().trust(id, so, true);
                            });
                    session.wrapKey(Keys.kwp(), found(id), guarded());
                });
    }

    /** CKA_TRUSTED that is taken back would let what was wrapped be read. */
    @Test
    void trust_isNotTakenBack() {
        String id = wrappingKey(b -> b);
        trust(id);
        Template untrusted = Template.builder().set(CKA_TRUSTED, false).build();
        assertThatThrownBy(() -> session.setAttributes(found(id), untrusted))
                .isInstanceOf(HsmException.class);
        assertCode(CKR_ATTRIBUTE_READ_ONLY, () -> session.copyObject(found(id), untrusted));
        asOfficer(
                so -> {
                    ObjectHandle handle =
                            so.findObjects(Template.builder().set(CKA_UNIQUE_ID, id).build())
                                    .get(0);
                    assertCode(
                            CKR_OBJECT_HANDLE_INVALID, () -> so.setAttributes(handle, untrusted));
                });
    }

    // What a trusted key unwraps.

    private static List<Template> contradictions() {
        return List.of(
                secret().set(CKA_SENSITIVE, false).build(),
                secret().set(CKA_PRIVATE, false).build(),
                secret().set(CKA_EXTRACTABLE, true).set(CKA_WRAP_WITH_TRUSTED, false).build());
    }

    private void guards(Mechanism mechanism, ObjectHandle unwrapping, byte[] wrapped) {
        for (Template template : contradictions()) {
            assertCode(
                    CKR_TEMPLATE_INCONSISTENT,
                    () -> session.unwrapKey(mechanism, unwrapping, wrapped, template));
        }
        ObjectHandle back = session.unwrapKey(mechanism, unwrapping, wrapped, secret().build());
        assertThat(session.getAttribute(back, CKA_SENSITIVE)).isTrue();
        assertThat(session.getAttribute(back, CKA_PRIVATE)).isTrue();
        assertThat(session.getAttribute(back, CKA_EXTRACTABLE)).isTrue();
        assertThat(session.getAttribute(back, CKA_WRAP_WITH_TRUSTED)).isTrue();
        assertCode(CKR_ATTRIBUTE_SENSITIVE, () -> session.getAttribute(back, CKA_VALUE));
        ObjectHandle stays =
                session.unwrapKey(
                        mechanism,
                        unwrapping,
                        wrapped,
                        secret().set(CKA_WRAP_WITH_TRUSTED, false).build());
        assertThat(session.getAttribute(stays, CKA_EXTRACTABLE)).isFalse();
        ObjectHandle both =
                session.unwrapKey(
                        mechanism,
                        unwrapping,
                        wrapped,
                        secret().set(CKA_EXTRACTABLE, false).build());
        assertThat(session.getAttribute(both, CKA_WRAP_WITH_TRUSTED)).isFalse();
        // Out again only under trusted keys, whatever it is copied to.
        ObjectHandle open = Keys.aes(session, b -> b.set(CKA_WRAP, true).set(CKA_DECRYPT, true));
        ObjectHandle copy = session.copyObject(back, Template.builder().label("copy").build());
        for (ObjectHandle each : List.of(back, copy)) {
            assertCode(CKR_KEY_NOT_WRAPPABLE, () -> session.wrapKey(Keys.kwp(), open, each));
        }
    }

    /** Wrapped with the trusted key, unwrapped with it again as a key that may be read. */
    @Test
    void trustedKey_doesNotUndoItsOwnProtection() {
        ObjectHandle wrapping = trust(wrappingKey(b -> b));
        guards(Keys.kwp(), wrapping, session.wrapKey(Keys.kwp(), wrapping, guarded()));
    }

    /** An unwrap template may ask for more, and not for less. */
    @Test
    void unwrapTemplate_doesNotLoosenWhatATrustedKeyUnwraps() {
        String strict =
                wrappingKey(
                        b ->
                                b.set(
                                        CKA_UNWRAP_TEMPLATE,
                                        Template.builder().set(CKA_EXTRACTABLE, false).build()));
        ObjectHandle wrapping = trust(strict);
        byte[] wrapped = session.wrapKey(Keys.kwp(), wrapping, guarded());
        ObjectHandle back = session.unwrapKey(Keys.kwp(), wrapping, wrapped, secret().build());
        assertThat(session.getAttribute(back, CKA_EXTRACTABLE)).isFalse();
        ObjectHandle loose =
                trust(
                        wrappingKey(
                                b ->
                                        b.label("loose")
                                                .set(
                                                        CKA_UNWRAP_TEMPLATE,
                                                        Template.builder()
                                                                .set(CKA_SENSITIVE, false)
                                                                .build())));
        byte[] other = session.wrapKey(Keys.kwp(), loose, guarded());
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () -> session.unwrapKey(Keys.kwp(), loose, other, secret().build()));
    }

    /**
     * A copy from before the mark is the same key without it: a session key, or one that only
     * unwraps.
     */
    @Test
    void copyFromBeforeTheMark_guardsTheSame() {
        String id = wrappingKey(b -> b);
        ObjectHandle before =
                session.copyObject(found(id), Template.builder().label("before").build());
        String beforeId = id(before);
        ObjectHandle wrapping = trust(id);
        byte[] wrapped = session.wrapKey(Keys.kwp(), wrapping, guarded());
        ObjectHandle unmarked = found(beforeId);
        assertThat(session.getAttribute(unmarked, CKA_TRUSTED)).isFalse();
        guards(Keys.kwp(), unmarked, wrapped);
        guards(
                Keys.kwp(),
                session.copyObject(unmarked, Template.builder().token(false).build()),
                wrapped);
        guards(
                Keys.kwp(),
                session.copyObject(unmarked, Template.builder().set(CKA_WRAP, false).build()),
                wrapped);
        for (AttributeType<Boolean> use : List.of(CKA_DECRYPT, CKA_ENCRYPT, CKA_SIGN, CKA_DERIVE)) {
            assertThatThrownBy(
                            () ->
                                    session.copyObject(
                                            unmarked, Template.builder().set(use, true).build()))
                    .isInstanceOf(HsmException.class);
            assertThatThrownBy(
                            () ->
                                    session.setAttributes(
                                            unmarked, Template.builder().set(use, true).build()))
                    .isInstanceOf(HsmException.class);
        }
        assertThatThrownBy(
                        () ->
                                session.copyObject(
                                        unmarked,
                                        Template.builder().set(CKA_MODIFIABLE, true).build()))
                .isInstanceOf(HsmException.class);
    }

    /** The store of yesterday, put back, has the key without its mark. */
    @Test
    void oldStore_guardsTheSame() {
        String id = wrappingKey(b -> b);
        MemoryStores.Slot store = module.stores.slot(0);
        StoredObject yesterday =
                store.objects(true).stream()
                        .filter(object -> object.id().toString().equals(id))
                        .findFirst()
                        .orElseThrow();
        ObjectHandle wrapping = trust(id);
        byte[] wrapped = session.wrapKey(Keys.kwp(), wrapping, guarded());
        store.commit(List.of(new Change.Put(yesterday.id(), true, yesterday.attributes(), null)));
        module.restart();
        session = module.userSession();
        assertThat(session.getAttribute(found(id), CKA_TRUSTED)).isFalse();
        guards(Keys.kwp(), found(id), wrapped);
    }

    @Test
    void trustedKey_wrapsNeitherItselfNorData() {
        ObjectHandle wrapping = trust(wrappingKey(b -> b));
        assertCode(CKR_KEY_UNEXTRACTABLE, () -> session.wrapKey(Keys.kwp(), wrapping, wrapping));
        assertCode(
                CKR_KEY_FUNCTION_NOT_PERMITTED,
                () -> session.encrypt(Keys.kwp(), wrapping, new byte[32]));
        assertCode(
                CKR_KEY_FUNCTION_NOT_PERMITTED,
                () -> session.decrypt(Keys.kwp(), wrapping, new byte[32]));
        // Another mechanism of the same key would take what this one has wrapped.
        assertCode(
                CKR_MECHANISM_INVALID,
                () -> session.wrapKey(Mechanism.of(CKM_AES_KEY_WRAP), wrapping, guarded()));
        assertCode(
                CKR_WRAPPED_KEY_INVALID,
                () ->
                        session.unwrapKey(
                                Keys.kwp(),
                                wrapping,
                                session.generateRandom(40),
                                secret().build()));
    }

    // Marks of 0.10.

    /** A public key object that 0.10 marked: it works without a PIN, and may be anything. */
    private ObjectHandle markedByOlderRelease(UnaryOperator<Template.Builder> more) {
        String id =
                id(
                        Keys.aes(
                                session,
                                b ->
                                        more.apply(
                                                b.token(true)
                                                        .label("old")
                                                        .set(CKA_PRIVATE, false)
                                                        .set(CKA_WRAP, true)
                                                        .set(CKA_UNWRAP, true))));
        rewrite(id);
        return found(id);
    }

    private void rewrite(String id) {
        MemoryStores.Slot store = module.stores.slot(0);
        StoredObject stored =
                store.objects(true).stream()
                        .filter(object -> object.id().toString().equals(id))
                        .findFirst()
                        .orElseThrow();
        Template old =
                module.attributes(stored.attributes()).toBuilder()
                        .set(CKA_TRUSTED, true)
                        .remove(CKA_CRATON_BORN_FROZEN)
                        .remove(CKA_CRATON_VALUE_UNKNOWN)
                        .build();
        store.commit(
                List.of(new Change.Put(stored.id(), stored.isPrivate(), module.record(old), null)));
        module.restart();
        session = module.userSession();
    }

    @Test
    void markOfAnOlderRelease_doesNotCountForWrapping_andGoesOnUnwrapping() {
        ObjectHandle old = markedByOlderRelease(b -> b);
        ObjectHandle victim = guarded();
        assertCode(CKR_KEY_NOT_WRAPPABLE, () -> session.wrapKey(Keys.kwp(), old, victim))
                .hasMessageContaining("does not count")
                .hasMessageContaining("key trust");
        assertThat(module.slot().trustedKeys())
                .singleElement()
                .satisfies(
                        info -> {
                            assertThat(info.label()).isEqualTo("old");
                            assertThat(info.counts()).isFalse();
                            assertThat(info.origin()).isEqualTo(TrustInfo.Origin.UNKNOWN);
                        });
        byte[] wrapped =
                session.wrapKey(
                        Keys.kwp(), old, Keys.aes(session, b -> b.set(CKA_EXTRACTABLE, true)));
        guards(Keys.kwp(), old, wrapped);
        // The user does not take the mark off to read.
        Template untrusted = Template.builder().set(CKA_TRUSTED, false).build();
        assertCode(CKR_ATTRIBUTE_READ_ONLY, () -> session.setAttributes(old, untrusted));
        assertCode(CKR_ATTRIBUTE_READ_ONLY, () -> session.copyObject(old, untrusted));
        asOfficer(so -> assertCode(CKR_ACTION_PROHIBITED, () -> so.setAttributes(old, trusted())));
        assertCode(
                CKR_KEY_FUNCTION_NOT_PERMITTED,
                () -> session.unwrapKey(Keys.cbcPad(), old, new byte[32], secret().build()));
    }

    @Test
    void pairThatAnOlderReleaseMarked_guardsByItsPrivateHalf() {
        KeyPairHandles pair =
                session.generateKeyPair(
                        Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN),
                        Template.builder()
                                .token(true)
                                .set(CKA_MODULUS_BITS, 1024L)
                                .set(CKA_WRAP, true)
                                .build(),
                        Template.builder().token(true).set(CKA_UNWRAP, true).build());
        String publicId = id(pair.publicKey());
        String privateId = id(pair.privateKey());
        rewrite(publicId);
        Mechanism oaep = Mechanism.of(CKM_RSA_PKCS_OAEP, OAEP);
        assertCode(CKR_KEY_NOT_WRAPPABLE, () -> session.wrapKey(oaep, found(publicId), guarded()));
        byte[] wrapped =
                session.wrapKey(
                        oaep,
                        found(publicId),
                        Keys.aes(session, b -> b.set(CKA_EXTRACTABLE, true)));
        guards(oaep, found(privateId), wrapped);
        Template untrusted = Template.builder().set(CKA_TRUSTED, false).build();
        assertCode(
                CKR_ATTRIBUTE_READ_ONLY, () -> session.setAttributes(found(publicId), untrusted));
    }

    // RSA pairs.

    private static Template.Builder publicForm(MechanismType mechanism) {
        return Template.builder()
                .token(true)
                .set(CKA_MODULUS_BITS, 1024L)
                .set(CKA_MODIFIABLE, false)
                .set(CKA_ENCRYPT, false)
                .set(CKA_VERIFY, false)
                .set(CKA_WRAP, true)
                .set(CKA_ALLOWED_MECHANISMS, Set.of(mechanism))
                .build()
                .toBuilder();
    }

    private static Template.Builder privateForm(MechanismType mechanism) {
        return Template.builder()
                .token(true)
                .set(CKA_EXTRACTABLE, false)
                .set(CKA_MODIFIABLE, false)
                .set(CKA_SIGN, false)
                .set(CKA_DECRYPT, false)
                .set(CKA_UNWRAP, true)
                .set(CKA_ALLOWED_MECHANISMS, Set.of(mechanism))
                .build()
                .toBuilder();
    }

    private KeyPairHandles pair(
            UnaryOperator<Template.Builder> ofPublic, UnaryOperator<Template.Builder> ofPrivate) {
        return session.generateKeyPair(
                Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN),
                ofPublic.apply(publicForm(CKM_RSA_PKCS_OAEP)).build(),
                ofPrivate.apply(privateForm(CKM_RSA_PKCS_OAEP)).build());
    }

    @Test
    void pair_isTrustedByTheIdOfEitherHalf() {
        Mechanism oaep = Mechanism.of(CKM_RSA_PKCS_OAEP, OAEP);
        for (boolean byPublic : new boolean[] {true, false}) {
            KeyPairHandles pair = pair(b -> b, b -> b);
            String publicId = id(pair.publicKey());
            String privateId = id(pair.privateKey());
            asOfficer(so -> module.slot().trust(byPublic ? publicId : privateId, so, false));
            assertThat(session.getAttribute(found(publicId), CKA_TRUSTED)).isTrue();
            byte[] wrapped = session.wrapKey(oaep, found(publicId), guarded());
            guards(oaep, found(privateId), wrapped);
        }
    }

    @Test
    void publicKey_thatTheSoSees_isMarkedWithItsPair() {
        KeyPairHandles pair =
                session.generateKeyPair(
                        Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN),
                        publicForm(CKM_RSA_AES_KEY_WRAP).build(),
                        privateForm(CKM_RSA_AES_KEY_WRAP).build());
        String publicId = id(pair.publicKey());
        String privateId = id(pair.privateKey());
        asOfficer(so -> so.setAttributes(found(publicId), trusted()));
        Mechanism wrap =
                Mechanism.of(
                        CKM_RSA_AES_KEY_WRAP, new MechanismParameters.RsaAesKeyWrap(256, OAEP));
        ObjectHandle ec =
                Keys.ec(
                                session,
                                b -> b,
                                b -> b.set(CKA_EXTRACTABLE, true).set(CKA_WRAP_WITH_TRUSTED, true))
                        .privateKey();
        byte[] wrapped = session.wrapKey(wrap, found(publicId), ec);
        Template shape =
                Template.builder()
                        .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                        .keyType(KeyType.CKK_EC)
                        .build();
        assertCode(
                CKR_TEMPLATE_INCONSISTENT,
                () ->
                        session.unwrapKey(
                                wrap,
                                found(privateId),
                                wrapped,
                                shape.toBuilder().set(CKA_SENSITIVE, false).build()));
        session.unwrapKey(wrap, found(privateId), wrapped, shape);
    }

    /** WRAP on the public key, and DECRYPT, raw SIGN or more on the private one. */
    @Test
    void pairWhosePrivateKeyDoesMore_isNotTrusted() {
        List<UnaryOperator<Template.Builder>> forms =
                List.of(
                        b -> b.set(CKA_DECRYPT, true),
                        b -> b.set(CKA_SIGN, true),
                        b -> b.set(CKA_SIGN_RECOVER, true),
                        b -> b.set(CKA_DERIVE, true),
                        b -> b.set(CKA_MODIFIABLE, true),
                        b -> b.set(CKA_EXTRACTABLE, true),
                        b -> b.set(CKA_PRIVATE, false),
                        b -> b.set(CKA_ALLOWED_MECHANISMS, Set.of(CKM_RSA_AES_KEY_WRAP)),
                        b -> b.remove(CKA_ALLOWED_MECHANISMS),
                        b -> b.set(CKA_UNWRAP, false));
        for (UnaryOperator<Template.Builder> form : forms) {
            KeyPairHandles pair = pair(b -> b, form);
            String privateId = id(pair.privateKey());
            refused(id(pair.publicKey()), true);
            asOfficer(
                    so ->
                            assertCode(
                                    CKR_ACTION_PROHIBITED,
                                    () -> module.slot().trust(privateId, so, true)));
        }
        for (UnaryOperator<Template.Builder> form :
                List.<UnaryOperator<Template.Builder>>of(
                        b -> b.set(CKA_ENCRYPT, true),
                        b -> b.set(CKA_VERIFY, true),
                        b -> b.set(CKA_MODIFIABLE, true),
                        b -> b.set(CKA_ALLOWED_MECHANISMS, Set.of(CKM_RSA_PKCS)),
                        b -> b.set(CKA_ALLOWED_MECHANISMS, Set.of(CKM_RSA_X_509)))) {
            refused(id(pair(form, b -> b).publicKey()), true);
        }
    }

    /** A public key of the same modulus with the exponent 1 or 3 would show what it wraps. */
    @Test
    void publicKeyOfTheModulusWithAnotherExponent_isNotTrusted() {
        KeyPairHandles pair = pair(b -> b, b -> b);
        byte[] modulus = session.getAttribute(pair.publicKey(), CKA_MODULUS);
        ObjectHandle other =
                session.createObject(
                        publicForm(CKM_RSA_PKCS_OAEP)
                                .remove(CKA_MODULUS_BITS)
                                .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                                .keyType(KeyType.CKK_RSA)
                                .set(CKA_MODULUS, modulus)
                                .set(CKA_PUBLIC_EXPONENT, new byte[] {3})
                                .build());
        String privateId = id(pair.privateKey());
        String publicId = id(pair.publicKey());
        refused(id(other), true);
        session.destroyObject(found(publicId));
        asOfficer(
                so ->
                        assertCode(
                                CKR_ACTION_PROHIBITED,
                                () -> module.slot().trust(privateId, so, true)));
    }

    @Test
    void pair_whosePrivateKeyIsNotHere_isNotTrusted() {
        KeyPairHandles pair = pair(b -> b, b -> b);
        String publicId = id(pair.publicKey());
        session.destroyObject(pair.privateKey());
        refused(publicId, true);
        KeyPairHandles other = pair(b -> b, b -> b);
        String privateId = id(other.privateKey());
        session.destroyObject(other.publicKey());
        asOfficer(
                so ->
                        assertCode(
                                CKR_ACTION_PROHIBITED,
                                () -> module.slot().trust(privateId, so, true)));
        KeyPairHandles ec = Keys.ec(session, b -> b.token(true).set(CKA_WRAP, true), b -> b);
        refused(id(ec.publicKey()), true);
    }

    /**
     * Of an imported pair somebody has the private key, and brings it again as one that decrypts.
     */
    @Test
    void privateKeyThatComesLaterInAnotherForm_isRefused() throws Exception {
        java.security.KeyPairGenerator generator =
                java.security.KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        java.security.KeyPair theirs = generator.generateKeyPair();
        var rsa = (java.security.interfaces.RSAPrivateCrtKey) theirs.getPrivate();
        UnaryOperator<Template.Builder> value =
                b ->
                        b.objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                .keyType(KeyType.CKK_RSA)
                                .set(CKA_MODULUS, bytes(rsa.getModulus()))
                                .set(CKA_PUBLIC_EXPONENT, bytes(rsa.getPublicExponent()))
                                .set(CKA_PRIVATE_EXPONENT, bytes(rsa.getPrivateExponent()))
                                .set(CKA_PRIME_1, bytes(rsa.getPrimeP()))
                                .set(CKA_PRIME_2, bytes(rsa.getPrimeQ()))
                                .set(CKA_EXPONENT_1, bytes(rsa.getPrimeExponentP()))
                                .set(CKA_EXPONENT_2, bytes(rsa.getPrimeExponentQ()))
                                .set(CKA_COEFFICIENT, bytes(rsa.getCrtCoefficient()));
        Template.Builder open =
                publicForm(CKM_RSA_PKCS_OAEP)
                        .remove(CKA_MODULUS_BITS)
                        .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                        .keyType(KeyType.CKK_RSA)
                        .set(CKA_MODULUS, bytes(rsa.getModulus()))
                        .set(CKA_PUBLIC_EXPONENT, bytes(rsa.getPublicExponent()));
        String publicId = id(session.createObject(open.build()));
        session.createObject(value.apply(privateForm(CKM_RSA_PKCS_OAEP)).build());
        refused(publicId, false);
        asOfficer(so -> module.slot().trust(publicId, so, true));
        for (UnaryOperator<Template.Builder> form :
                List.<UnaryOperator<Template.Builder>>of(
                        b -> b.set(CKA_DECRYPT, true),
                        b -> b.set(CKA_SIGN, true),
                        b -> b.set(CKA_EXTRACTABLE, true),
                        b -> b.set(CKA_MODIFIABLE, true),
                        b -> b.token(false).set(CKA_DECRYPT, true),
                        b -> b.remove(CKA_ALLOWED_MECHANISMS))) {
            assertCode(
                    CKR_TEMPLATE_INCONSISTENT,
                    () ->
                            session.createObject(
                                    form.apply(value.apply(privateForm(CKM_RSA_PKCS_OAEP)))
                                            .build()));
        }
        session.createObject(value.apply(privateForm(CKM_RSA_PKCS_OAEP)).build());
        session.wrapKey(Mechanism.of(CKM_RSA_PKCS_OAEP, OAEP), found(publicId), guarded());
    }

    private static byte[] bytes(java.math.BigInteger number) {
        byte[] signed = number.toByteArray();
        return signed[0] == 0 ? java.util.Arrays.copyOfRange(signed, 1, signed.length) : signed;
    }

    // Doors and settings.

    @Test
    void so_whosePinDoesNotOpenPrivateObjects_isToldSo() {
        module.close();
        module = TestModule.open(b -> b.set(ConfigKey.SECURITY_SO_RECOVERY, false));
        session = module.userSession();
        String id = wrappingKey(b -> b);
        asOfficer(
                so -> {
                    assertThat(so.findObjects(Template.builder().set(CKA_UNIQUE_ID, id).build()))
                            .isEmpty();
                    assertCode(CKR_FUNCTION_REJECTED, () -> module.slot().trust(id, so, false))
                            .hasMessageContaining("security.so_recovery");
                });
    }

    @Test
    void unauthenticatedWrapping_whereItIsAllowed_isNeverForTrustedKeys() {
        module.close();
        module = TestModule.open(b -> b.set(ConfigKey.ALGORITHMS_ALLOW_UNAUTHENTICATED_WRAP, true));
        session = module.userSession();
        refused(wrappingKey(b -> b.set(CKA_ALLOWED_MECHANISMS, Set.of(CKM_AES_CTR))), true);
        ObjectHandle wrapping = trust(wrappingKey(b -> b));
        byte[] wrapped = session.wrapKey(Keys.kwp(), wrapping, guarded());
        assertCode(
                CKR_MECHANISM_INVALID,
                () -> session.unwrapKey(Keys.cbc(), wrapping, wrapped, secret().build()));
    }

    @Test
    void sessionOfAnotherToken_trustsNothingHere() {
        String id = wrappingKey(b -> b);
        try (TestModule other = TestModule.open();
                Session theirs = other.soSession()) {
            assertCode(CKR_SESSION_HANDLE_INVALID, () -> module.slot().trust(id, theirs, false));
        }
    }
}
