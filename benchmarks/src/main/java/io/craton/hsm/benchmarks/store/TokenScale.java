package io.craton.hsm.benchmarks.store;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.benchmarks.Scratch;
import io.craton.hsm.core.object.ObjectRecords;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.spi.TokenStore.Change;
import io.craton.hsm.spi.TokenStore.StoredObject;
import io.craton.hsm.spi.TokenStoreProvider;
import io.craton.hsm.spi.TokenStores;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A token with many objects as an application sees it, through the whole module: how long opening,
 * the login, the first search and later ones take, what new keys cost, and how much memory is in
 * use. Three quarters of the objects are private AES and P-256 keys, a quarter are public.
 *
 * <p>The store is filled behind the module's back, with copies of objects that the module made; all
 * that is measured goes through {@link Hsm}.
 *
 * <pre>
 * java -cp benchmarks.jar io.craton.hsm.benchmarks.store.TokenScale [--keep DIRECTORY] [objects ...]
 * </pre>
 */
public final class TokenScale {
    private static final byte[] P256 = {6, 8, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 3, 1, 7};
    private static final char[] SO = "12345678".toCharArray();
    private static final char[] USER = "87654321".toCharArray();
    private static final int BATCH = 500;
    private static final int SEARCHES = 20_000;
    private static final int INSERTS = 500;
    private static final int CALLERS = 64;

    private final Path directory;

    private TokenScale(Path directory) {
        this.directory = directory;
    }

    /** How many objects, one run for each number. */
    public static void main(String[] args) throws Exception {
        List<String> words = new ArrayList<>(List.of(args));
        Path kept = null;
        if (!words.isEmpty() && words.get(0).equals("--keep")) {
            kept = Path.of(words.get(1)).toAbsolutePath();
            words.subList(0, 2).clear();
        }
        System.out.println(
                "objects   fill s  open ms (CPU)  login ms (CPU)  1st find ms  find us  insert/s 1"
                        + "  insert/s 64  heap MB  files MB");
        for (String word : words.isEmpty() ? List.of("10000", "100000") : words) {
            Path directory =
                    kept != null
                            ? Files.createDirectories(kept)
                            : Files.createTempDirectory(
                                    Path.of("").toAbsolutePath(), "token-scale-");
            new TokenScale(directory).run(Integer.parseInt(word));
            if (kept == null) {
                Scratch.delete(directory);
            }
        }
    }

