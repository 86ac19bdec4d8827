package io.craton.hsm.system;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.system.DiskModule.SO_PIN;
import static io.craton.hsm.system.DiskModule.USER_PIN;
import static io.craton.hsm.system.DiskModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.config.ConfigFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promises of the documents that only the whole module can keep. */
class PromisesTest {
    private static final String SECRET = "a secret of thirty-two characters";

    @TempDir Path directory;

    private static Template key(String label) {
        return Template.builder()
                .objectClass(ObjectClass.CKO_SECRET_KEY)
                .keyType(KeyType.CKK_GENERIC_SECRET)
                .token(true)
                .label(label)
                .set(CKA_VALUE, SECRET.getBytes(StandardCharsets.US_ASCII))
                .build();
    }

    private static List<ObjectHandle> find(Session session, String label) {
        return session.findObjects(Template.builder().label(label).build());
    }

    @Test
    @Tag("S1-7")
    @Tag("S4-20")
    void noFile_hasASecretOrAPrivateLabelInTheClear() throws IOException {
        try (DiskModule module = new DiskModule(directory).initialised(0, "sealed")) {
            try (Session session = module.userSession()) {
                session.createObject(key("a label that is private"));
                session.createObject(
                        Template.builder()
                                .objectClass(ObjectClass.CKO_DATA)
                                .token(true)
                                .set(CKA_PRIVATE, true)
                                .set(CKA_VALUE, SECRET.getBytes(StandardCharsets.US_ASCII))
                                .build());
            }
        }
        try (Stream<Path> files = Files.walk(directory.resolve("store"))) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all).isNotEmpty();
            for (Path file : all) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(SECRET, "a label that is private")
                        .doesNotContain(new String(USER_PIN), new String(SO_PIN));
            }
        }
    }

    @Test
    @Tag("S4-20")
    void withoutSoRecovery_aNewUserPin_doesNotOpenTheOldObjects() {
        try (DiskModule module =
                new DiskModule(directory, b -> b.set(ConfigKey.SECURITY_SO_RECOVERY, false))
                        .initialised(0, "final")) {
            try (Session session = module.userSession()) {
                session.createObject(key("lost with the PIN"));
            }
            module.reopen();
            try (Session session = module.publicSession()) {
                session.login(UserType.CKU_SO, SO_PIN);
                session.initPin("24681357".toCharArray());
                session.logout();
                session.login(UserType.CKU_USER, "24681357".toCharArray());
                assertThat(find(session, "lost with the PIN")).isEmpty();
                session.createObject(key("of the new user"));
            }
            module.reopen();
            try (Session session = module.publicSession()) {
                session.login(UserType.CKU_USER, "24681357".toCharArray());
                assertThat(find(session, "of the new user")).hasSize(1);
            }
        }
    }

    @Test
    @Tag("S1-19")
    @Tag("S1-21")
    void storeInAnotherPlace_isTheSameToken() throws IOException {
        Path before = Files.createDirectory(directory.resolve("before"));
        Path after = directory.resolve("after");
        try (DiskModule module = new DiskModule(before).initialised(0, "moved");
                Session session = module.userSession()) {
            session.createObject(key("moved"));
        }
        Files.move(before, after);
        try (DiskModule module = new DiskModule(after);
                Session session = module.userSession()) {
            assertThat(find(session, "moved")).hasSize(1);
            assertThat(module.hsm().slot(0).tokenInfo().label()).isEqualTo("moved");
        }
    }

    @Test
    @Tag("S0-5")
    void configurationThatChanges_isReadAtTheNextOpening() throws IOException {
        Path file = directory.resolve("craton_hsm.toml");
        String text =
                """
                [token]
                storage_path = "store"
                max_sessions = 2
                max_rw_sessions = 2
                [audit]
                log_path = "audit.jsonl"
                """;
        String home = System.setProperty("craton.hsm.home", directory.toString());
        try {
            Files.writeString(file, text);
            try (Hsm hsm = Hsm.open(ConfigFile.load(file))) {
                Files.writeString(file, text.replace("max_sessions = 2", "max_sessions = 7"));
                assertThat(hsm.config().integer(ConfigKey.TOKEN_MAX_SESSIONS)).isEqualTo(2);
                assertThat(hsm.slot(0).tokenInfo().maxSessions()).isEqualTo(2);
            }
            try (Hsm hsm = Hsm.open(ConfigFile.load(file))) {
                assertThat(hsm.slot(0).tokenInfo().maxSessions()).isEqualTo(7);
            }
            HsmConfig.Builder builder = HsmConfig.builder();
            HsmConfig config = builder.build();
            builder.set(ConfigKey.TOKEN_MAX_SESSIONS, 50);
            assertThat(config.integer(ConfigKey.TOKEN_MAX_SESSIONS)).isEqualTo(100);
        } finally {
            if (home == null) {
                System.clearProperty("craton.hsm.home");
            } else {
                System.setProperty("craton.hsm.home", home);
            }
        }
    }

    @Test
    @Tag("S0-10")
    void tokenInfo_isAnswered_onlyWhileTheModuleIsOpen() {
        Slot slot;
        try (DiskModule module = new DiskModule(directory).initialised(0, "alive")) {
            slot = module.hsm().slot(0);
            assertThat(slot.tokenInfo().initialized()).isTrue();
        }
        assertCode(CKR_CRYPTOKI_NOT_INITIALIZED, slot::tokenInfo);
    }

    @Test
    @Tag("S2-13")
    void module_opensNoSocket() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs /proc");
        TreeSet<String> before = sockets();
        try (DiskModule module = new DiskModule(directory).initialised(0, "quiet");
                Session session = module.userSession()) {
            session.createObject(key("quiet"));
            session.generateRandom(100);
            assertThat(sockets()).isEqualTo(before);
        }
    }

    private static TreeSet<String> sockets() throws IOException {
        TreeSet<String> found = new TreeSet<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                if (Files.isSymbolicLink(descriptor)) {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("socket:")) {
                        found.add(target);
                    }
                }
            }
        }
        return found;
    }

    @Test
    @Tag("S3-44")
    void tokenKey_isRotated_underTheSameLabel() {
        Mechanism cbc =
                Mechanism.of(
                        MechanismType.CKM_AES_CBC_PAD, new MechanismParameters.Iv(new byte[16]));
        Template aes =
                Template.builder().token(true).label("rotating").set(CKA_VALUE_LEN, 32L).build();
        Mechanism generation = Mechanism.of(MechanismType.CKM_AES_KEY_GEN);
        try (DiskModule module = new DiskModule(directory).initialised(0, "rotated")) {
            byte[] sealed;
            try (Session session = module.userSession()) {
                ObjectHandle old = session.generateKey(generation, aes);
                sealed = session.encrypt(cbc, old, new byte[20]);
                ObjectHandle fresh = session.generateKey(generation, aes);
                sealed = session.encrypt(cbc, fresh, session.decrypt(cbc, old, sealed));
                session.destroyObject(old);
            }
            module.reopen();
            try (Session session = module.userSession()) {
                List<ObjectHandle> keys = find(session, "rotating");
                assertThat(keys).hasSize(1);
                assertThat(session.decrypt(cbc, keys.get(0), sealed)).isEqualTo(new byte[20]);
            }
        }
    }

    /** Processor time, not the clock's: other work on the machine plays no part. */
    @Test
    @Tag("S4-39")
    void fewerIterations_makeALoginCheaper() throws IOException {
        long few = loginTime(Files.createDirectory(directory.resolve("few")), 100_000);
        long many = loginTime(Files.createDirectory(directory.resolve("many")), 2_000_000);
        assertThat(many).isGreaterThan(3 * few);
    }

    private static long loginTime(Path home, int iterations) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        assumeTrue(threads.isCurrentThreadCpuTimeSupported(), "needs processor times");
        try (DiskModule module =
                new DiskModule(home, b -> b.set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, iterations))
                        .initialised(0, "timed")) {
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 3; i++) {
                long start = threads.getCurrentThreadCpuTime();
                module.userSession().close();
                best = Math.min(best, threads.getCurrentThreadCpuTime() - start);
            }
            return best;
        }
    }
}
