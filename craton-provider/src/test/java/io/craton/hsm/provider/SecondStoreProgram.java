package io.craton.hsm.provider;

import io.craton.hsm.AttributeType;
import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.Callable;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;

/** Programs of a JVM on whose class path there is a second implementation of a record store. */
final class SecondStoreProgram {
    private static final byte[] DATA = "data".getBytes(StandardCharsets.UTF_8);

    private final Path directory;

    private SecondStoreProgram(Path directory) {
        this.directory = directory;
    }

    /**
     * @param arguments a scenario and a directory
     */
    public static void main(String[] arguments) throws Exception {
        SecondStoreProgram program = new SecondStoreProgram(Path.of(arguments[1]));
        switch (arguments[0]) {
            case "life" -> program.life();
            case "twoModules" -> program.twoModules();
            case "noChoice" -> program.refused(null);
            case "unknown" -> program.refused("oracle");
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.out.println("done: " + arguments[0]);
    }

    private HsmConfig.Builder config() {
        return HsmConfig.builder()
                .storagePath(directory.resolve("store"))
                .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000);
    }

    private Hsm open() {
        return Hsm.open(
                config().set(ConfigKey.TOKEN_STORE, "sqlite")
                        .auditLogPath(directory.resolve("audit.jsonl"))
                        .build());
    }

    private static void check(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    private static Template key(String label) {
        return Template.builder()
                .objectClass(ObjectClass.CKO_SECRET_KEY)
                .keyType(KeyType.CKK_GENERIC_SECRET)
                .label(label)
                .token(true)
                .set(AttributeType.CKA_VALUE_LEN, 32L)
                .build();
    }

    private static ObjectHandle make(Session session, String label) {
        return session.generateKey(
                Mechanism.of(MechanismType.CKM_GENERIC_SECRET_KEY_GEN), key(label));
    }

    private static boolean sees(Session session, String label) {
        return !session.findObjects(Template.builder().label(label).build()).isEmpty();
    }

    private void life() throws Exception {
        byte[] mac;
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (Hsm hsm = open()) {
            Slot slot = hsm.slot(0);
            TestToken.initialise(slot);
            try (Session session = slot.openSession(SessionMode.READ_WRITE)) {
                session.login(UserType.CKU_USER, TestToken.PIN);
                ObjectHandle key = make(session, "mac key");
                mac = session.sign(Mechanism.of(MechanismType.CKM_SHA256_HMAC), key, DATA);
                session.setPin(TestToken.PIN, "another-pin-1".toCharArray());
            }
            slot.backup(BackupOptions.withSoPin(bytes(TestToken.SO_PIN)), archive);
        }
        check(Files.exists(directory.resolve("store/records.sqlite")), "no database");
        check(!Files.exists(directory.resolve("store/state.mapdb")), "MapDB was used");
        try (Hsm hsm = open()) {
            Slot slot = hsm.slot(0);
            try (Session session = slot.openSession(SessionMode.READ_WRITE)) {
                try {
                    session.login(UserType.CKU_USER, TestToken.PIN);
                    throw new AssertionError("the old PIN was accepted");
                } catch (HsmException e) {
                    check(e.code().name().equals("CKR_PIN_INCORRECT"), "wrong code " + e);
                }
                session.login(UserType.CKU_USER, "another-pin-1".toCharArray());
                ObjectHandle key =
                        session.findObjects(Template.builder().label("mac key").build()).get(0);
                session.verify(Mechanism.of(MechanismType.CKM_SHA256_HMAC), key, DATA, mac);
                session.destroyObject(key);
                check(!sees(session, "mac key"), "the key is still there");
            }
            slot.restore(
                    new BackupSecret.SoPin(bytes(TestToken.SO_PIN)),
                    new ByteArrayInputStream(archive.toByteArray()),
                    true);
            try (Session session = slot.openSession(SessionMode.READ_WRITE)) {
                session.login(UserType.CKU_USER, "another-pin-1".toCharArray());
                check(sees(session, "mac key"), "the backup did not bring the key");
            }
            slot.initToken(TestToken.SO_PIN, "Again");
            slot.destroyToken("Again");
            check(!slot.tokenInfo().initialized(), "the token is still there");
        }
    }

    private static byte[] bytes(char[] pin) {
        return new String(pin).getBytes(StandardCharsets.UTF_8);
    }

    private Hsm openShared() {
        return Hsm.open(
                config().set(ConfigKey.TOKEN_STORE, "sqlite")
                        .set(ConfigKey.AUDIT_ENABLED, false)
                        .build());
    }

    /** What one of two modules writes, the other finds without being opened again. */
    private void twoModules() throws Exception {
        try (Hsm one = openShared()) {
            TestToken.initialise(one.slot(0));
            try (Hsm other = openShared()) {
                objects(one, other);
                entries(one, other);
            }
        }
    }

    private static void objects(Hsm one, Hsm other) throws Exception {
        try (Session mine = one.slot(0).openSession(SessionMode.READ_WRITE);
                Session theirs = other.slot(0).openSession(SessionMode.READ_WRITE)) {
            mine.login(UserType.CKU_USER, TestToken.PIN);
            theirs.login(UserType.CKU_USER, TestToken.PIN);
            ObjectHandle made = make(mine, "shared");
            await(() -> sees(theirs, "shared"));
            ObjectHandle found =
                    theirs.findObjects(Template.builder().label("shared").build()).get(0);
            byte[] mac = theirs.sign(Mechanism.of(MechanismType.CKM_SHA256_HMAC), found, DATA);
            mine.verify(Mechanism.of(MechanismType.CKM_SHA256_HMAC), made, DATA, mac);

            mine.setAttributes(made, Template.builder().label("renamed").build());
            await(() -> sees(theirs, "renamed"));
            check(!sees(theirs, "shared"), "the old label is still found");
            theirs.destroyObject(found);
            await(() -> !sees(mine, "renamed"));
        }
    }

    private static void entries(Hsm one, Hsm other) throws Exception {
        try (CratonHsmProvider mine = new CratonHsmProvider(one);
                CratonHsmProvider theirs = new CratonHsmProvider(other)) {
            KeyStore written = keyStore(mine);
            KeyStore read = keyStore(theirs);
            check(!read.containsAlias("entry"), "there is an entry already");
            KeyGenerator generator = KeyGenerator.getInstance("AES", mine);
            generator.init(256);
            SecretKey key = generator.generateKey();
            written.setKeyEntry("entry", key, null, null);
            await(() -> read.containsAlias("entry"));
            check(read.getKey("entry", null) != null, "the entry has no key");
            written.deleteEntry("entry");
            await(() -> !read.containsAlias("entry"));
        }
    }

    private static KeyStore keyStore(CratonHsmProvider provider) throws Exception {
        KeyStore keyStore = KeyStore.getInstance("CratonHSM", provider);
        keyStore.load(null, TestToken.PIN);
        return keyStore;
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!condition.call()) {
            check(System.nanoTime() < end, "nothing was seen of what the other did");
            Thread.sleep(2);
        }
    }

    private void refused(String name) {
        HsmConfig.Builder config = config().set(ConfigKey.AUDIT_ENABLED, false);
        if (name != null) {
            config.set(ConfigKey.TOKEN_STORE, name);
        }
        try (Hsm hsm = Hsm.open(config.build())) {
            throw new AssertionError("it was opened: " + hsm);
        } catch (HsmException e) {
            System.out.println(e.getMessage());
        }
    }
}