    private void run(int count) throws Exception {
        double fill = Files.exists(directory.resolve("store")) ? 0 : fill(count);
        Hsm[] module = new Hsm[1];
        double cpu = cpu();
        double open = StoreScale.seconds(() -> module[0] = open());
        double openCpu = cpu() - cpu;
        try (Hsm hsm = module[0]) {
            Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE);
            cpu = cpu();
            double login = StoreScale.seconds(() -> session.login(UserType.CKU_USER, USER));
            double loginCpu = cpu() - cpu;
            double first = StoreScale.seconds(() -> find(session, count / 2));
            double later = StoreScale.seconds(() -> search(session, count)) / SEARCHES;
            System.gc();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
            double one = INSERTS / StoreScale.seconds(() -> insert(session, INSERTS));
            double many = CALLERS * 50 / StoreScale.seconds(() -> insertTogether(hsm));
            System.out.printf(
                    "%7d %8.1f %8.0f %5.0f %9.0f %5.0f %12.2f %8.2f %11.0f %12.0f %8d %9.0f%n",
                    count,
                    fill,
                    open * 1e3,
                    openCpu * 1e3,
                    login * 1e3,
                    loginCpu * 1e3,
                    first * 1e3,
                    later * 1e6,
                    one,
                    many,
                    heap,
                    StoreScale.size(directory) / 1e6);
        }
    }

    /** The processor time of this process, in seconds: the machine may have other work. */
    private static double cpu() {
        return ((com.sun.management.OperatingSystemMXBean)
                                ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    private Hsm open() {
        return Hsm.open(
                HsmConfig.builder()
                        .storagePath(directory.resolve("store"))
                        .auditLogPath(directory.resolve("audit.jsonl"))
                        .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                        .set(ConfigKey.TOKEN_MAX_RW_SESSIONS, 2 * CALLERS)
                        .set(ConfigKey.TOKEN_MAX_SESSIONS, 2 * CALLERS)
                        .build());
    }

    private double fill(int count) throws Exception {
        try (Hsm hsm = open()) {
            hsm.slot(0).initToken(SO, "Scale");
            Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE);
            session.login(UserType.CKU_SO, SO);
            session.initPin(USER);
            session.logout();
            session.login(UserType.CKU_USER, USER);
            generate(session, "aes");
            generatePair(session);
        }
        return StoreScale.seconds(() -> copies(count));
    }

    private static void generatePair(Session session) {
        Template publicKey =
                Template.builder()
                        .token(true)
                        .label("public")
                        .set(AttributeType.CKA_PRIVATE, false)
                        .set(AttributeType.CKA_EC_PARAMS, P256)
                        .build();
        Template privateKey = Template.builder().token(true).label("private").build();
        Mechanism generator = Mechanism.of(MechanismType.CKM_EC_KEY_PAIR_GEN);
        session.generateKeyPair(generator, publicKey, privateKey);
    }

    private static void generate(Session session, String label) {
        session.generateKey(
                Mechanism.of(MechanismType.CKM_AES_KEY_GEN),
                Template.builder()
                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                        .keyType(KeyType.CKK_AES)
                        .token(true)
                        .label(label)
                        .set(AttributeType.CKA_VALUE_LEN, 32L)
                        .build());
    }

    private static int place(StoredObject original) {
        Template attributes = ObjectRecords.attributes(original.attributes());
        return switch (attributes.get(AttributeType.CKA_LABEL, "")) {
            case "public" -> 0;
            case "private" -> 1;
            default -> 2;
        };
    }

    private void copies(int count) throws Exception {
        SecureRandom random = SecureRandom.getInstance("NativePRNGNonBlocking");
        StoreSettings settings =
                new StoreSettings(
                        directory.resolve("store"),
                        1,
                        "0000000000000001",
                        100_000,
                        10,
                        true,
                        random::nextBytes);
        try (TokenStores stores =
                ServiceLoader.load(TokenStoreProvider.class)
                        .findFirst()
                        .orElseThrow()
                        .open(settings)) {
            TokenStore token = stores.slot(0);
            token.unlock(UserType.CKU_USER, bytes(USER));
            List<StoredObject> originals = token.objects(true);
            StoredObject[] kinds = new StoredObject[4];
            for (StoredObject original : originals) {
                kinds[place(original)] = original;
            }
            kinds[3] = kinds[2];
            byte[][] secrets = new byte[kinds.length][];
            for (int i = 0; i < kinds.length; i++) {
                secrets[i] = token.secret(kinds[i].id());
            }
            for (int done = 0; done < count; done += BATCH) {
                List<Change> changes = new ArrayList<>();
                for (int i = done; i < Math.min(count, done + BATCH); i++) {
                    changes.add(copy(i, kinds[i % 4], secrets[i % 4]));
                }
                token.commit(changes);
            }
        }
    }

    private static Change copy(int number, StoredObject kind, byte[] secret) {
        UUID id = UUID.randomUUID();
        Template attributes =
                ObjectRecords.attributes(kind.attributes()).toBuilder()
                        .label("key-" + number)
                        .set(AttributeType.CKA_ID, ByteBuffer.allocate(4).putInt(number).array())
                        .set(AttributeType.CKA_UNIQUE_ID, id.toString())
                        .build();
        return new Change.Put(id, kind.isPrivate(), ObjectRecords.attributes(attributes), secret);
    }

    private static byte[] bytes(char[] pin) {
        return new String(pin).getBytes(StandardCharsets.UTF_8);
    }

    private static void find(Session session, int number) {
        if (session.findObjects(Template.builder().label("key-" + number).build()).size() != 1) {
            throw new IllegalStateException("key-" + number + " is not there once");
        }
    }

    private static void search(Session session, int count) {
        for (int i = 0; i < SEARCHES; i++) {
            find(session, (int) ((i * 7919L) % count));
        }
    }

    private static void insert(Session session, int count) {
        for (int i = 0; i < count; i++) {
            generate(session, "inserted");
        }
    }

    private static Void insertAlone(Hsm hsm) {
        try (Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
            insert(session, 50);
        }
        return null;
    }

    private static void insertTogether(Hsm hsm) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (int caller = 0; caller < CALLERS; caller++) {
                work.add(() -> insertAlone(hsm));
            }
            for (Future<Void> done : callers.invokeAll(work)) {
                done.get();
            }
        } finally {
            callers.shutdown();
        }
    }
}
