package io.craton.hsm.system;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.system.DiskModule.SO_PIN;
import static io.craton.hsm.system.DiskModule.USER_PIN;
import static io.craton.hsm.system.DiskModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.TokenInfo;
import io.craton.hsm.UserType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a token keeps, on the real store and under the real audit log. */
class PersistenceTest {
    private static final byte[] DATA = new byte[32];
    private static final Mechanism ECDSA = Mechanism.of(MechanismType.CKM_ECDSA_SHA256);
    private static final Mechanism ML_DSA = Mechanism.of(MechanismType.CKM_ML_DSA);
    private static final Mechanism RSA = Mechanism.of(MechanismType.CKM_SHA256_RSA_PKCS);

    @TempDir Path directory;

    private static Template.Builder token(String label) {
        return Template.builder().token(true).label(label).id((byte) label.length());
    }

    private static ObjectHandle aes(Session session, String label) {
        return session.generateKey(
                Mechanism.of(MechanismType.CKM_AES_KEY_GEN),
                token(label).set(CKA_VALUE_LEN, 32L).build());
    }

    private static KeyPairHandles pair(
            Session session, MechanismType type, AttributeType<byte[]> curve, byte[] oid) {
        return session.generateKeyPair(
                Mechanism.of(type), token("ec").set(curve, oid).build(), token("ec").build());
    }

    private static ObjectHandle find(Session session, ObjectClass objectClass, String label) {
        List<ObjectHandle> found =
                session.findObjects(
                        Template.builder().objectClass(objectClass).label(label).build());
        assertThat(found).as(label).hasSize(1);
        return found.get(0);
    }

    /** All readable attributes of all objects, by unique id. */
    private static Map<String, Template> everything(Session session) {
        Map<String, Template> all = new LinkedHashMap<>();
        AttributeType<?>[] types = AttributeType.all().toArray(AttributeType<?>[]::new);
        for (ObjectHandle handle : session.findObjects(Template.empty())) {
            all.put(
                    session.getAttribute(handle, CKA_UNIQUE_ID),
                    session.getAttributes(handle, types));
        }
        return all;
    }

