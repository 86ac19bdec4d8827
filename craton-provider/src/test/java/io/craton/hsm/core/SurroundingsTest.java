package io.craton.hsm.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.core.assurance.IntegrityResult;
import io.craton.hsm.spi.FileOpener;
import io.craton.hsm.spi.RandomSource;
import io.craton.hsm.spi.Surroundings;
import io.craton.hsm.spi.Threads;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole module whose clock, random bytes, threads and files are those of a simulation. */
class SurroundingsTest {
    private static final Clock THEN =
            Clock.fixed(Instant.parse("2031-02-03T04:05:06Z"), ZoneOffset.UTC);
    private static final Template KEY =
            Template.builder()
                    .objectClass(ObjectClass.CKO_SECRET_KEY)
                    .keyType(KeyType.CKK_AES)
                    .token(true)
                    .set(AttributeType.CKA_VALUE_LEN, 32L)
                    .build();

    @TempDir Path directory;

    private final RecordedThreads threads = new RecordedThreads();
    private final RecordedFiles files = new RecordedFiles();

    /** Bytes that are the same each time, and pass for random. */
    private static final class Seeds implements RandomSource {
        private long count;

        @Override
        public synchronized void nextBytes(byte[] bytes) {
            for (int at = 0; at < bytes.length; at += 32) {
                byte[] block = sha256(Long.toString(count++));
                System.arraycopy(block, 0, bytes, at, Math.min(32, bytes.length - at));
            }
        }

        private static byte[] sha256(String text) {
            try {
                return MessageDigest.getInstance("SHA-256").digest(text.getBytes());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class RecordedThreads implements Threads {
        private final List<Thread> made = new CopyOnWriteArrayList<>();
        private final List<Duration> slept = new CopyOnWriteArrayList<>();

        @Override
        public Thread daemon(String name, Runnable work) {
            Thread thread = Threads.REAL.daemon(name, work);
            made.add(thread);
            return thread;
        }

        @Override
        public void sleep(Duration time) {
            slept.add(time);
        }
    }

    private static final class RecordedFiles implements FileOpener {
        private final Set<String> opened = ConcurrentHashMap.newKeySet();

        private Path note(Path path) {
            opened.add(path.getFileName().toString());
            return path;
        }

        @Override
        public RandomAccessFile open(Path path) throws IOException {
            return FileOpener.REAL.open(note(path));
        }

        @Override
        public RandomAccessFile openDurable(Path path) throws IOException {
            return FileOpener.REAL.openDurable(note(path));
        }

        @Override
        public FileOutputStream append(Path path) throws IOException {
            return FileOpener.REAL.append(note(path));
        }
    }

    private Assembly assembly(Path where) {
        HsmConfig config =
                HsmConfig.builder()
                        .clock(THEN)
                        .storagePath(where.resolve("store"))
                        .auditLogPath(where.resolve("audit.jsonl"))
                        .build();
        return new Assembly(config)
                .surroundings(new Surroundings(THEN, new Seeds(), threads, files))
                .integrity(new IntegrityResult(IntegrityResult.Status.OK, "a test"))
                .pinRounds(1);
    }

    private static char[] pin(String text) {
        return text.toCharArray();
    }

    /** Makes a token and a key, and guesses a PIN; what a random generator gives at the end. */
    private static byte[] life(Assembly assembly) {
        try (Hsm hsm = assembly.open()) {
            Slot slot = hsm.slot(0);
            slot.initToken(pin("12345678"), "Simulated");
            try (Session session = slot.openSession(SessionMode.READ_WRITE)) {
                session.login(UserType.CKU_SO, pin("12345678"));
                session.initPin(pin("87654321"));
                session.logout();
                assertThatThrownBy(() -> session.login(UserType.CKU_USER, pin("11111111")))
                        .hasMessageContaining("CKR_PIN_INCORRECT");
                session.login(UserType.CKU_USER, pin("87654321"));
                session.generateKey(Mechanism.of(MechanismType.CKM_AES_KEY_GEN), KEY);
                return session.generateRandom(32);
            }
        }
    }

    @Test
    void everythingThatReachesOutside_goesThroughThem() throws Exception {
        Set<Thread> before = productThreads();
        life(assembly(directory));

        assertThat(threads.made).extracting(Thread::getName).contains("craton-audit audit.jsonl");
        assertThat(threads.made).containsAll(minus(productThreads(), before));
        assertThat(threads.slept).containsExactly(Duration.ofMillis(100));
        assertThat(files.opened).containsAll(written());
        List<String> lines = Files.readAllLines(directory.resolve("audit.jsonl"));
        assertThat(lines).hasSizeGreaterThan(8).allMatch(line -> line.contains("2031-02-03T04:05"));
    }

    /** On one thread: self-tests draw random bytes on another, sooner or later. */
    @Test
    void theSameSeeds_giveTheSameModule() {
        byte[] first = life(assembly(directory.resolve("first")).withoutSelfTests());

        assertThat(life(assembly(directory.resolve("second")).withoutSelfTests())).isEqualTo(first);
    }

    /** The threads of the product that there are. */
    private static Set<Thread> productThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("craton"))
                .collect(Collectors.toSet());
    }

    private static Set<Thread> minus(Set<Thread> all, Set<Thread> some) {
        return all.stream().filter(each -> !some.contains(each)).collect(Collectors.toSet());
    }

    /** The names of all files that are there; the records of a new token were built as another. */
    private List<String> written() throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .toList();
        }
    }
}
