package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.RefusedCalls;
import io.craton.hsm.testkit.Logs;
import io.craton.hsm.wire.Frames;
import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.WireReply;
import io.craton.hsm.wire.form.WireForm;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients can do that none should: each gets a code, and nobody else notices. */
@Timeout(value = 20, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DoorAttackTest {
    private static final byte[] SO_PIN = {'o', 'f', 'f', 'i', 'c', 'e', 'r', '1'};

    @TempDir Path directory;
    private Hsm module;
    private UnixDoor door;

    @BeforeEach
    void open() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        HsmConfig config =
                HsmConfig.builder()
                        .storagePath(directory.resolve("store"))
                        .auditLogPath(directory.resolve("audit.jsonl"))
                        .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                        .set(ConfigKey.DAEMON_REQUEST_TIMEOUT_SECS, 2)
                        .set(ConfigKey.DAEMON_MAX_CONNECTIONS_PER_USER, 64)
                        .build();
        module = Hsm.open(config);
        module.slot(0).initToken(SO_PIN, "token");
        door = UnixDoor.open(module, directory.resolve("s"));
    }

    @AfterEach
    void close() {
        door.close();
        module.close();
    }

    private TestClient client() throws IOException {
        return TestClient.open(directory.resolve("s"));
    }

    private static long session(TestClient client) throws IOException {
        return (Long) client.call(WireFunction.OPEN_SESSION, 0, SessionMode.READ_WRITE);
    }

    @Test
    void numberOfNoFunction_isAnswered() throws Exception {
        try (TestClient client = client();
                WireWriter out = new WireWriter(WireForm.JAVA)) {
            Frames.write(client.channel(), WireForm.JAVA.order(), out.ulong(9_999_999).written());
            assertThatThrownBy(() -> client.answer(WireFunction.GET_INFO))
                    .hasMessageContaining("CKR_FUNCTION_NOT_SUPPORTED")
                    .hasMessageContaining("9999999");
            client.call(WireFunction.GET_INFO, 0);
        }
    }

    /** Of any bytes each message has one answer, and the log one line at most. */
    @Test
    void messagesOfAnyBytes_areAnsweredOneByOne() throws Exception {
        Random random = new Random(1);
        WireFunction[] all = WireFunction.values();
        try (TestClient client = client()) {
            session(client);
            for (int i = 0; i < 5_000; i++) {
                WireFunction function = all[random.nextInt(all.length)];
                if (function == WireFunction.FINALIZE
                        || function == WireFunction.WAIT_FOR_SLOT_EVENT) {
                    continue;
                }
                byte[] rest = new byte[random.nextInt(80)];
                random.nextBytes(rest);
                exchange(client, function, rest);
            }
            client.call(WireFunction.GET_INFO, 0);
        }
        assertThat(Logs.text()).doesNotContain("in the daemon itself");
    }

    private static void exchange(TestClient client, WireFunction function, byte[] rest)
            throws IOException {
        try (WireWriter out = new WireWriter(WireForm.JAVA)) {
            out.ulong(function.number()).raw(rest);
            Frames.write(client.channel(), WireForm.JAVA.order(), out.written());
        }
        byte[] answer;
        do {
            answer = Frames.read(client.channel(), WireForm.JAVA.order(), Frames.MAX_LENGTH);
        } while (WireReply.isPiece(new WireReader(answer, WireForm.JAVA)));
    }

    @Test
    void handlesOfAnotherApplication_meanNothing() throws Exception {
        try (TestClient mine = client();
                TestClient other = client()) {
            long session = session(mine);
            Template data =
                    Template.builder()
                            .set(AttributeType.CKA_CLASS, ObjectClass.CKO_DATA)
                            .set(AttributeType.CKA_PRIVATE, false)
                            .set(AttributeType.CKA_TOKEN, true)
                            .build();
            ObjectHandle object =
                    (ObjectHandle) mine.call(WireFunction.CREATE_OBJECT, session, data);
            assertThatThrownBy(() -> other.call(WireFunction.GET_SESSION_INFO, session))
                    .hasMessageContaining("CKR_SESSION_HANDLE_INVALID");
            long theirs = session(other);
            assertThatThrownBy(() -> other.call(WireFunction.DESTROY_OBJECT, theirs, object))
                    .hasMessageContaining("CKR_OBJECT_HANDLE_INVALID");
            mine.call(WireFunction.DESTROY_OBJECT, session, object);
        }
    }

    /** A client whose numbers have 4 bytes: handles of objects in calls, answers and parameters. */
    @Test
    void clientWithShortNumbers_isServed() throws Exception {
        WireForm form = new WireForm(ByteOrder.LITTLE_ENDIAN, 4);
        try (TestClient client = TestClient.open(directory.resolve("s"), form)) {
            long session = session(client);
            ObjectHandle base = key(client, session);
            ObjectHandle other = key(client, session);
            assertThat(base.value()).isBetween(1L, 100L);
            Mechanism both =
                    Mechanism.of(
                            MechanismType.CKM_CONCATENATE_BASE_AND_KEY,
                            new MechanismParameters.OtherKey(other));
            ObjectHandle derived =
                    (ObjectHandle)
                            client.call(
                                    WireFunction.DERIVE_KEY, session, both, base, secret().build());
            Object found = client.call(WireFunction.FIND_ALL_OBJECTS, session, secret().build());
            assertThat(found)
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .containsExactlyInAnyOrder(base, other, derived);
            client.call(WireFunction.DESTROY_OBJECT, session, base);
            assertThatThrownBy(() -> client.call(WireFunction.DESTROY_OBJECT, session, base))
                    .hasMessageContaining("CKR_OBJECT_HANDLE_INVALID");
        }
    }

    private static ObjectHandle key(TestClient client, long session) throws IOException {
        Template template = secret().set(AttributeType.CKA_VALUE, new byte[16]).build();
        return (ObjectHandle) client.call(WireFunction.CREATE_OBJECT, session, template);
    }

    private static Template.Builder secret() {
        return Template.builder()
                .set(AttributeType.CKA_CLASS, ObjectClass.CKO_SECRET_KEY)
                .set(AttributeType.CKA_KEY_TYPE, KeyType.CKK_GENERIC_SECRET)
                .set(AttributeType.CKA_PRIVATE, false)
                .set(AttributeType.CKA_DERIVE, true);
    }

    /**
     * What has no form in the API does not reach the module, and the log says all the same who
     * tried: unknown mechanisms and attributes, a parameter that is none.
     */
    @Test
    void callThatIsRefusedHere_isRecorded() throws Exception {
        try (TestClient client = client()) {
            long session = session(client);
            client.sendRaw(
                    WireFunction.SIGN_INIT,
                    session,
                    raw -> raw.present(true).ulong(0x80001234L).bytes(null).ulong(1));
            assertRefused(client, WireFunction.SIGN_INIT, "CKR_MECHANISM_INVALID");
            long gcm = MechanismType.CKM_AES_GCM.code();
            byte[] unknown = new byte[16];
            Arrays.fill(unknown, 0, 8, (byte) 0x7f);
            client.sendRaw(WireFunction.CREATE_OBJECT, session, raw -> raw.bytes(unknown));
            assertRefused(client, WireFunction.CREATE_OBJECT, "CKR_ATTRIBUTE_TYPE_INVALID");
            client.sendRaw(
                    WireFunction.ENCRYPT_INIT,
                    session,
                    raw -> raw.present(true).ulong(gcm).bytes(new byte[3]));
            assertRefused(client, WireFunction.ENCRYPT_INIT, "CKR_MECHANISM_PARAM_INVALID");
            client.call(WireFunction.GET_SESSION_INFO, session);
        }
        List<String> records = refusals(3);
        String user = "\"client\":\"user " + System.getProperty("user.name") + "\"";
        assertThat(records).hasSize(3).allMatch(line -> line.contains(user));
        assertThat(records.get(0))
                .contains("\"result\":\"CKR_MECHANISM_INVALID\"", "\"application\":\"")
                .contains("C_SignInit: there is no mechanism with the number 0x80001234");
        assertThat(records.get(1))
                .contains("\"result\":\"CKR_ATTRIBUTE_TYPE_INVALID\"", "C_CreateObject: ");
        assertThat(records.get(2))
                .contains("\"result\":\"CKR_MECHANISM_PARAM_INVALID\"", "C_EncryptInit: ");
    }

    /** A PIN that is not tried has its record, and so has what is refused of a slot. */
    @Test
    void loginThatIsNotTried_isRecorded() throws Exception {
        byte[] wrong = {'w', 'r', 'o', 'n', 'g', '1', '2', '3'};
        try (TestClient client = client()) {
            long session = session(client);
            int most = HsmConfig.defaults().integer(ConfigKey.DAEMON_MAX_LOGIN_ATTEMPTS);
            for (int i = 0; i <= most; i++) {
                String code = i < most ? "CKR_PIN_INCORRECT" : "CKR_FUNCTION_REJECTED";
                assertThatThrownBy(() -> login(client, session, wrong)).hasMessageContaining(code);
            }
        }
        ((RefusedCalls) module.slot(0))
                .refused("C_InitToken", new HsmException(ReturnCode.CKR_FUNCTION_REJECTED, "no"));
        List<String> records = refusals(2);
        assertThat(records)
                .hasSize(2)
                .allMatch(line -> line.contains("\"result\":\"CKR_FUNCTION_REJECTED\""));
        assertThat(records.get(0)).contains("C_Login: ", "the PIN was not tried", "\"client\":\"");
        assertThat(records.get(1)).contains("C_InitToken: no", "\"slot\":0");
    }

    /**
     * The records of refused calls, once there are so many: nobody waits until they are written.
     */
    private List<String> refusals(int number) throws Exception {
        List<String> found = List.of();
        for (int tries = 0; found.size() < number && tries < 1000; tries++) {
            TimeUnit.MILLISECONDS.sleep(tries == 0 ? 0 : 10);
            found =
                    Files.readAllLines(directory.resolve("audit.jsonl")).stream()
                            .filter(line -> line.contains("\"event\":\"CallRefused\""))
                            .toList();
        }
        return found;
    }

    private static void login(TestClient client, long session, byte[] pin) throws IOException {
        client.call(WireFunction.LOGIN, session, UserType.CKU_SO, pin.clone());
    }

    private static void assertRefused(TestClient client, WireFunction function, String code) {
        assertThatThrownBy(() -> client.answer(function)).hasMessageContaining(code);
    }

    /** The archive is beside the log, and nowhere else. */
    @Test
    void auditLog_isRotatedToANameAlone() throws Exception {
        try (TestClient client = client()) {
            for (String name : List.of("../out", "/tmp/out", "a/b", "..", ".", "", "a\0b")) {
                assertThatThrownBy(() -> client.call(WireFunction.ROTATE_AUDIT_LOG, 0, name))
                        .as(name)
                        .hasMessageContaining("CKR_ARGUMENTS_BAD");
            }
            client.call(WireFunction.ROTATE_AUDIT_LOG, 0, "audit.1.jsonl");
            assertThat(directory.resolve("audit.1.jsonl")).content().contains("\"Initialize");
        }
    }

    @Test
    void templateOfManyMegabytes_isRefused_andTheSessionLives() throws Exception {
        try (TestClient client = client()) {
            long session = session(client);
            Template huge =
                    Template.builder()
                            .set(AttributeType.CKA_CLASS, ObjectClass.CKO_DATA)
                            .set(AttributeType.CKA_VALUE, new byte[32 << 20])
                            .build();
            assertThatThrownBy(() -> client.call(WireFunction.CREATE_OBJECT, session, huge))
                    .hasMessageContaining("CKR_ATTRIBUTE_VALUE_INVALID");
            client.call(WireFunction.GET_SESSION_INFO, session);
        }
    }

    /** They connect, are idle, send halves, close one side, and die; one client works meanwhile. */
    @Tag("campaign")
    @Test
    void threeHundredClients_disturbNobody() throws Exception {
        int threads = threads();
        ExecutorService pool = Executors.newFixedThreadPool(32);
        List<Future<?>> all = new ArrayList<>();
        try (TestClient steady = client()) {
            long session = session(steady);
            for (int i = 0; i < 300; i++) {
                all.add(pool.submit(stranger(i)));
            }
            while (!all.stream().allMatch(Future::isDone)) {
                steady.call(WireFunction.GENERATE_RANDOM, session, 16);
            }
            for (Future<?> one : all) {
                one.get();
            }
            steady.call(WireFunction.GENERATE_RANDOM, session, 16);
        }
        pool.shutdownNow();
        assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        settle(() -> door.connections() == 0 && threads() <= threads + 1);
    }

    private Callable<Void> stranger(int number) {
        return () -> {
            try (TestClient client = connected(number)) {
                behave(client, number);
            } catch (ClosedChannelException e) {
                throw e;
            } catch (IOException e) {
                // Refused, because there are too many, or disconnected: both are as they should be.
            }
            return null;
        };
    }

    private TestClient connected(int number) throws IOException {
        return number % 6 < 2
                ? TestClient.connect(directory.resolve("s"), WireForm.JAVA)
                : client();
    }

    private static void behave(TestClient client, int number) throws Exception {
        switch (number % 6) {
            case 0 -> TimeUnit.MILLISECONDS.sleep(300);
            case 1 -> client.channel().write(ByteBuffer.wrap(new byte[] {'C', 'H', 'S'}));
            case 2 -> {
                client.channel().shutdownOutput();
                client.channel().read(ByteBuffer.allocate(100));
            }
            case 3 -> {
                client.channel().write(ByteBuffer.wrap(new byte[] {0, 0, 1, 0, 7, 7}));
                client.channel().read(ByteBuffer.allocate(100));
            }
            case 4 -> {
                long session = session(client);
                client.send(WireFunction.GENERATE_RANDOM, session, 1_000_000);
            }
            default -> {
                long session = session(client);
                client.call(WireFunction.GENERATE_RANDOM, session, 32);
            }
        }
    }

    /** Memory, threads and descriptors stay as they are. */
    @Tag("campaign")
    @Test
    void tenMinutes_leaveNothingBehind() throws Exception {
        Duration length = Duration.ofSeconds(Long.getLong("craton.soak.seconds", 600));
        work(length.dividedBy(10));
        Use before = Use.now();
        work(length);
        Use after = Use.now();
        System.out.println("before " + before + ", after " + after);
        assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 2);
        assertThat(after.descriptors()).isLessThanOrEqualTo(before.descriptors() + 2);
        assertThat(after.kilobytes()).isLessThan(before.kilobytes() + 8_192);
    }

    /**
     * What the process has.
     *
     * @param kilobytes of its heap
     * @param threads its threads
     * @param descriptors its file descriptors
     */
    private record Use(long kilobytes, int threads, long descriptors) {
        static Use now() throws Exception {
            for (int i = 0; i < 3; i++) {
                System.gc();
                TimeUnit.MILLISECONDS.sleep(500);
            }
            Runtime runtime = Runtime.getRuntime();
            try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
                long used = runtime.totalMemory() - runtime.freeMemory();
                return new Use(used >> 10, DoorAttackTest.threads(), files.count());
            }
        }
    }

    private void work(Duration length) throws Exception {
        long end = System.nanoTime() + length.toNanos();
        ExecutorService pool = Executors.newFixedThreadPool(6);
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int number = i;
            all.add(pool.submit(() -> workUntil(end, number)));
        }
        for (Future<?> one : all) {
            one.get();
        }
        pool.shutdown();
        assertThat(pool.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        settle(() -> door.connections() == 0);
    }

    private Void workUntil(long end, int number) throws Exception {
        for (int round = number; System.nanoTime() < end; round++) {
            stranger(round % 5 == 0 ? 3 : 5).call();
            try (TestClient client = client()) {
                long session = session(client);
                for (int i = 0; i < 20; i++) {
                    ObjectHandle object =
                            (ObjectHandle)
                                    client.call(WireFunction.CREATE_OBJECT, session, sessionData());
                    client.call(WireFunction.GENERATE_RANDOM, session, 1_000);
                    client.call(WireFunction.DESTROY_OBJECT, session, object);
                }
                client.call(WireFunction.CREATE_OBJECT, session, sessionData());
            }
        }
        return null;
    }

    private static Template sessionData() {
        return Template.builder()
                .set(AttributeType.CKA_CLASS, ObjectClass.CKO_DATA)
                .set(AttributeType.CKA_PRIVATE, false)
                .set(AttributeType.CKA_VALUE, new byte[500])
                .build();
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static void settle(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.call()) {
            assertThat(System.nanoTime()).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