    @Test
    @Tag("S4-42")
    void everyKindOfObject_isTheSameAfterReopening_underNewHandles() {
        try (DiskModule module = new DiskModule(directory).initialised(0, "kept")) {
            Map<String, Template> before;
            Set<Long> handles = new HashSet<>();
            byte[] ciphertext;
            byte[] ecSignature;
            byte[] rsaSignature;
            byte[] mlDsaSignature;
            try (Session session = module.userSession()) {
                ObjectHandle aes = aes(session, "aes");
                ciphertext = session.encrypt(cbc(), aes, DATA);
                KeyPairHandles ec =
                        pair(
                                session,
                                MechanismType.CKM_EC_KEY_PAIR_GEN,
                                CKA_EC_PARAMS,
                                HexFormat.of().parseHex("06082a8648ce3d030107"));
                ecSignature = session.sign(ECDSA, ec.privateKey(), DATA);
                KeyPairHandles rsa =
                        session.generateKeyPair(
                                Mechanism.of(MechanismType.CKM_RSA_PKCS_KEY_PAIR_GEN),
                                token("rsa").set(CKA_MODULUS_BITS, 2048L).build(),
                                token("rsa")
                                        .startDate(LocalDate.of(2020, 1, 1))
                                        .endDate(LocalDate.of(2199, 12, 31))
                                        .build());
                rsaSignature = session.sign(RSA, rsa.privateKey(), DATA);
                KeyPairHandles mlDsa =
                        session.generateKeyPair(
                                Mechanism.of(MechanismType.CKM_ML_DSA_KEY_PAIR_GEN),
                                token("ml-dsa")
                                        .set(CKA_PARAMETER_SET, ParameterSet.CKP_ML_DSA_44.code())
                                        .build(),
                                token("ml-dsa").build());
                mlDsaSignature = session.sign(ML_DSA, mlDsa.privateKey(), DATA);
                session.createObject(
                        token("certificate")
                                .objectClass(ObjectClass.CKO_CERTIFICATE)
                                .set(CKA_CERTIFICATE_TYPE, 0L)
                                .set(CKA_SUBJECT, new byte[] {0x30, 0})
                                .set(CKA_VALUE, new byte[] {0x30, 0})
                                .build());
                ObjectHandle data =
                        session.createObject(
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_DATA)
                                        .token(true)
                                        .label("data")
                                        .set(CKA_PRIVATE, true)
                                        .set(CKA_VALUE, new byte[60_000])
                                        .build());
                session.copyObject(data, Template.builder().label("copy").build());
                session.setAttributes(data, Template.builder().label("renamed").build());
                session.destroyObject(aes(session, "gone"));
                session.createObject(
                        Template.builder()
                                .objectClass(ObjectClass.CKO_DATA)
                                .label("of the session")
                                .build());
                session.destroyObject(find(session, ObjectClass.CKO_DATA, "of the session"));
                before = everything(session);
                session.findObjects(Template.empty()).forEach(h -> handles.add(h.value()));
            }
            module.reopen();
            try (Session session = module.publicSession()) {
                find(session, ObjectClass.CKO_CERTIFICATE, "certificate");
                assertThat(
                                session.findObjects(
                                        Template.builder()
                                                .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                                .build()))
                        .isEmpty();
                session.login(UserType.CKU_USER, USER_PIN);
                assertThat(everything(session)).isEqualTo(before);
                session.findObjects(Template.empty())
                        .forEach(h -> assertThat(handles).doesNotContain(h.value()));
                ObjectHandle aes = find(session, ObjectClass.CKO_SECRET_KEY, "aes");
                assertThat(session.decrypt(cbc(), aes, ciphertext)).isEqualTo(DATA);
                session.verify(
                        ECDSA, find(session, ObjectClass.CKO_PUBLIC_KEY, "ec"), DATA, ecSignature);
                session.verify(
                        ML_DSA,
                        find(session, ObjectClass.CKO_PUBLIC_KEY, "ml-dsa"),
                        DATA,
                        mlDsaSignature);
                assertThat(
                                session.sign(
                                        RSA,
                                        find(session, ObjectClass.CKO_PRIVATE_KEY, "rsa"),
                                        DATA))
                        .isEqualTo(rsaSignature);
            }
        }
    }

    private static Mechanism cbc() {
        return Mechanism.of(MechanismType.CKM_AES_CBC, new MechanismParameters.Iv(new byte[16]));
    }

    @Test
    @Tag("S4-36")
    @Tag("S3-31")
    void sameStoreTwiceInOneProcess_isRefused_andTheFirstGoesOn() {
        try (DiskModule module = new DiskModule(directory).initialised(0, "one")) {
            assertCode(CKR_CRYPTOKI_ALREADY_INITIALIZED, module::open);
            try (Session session = module.userSession()) {
                aes(session, "first");
            }
            module.reopen();
            try (Session session = module.userSession()) {
                find(session, ObjectClass.CKO_SECRET_KEY, "first");
            }
        }
        try (DiskModule again = new DiskModule(directory)) {
            assertThat(again.hsm().slot(0).tokenInfo().flags())
                    .contains(TokenInfo.Flag.CKF_TOKEN_INITIALIZED);
        }
    }

    @Test
    @Tag("S4-37")
    void modulesInOneProcess_areIsolated() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        try (DiskModule one = new DiskModule(directory).initialised(0, "one");
                DiskModule two = new DiskModule(other).initialised(0, "two")) {
            try (Session first = one.userSession();
                    Session second = two.publicSession()) {
                ObjectHandle key = aes(first, "of one");
                assertCode(CKR_OBJECT_HANDLE_INVALID, () -> second.getAttribute(key, CKA_LABEL));
                assertThat(second.findObjects(Template.builder().label("of one").build()))
                        .isEmpty();
                assertThat(second.info().state().name()).contains("PUBLIC");
                one.close();
                assertThat(second.generateRandom(8)).hasSize(8);
                assertCode(CKR_CRYPTOKI_NOT_INITIALIZED, () -> first.generateRandom(8));
            }
        }
    }

    @Test
    @Tag("S4-5")
    @Tag("S4-29")
    void slots_areDirectoriesOfTheirOwn_andInitialisingOneLeavesTheOther() throws Exception {
        try (DiskModule module =
                new DiskModule(directory, b -> b.set(ConfigKey.TOKEN_SLOT_COUNT, 2))
                        .initialised(0, "zero")
                        .initialised(1, "one")) {
            for (long slot = 0; slot < 2; slot++) {
                try (Session session =
                        module.hsm().slot(slot).openSession(SessionMode.READ_WRITE)) {
                    session.login(UserType.CKU_USER, USER_PIN);
                    aes(session, "key");
                }
            }
            try (Stream<Path> children = Files.list(directory.resolve("store"))) {
                assertThat(children.map(p -> p.getFileName().toString()))
                        .contains("slot-0", "slot-1");
            }
            module.hsm().slot(0).initToken(SO_PIN, "anew");
            module.reopen();
            assertThat(module.hsm().slot(0).tokenInfo().label()).isEqualTo("anew");
            assertThat(module.hsm().slot(0).tokenInfo().flags())
                    .doesNotContain(TokenInfo.Flag.CKF_USER_PIN_INITIALIZED);
            try (Session session = module.hsm().slot(1).openSession(SessionMode.READ_WRITE)) {
                session.login(UserType.CKU_USER, USER_PIN);
                find(session, ObjectClass.CKO_SECRET_KEY, "key");
            }
        }
    }

    @Test
    @Tag("S3-19")
    @Tag("S4-13")
    @Tag("S4-14")
    void failuresAndPins_areKept() {
        char[] wrong = "11111111".toCharArray();
        char[] next = "24681357".toCharArray();
        try (DiskModule module =
                new DiskModule(directory, b -> b.set(ConfigKey.SECURITY_MAX_FAILED_LOGINS, 3))
                        .initialised(0, "kept")) {
            try (Session session = module.userSession()) {
                aes(session, "key");
                session.setPin(USER_PIN, next);
            }
            for (int i = 0; i < 3; i++) {
                try (Session session = module.publicSession()) {
                    assertCode(CKR_PIN_INCORRECT, () -> session.login(UserType.CKU_USER, wrong));
                }
                module.reopen();
            }
            try (Session session = module.publicSession()) {
                assertCode(CKR_PIN_LOCKED, () -> session.login(UserType.CKU_USER, next));
                session.login(UserType.CKU_SO, SO_PIN);
                session.initPin(USER_PIN);
                session.logout();
                session.login(UserType.CKU_USER, USER_PIN);
                find(session, ObjectClass.CKO_SECRET_KEY, "key");
            }
        }
    }

    @Test
    @Tag("S2-33")
    void vectorsOfTheModule_neverRepeat_overReopening() {
        try (DiskModule module = new DiskModule(directory).initialised(0, "gcm")) {
            try (Session session = module.userSession()) {
                aes(session, "key");
            }
            Set<String> seen = new HashSet<>();
            Mechanism gcm =
                    Mechanism.of(
                            MechanismType.CKM_AES_GCM,
                            new MechanismParameters.Gcm(null, new byte[0], 128));
            for (int run = 0; run < 3; run++) {
                try (Session session = module.userSession()) {
                    ObjectHandle key = find(session, ObjectClass.CKO_SECRET_KEY, "key");
                    for (int i = 0; i < 100; i++) {
                        try (var operation = session.encryptor(gcm, key)) {
                            operation.doFinal(DATA);
                            assertThat(seen.add(HexFormat.of().formatHex(operation.iv()))).isTrue();
                        }
                    }
                }
                module.reopen();
            }
        }
    }

    @Test
    void withoutPersistence_nothingIsOnDisk() {
        try (DiskModule module =
                new DiskModule(directory, b -> b.set(ConfigKey.TOKEN_PERSIST_OBJECTS, false))
                        .initialised(0, "memory")) {
            try (Session session = module.userSession()) {
                aes(session, "key");
            }
            assertThat(directory.resolve("store")).doesNotExist();
            module.reopen();
            assertThat(module.hsm().slot(0).tokenInfo().flags())
                    .doesNotContain(TokenInfo.Flag.CKF_TOKEN_INITIALIZED);
        }
    }

    /** The log of a life with reopening, read by nothing but this method. */
    @Test
    @Tag("S0-26")
    @Tag("S3-41")
    @Tag("S4-19")
    void log_isOneChain_overReopening_andHasNoSecret() throws Exception {
        try (DiskModule module = new DiskModule(directory).initialised(0, "log")) {
            try (Session session = module.userSession()) {
                ObjectHandle key = aes(session, "key");
                session.encrypt(cbc(), key, DATA);
            }
            module.reopen();
            try (Session session = module.userSession()) {
                session.destroyObject(find(session, ObjectClass.CKO_SECRET_KEY, "key"));
            }
        }
        List<String> lines = Files.readAllLines(directory.resolve("audit.jsonl"));
        assertThat(lines).hasSizeGreaterThan(15);
        String previous = "0".repeat(64);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256", "SUN");
        for (String line : lines) {
            assertThat(line).contains("\"previous_hash\":\"" + previous + "\"");
            previous =
                    HexFormat.of()
                            .formatHex(
                                    sha256.digest(
                                            line.getBytes(
                                                    java.nio.charset.StandardCharsets.UTF_8)));
        }
        assertThat(String.join("\n", lines))
                .doesNotContain(new String(USER_PIN), new String(SO_PIN))
                .contains("DestroyObject");
    }

    @Test
    void wrappedKeys_ofOneToken_areThoseOfAnother() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        try (DiskModule one = new DiskModule(directory).initialised(0, "one");
                DiskModule two = new DiskModule(other).initialised(0, "two");
                Session from = one.userSession();
                Session to = two.userSession()) {
            byte[] shared = new byte[32];
            Arrays.fill(shared, (byte) 7);
            Template wrapper =
                    token("wrapper")
                            .objectClass(ObjectClass.CKO_SECRET_KEY)
                            .keyType(KeyType.CKK_AES)
                            .set(CKA_VALUE, shared)
                            .set(CKA_WRAP, true)
                            .set(CKA_UNWRAP, true)
                            .build();
            Mechanism kwp = Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_KWP);
            KeyPairHandles ec =
                    from.generateKeyPair(
                            Mechanism.of(MechanismType.CKM_EC_KEY_PAIR_GEN),
                            token("moving")
                                    .set(
                                            CKA_EC_PARAMS,
                                            HexFormat.of().parseHex("06082a8648ce3d030107"))
                                    .build(),
                            token("moving").set(CKA_EXTRACTABLE, true).build());
            byte[] wrapped = from.wrapKey(kwp, from.createObject(wrapper), ec.privateKey());
            ObjectHandle moved =
                    to.unwrapKey(
                            kwp,
                            to.createObject(wrapper),
                            wrapped,
                            token("moved")
                                    .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                    .keyType(KeyType.CKK_EC)
                                    .build());
            from.verify(ECDSA, ec.publicKey(), DATA, to.sign(ECDSA, moved, DATA));
        }
    }
}
