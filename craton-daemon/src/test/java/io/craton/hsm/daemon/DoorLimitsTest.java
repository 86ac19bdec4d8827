package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.BackupOptions;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.testkit.Logs;
import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.form.WireForm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who reaches a limit is told so, and the next one is served. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DoorLimitsTest {
    private static final byte[] SO_PIN = "officer-1".getBytes();

    @TempDir Path directory;
    private Hsm module;
    private UnixDoor door;

    @AfterEach
    void close() {
        door.close();
        module.close();
    }

    @Test
    void sessionsOfAUser_areCountedInAllApplications() throws Exception {
        open(ConfigKey.DAEMON_MAX_SESSIONS_PER_USER, 2);
        try (TestClient first = client();
                TestClient second = client()) {
            long one = session(first);
            long two = resident(second);
            assertThatThrownBy(() -> session(first))
                    .hasMessageContaining("CKR_SESSION_COUNT")
                    .hasMessageContaining("2 sessions, the limit of daemon.max_sessions_per_user");
            first.call(WireFunction.CLOSE_SESSION, one);
            session(first);
            second.call(WireFunction.CLOSE_ALL_SESSIONS, 0);
            // A resident session stays, and goes on counting.
            second.call(WireFunction.GET_SESSION_INFO, two);
            assertThatThrownBy(() -> resident(second)).hasMessageContaining("CKR_SESSION_COUNT");
            first.call(WireFunction.CLOSE_ALL_SESSIONS, 0);
            session(first);
        }
        until(() -> door.connections() == 0);
        try (TestClient third = client()) {
            session(third);
            session(third);
        }
    }

    @Test
    void sessionObjects_areLimitedInEachApplication() throws Exception {
        open(ConfigKey.DAEMON_MAX_SESSION_OBJECTS, 2);
        try (TestClient first = client();
                TestClient second = client()) {
            long one = session(first);
            long other = session(first);
            Object object = first.call(WireFunction.CREATE_OBJECT, one, data());
            first.call(WireFunction.CREATE_OBJECT, other, data());
            assertThatThrownBy(() -> first.call(WireFunction.CREATE_OBJECT, one, data()))
                    .hasMessageContaining("CKR_DEVICE_MEMORY")
                    .hasMessageContaining("2 session objects")
                    .hasMessageContaining("daemon.max_session_objects");
            second.call(WireFunction.CREATE_OBJECT, session(second), data());
            first.call(WireFunction.DESTROY_OBJECT, one, object);
            first.call(WireFunction.CREATE_OBJECT, one, data());
            first.call(WireFunction.CLOSE_SESSION, other);
            first.call(WireFunction.CREATE_OBJECT, one, data());
            assertThatThrownBy(() -> first.call(WireFunction.CREATE_OBJECT, one, data()))
                    .hasMessageContaining("CKR_DEVICE_MEMORY");
        }
    }

    @Test
    void sessionObjectsOfAUser_areCountedInAllApplications() throws Exception {
        open(ConfigKey.DAEMON_MAX_SESSION_OBJECTS_PER_USER, 2);
        try (TestClient first = client();
                TestClient second = client()) {
            long one = session(first);
            first.call(WireFunction.CREATE_OBJECT, one, data());
            long two = session(second);
            second.call(WireFunction.CREATE_OBJECT, two, data());
            assertThatThrownBy(() -> second.call(WireFunction.CREATE_OBJECT, two, data()))
                    .hasMessageContaining("CKR_DEVICE_MEMORY")
                    .hasMessageContaining("the programs of this user have 2 session objects")
                    .hasMessageContaining("daemon.max_session_objects_per_user");
            first.call(WireFunction.CLOSE_SESSION, one);
            second.call(WireFunction.CREATE_OBJECT, two, data());
        }
        until(() -> door.connections() == 0);
        try (TestClient third = client()) {
            long three = session(third);
            third.call(WireFunction.CREATE_OBJECT, three, data());
            third.call(WireFunction.CREATE_OBJECT, three, data());
        }
    }

    /** A resident session does not keep its token from being made anew. */
    @Test
    void objectsOfTheTokenBefore_doNotCount() throws Exception {
        open(ConfigKey.DAEMON_MAX_SESSION_OBJECTS_PER_USER, 1);
        try (TestClient client = client()) {
            client.call(WireFunction.CREATE_OBJECT, resident(client), data());
            client.call(WireFunction.INIT_TOKEN, 0, SO_PIN.clone(), "anew");
            client.call(WireFunction.CREATE_OBJECT, session(client), data());
        }
    }

    /** The derivation takes several seconds, which nobody can interrupt. */
    @Test
    void callThatTakesTooLong_endsItsConnection_andNoOther() throws Exception {
        open(ConfigKey.DAEMON_CALL_TIMEOUT_SECS, 1);
        try (TestClient first = client();
                TestClient second = client()) {
            long one = session(first);
            Mechanism slow =
                    Mechanism.of(
                            MechanismType.CKM_PKCS5_PBKD2,
                            new MechanismParameters.Pbkdf2(
                                    new byte[16],
                                    10_000_000,
                                    MechanismType.CKM_SHA512_HMAC,
                                    new byte[] {1, 2, 3}));
            Template key =
                    Template.builder()
                            .keyType(KeyType.CKK_AES)
                            .set(AttributeType.CKA_VALUE_LEN, 32L)
                            .set(AttributeType.CKA_PRIVATE, false)
                            .build();
            assertThatThrownBy(() -> first.call(WireFunction.GENERATE_KEY, one, slow, key))
                    .isInstanceOf(IOException.class);
            session(second);
            assertThat(Logs.text())
                    .contains("a call took longer than the 1 seconds of daemon.call_timeout_secs");
        }
    }

    private static Template data() {
        return Template.builder()
                .set(AttributeType.CKA_CLASS, ObjectClass.CKO_DATA)
                .set(AttributeType.CKA_PRIVATE, false)
                .build();
    }

    /** One user has half of it; what was refused disturbs no other call of the connection. */
    @Test
    void longMessages_shareOneMemory() throws Exception {
        open(ConfigKey.DAEMON_MAX_MESSAGE_MEMORY, 1 << 20);
        try (TestClient client = client()) {
            long session = session(client);
            byte[] fits = new byte[500_000];
            byte[] doesNot = new byte[700_000];
            for (int i = 0; i < 3; i++) {
                client.call(WireFunction.SEED_RANDOM, session, fits);
                assertThatThrownBy(() -> client.call(WireFunction.SEED_RANDOM, session, doesNot))
                        .hasMessageContaining("CKR_DEVICE_MEMORY")
                        .hasMessageContaining("daemon.max_message_memory");
            }
        }
    }

    /** A session that the module does not open is not counted. */
    @Test
    void sessionThatIsNotOpened_leavesItsPlace() throws Exception {
        open(ConfigKey.DAEMON_MAX_SESSIONS_PER_USER, 1);
        try (TestClient client = client()) {
            Object[] noMode = {null};
            assertThatThrownBy(() -> client.call(WireFunction.OPEN_SESSION, 0, noMode))
                    .hasMessageContaining("CKR_ARGUMENTS_BAD");
            session(client);
        }
    }

    @Test
    void connectionsOfAUser_leaveRoomForOthers() throws Exception {
        open(ConfigKey.DAEMON_MAX_CONNECTIONS_PER_USER, 1);
        try (TestClient first = client()) {
            assertThatThrownBy(this::client).hasMessageContaining("FULL");
            first.call(WireFunction.GET_INFO, 0);
        }
        until(() -> door.connections() == 0);
        client().close();
    }

    @Test
    void longMessage_endsItsConnection() throws Exception {
        open(ConfigKey.DAEMON_MAX_MESSAGE_LENGTH, 65_536);
        try (TestClient client = client()) {
            client.channel().write(ByteBuffer.allocate(4).putInt(65_537).flip());
            assertThatThrownBy(() -> client.answer(WireFunction.GET_INFO))
                    .hasMessageContaining("CKR_DATA_LEN_RANGE")
                    .hasMessageContaining("65537 bytes is longer than the 65536");
            assertThat(client.channel().read(ByteBuffer.allocate(1))).isNegative();
        }
    }

    @Test
    void clientThatDoesNotSayHello_isDisconnected() throws Exception {
        open(ConfigKey.DAEMON_REQUEST_TIMEOUT_SECS, 1);
        try (TestClient client = TestClient.connect(directory.resolve("s"), WireForm.JAVA)) {
            // The first half of a hello.
            client.channel().write(ByteBuffer.wrap("CHSM".getBytes()));
            assertThat(client.channel().read(ByteBuffer.allocate(1))).isNegative();
        }
        until(() -> door.connections() == 0);
    }

    @Test
    void muchAtOnce_isRefused() throws Exception {
        open(ConfigKey.DAEMON_MAX_RANDOM_LENGTH, 16);
        try (TestClient client = client()) {
            long session = session(client);
            assertThatThrownBy(() -> client.call(WireFunction.GENERATE_RANDOM, session, 17))
                    .hasMessageContaining("CKR_ARGUMENTS_BAD")
                    .hasMessageContaining("daemon.max_random_length");
            assertThat((byte[]) client.call(WireFunction.GENERATE_RANDOM, session, 16)).hasSize(16);
        }
    }

    /** It was not looked at: whoever has the right one is not made to wait for that. */
    @Test
    void pinThatIsLocked_isNoGuess() throws Exception {
        open(ConfigKey.SECURITY_MAX_FAILED_LOGINS, 3);
        byte[] pin = "user-pin-1".getBytes();
        lock(pin);
        try (TestClient client = client()) {
            long session = session(client);
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThatThrownBy(
                                () ->
                                        client.call(
                                                WireFunction.LOGIN_OF_SESSION,
                                                session,
                                                UserType.CKU_USER,
                                                pin.clone()))
                        .hasMessageContaining("CKR_PIN_LOCKED");
            }
        }
    }

    @Test
    void pinThatIsReset_endsTheWaitForIt() throws Exception {
        open(ConfigKey.DAEMON_MAX_LOGIN_ATTEMPTS, 1);
        byte[] pin = "user-pin-1".getBytes();
        byte[] wrong = "wrong-pin-1".getBytes();
        try (TestClient client = client()) {
            long session = session(client);
            initPin(client, session, pin);
            assertThatThrownBy(() -> login(client, session, UserType.CKU_USER, wrong))
                    .hasMessageContaining("CKR_PIN_INCORRECT");
            assertThatThrownBy(() -> login(client, session, UserType.CKU_USER, pin))
                    .hasMessageContaining("CKR_FUNCTION_REJECTED");
            initPin(client, session, pin);
            login(client, session, UserType.CKU_USER, pin);
        }
    }

    private static void initPin(TestClient client, long session, byte[] pin) throws IOException {
        login(client, session, UserType.CKU_SO, SO_PIN);
        client.call(WireFunction.INIT_PIN, session, pin.clone());
        client.call(WireFunction.LOGOUT, session);
    }

    private static void login(TestClient client, long session, UserType user, byte[] pin)
            throws IOException {
        client.call(WireFunction.LOGIN_OF_SESSION, session, user, pin.clone());
    }

    private void lock(byte[] pin) {
        try (Session session = module.slot(0).openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_SO, SO_PIN.clone());
            session.initPin(pin.clone());
            session.logout();
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThatThrownBy(() -> session.login(UserType.CKU_USER, "wrong-pin-1".getBytes()))
                        .hasMessageContaining("CKR_PIN_INCORRECT");
            }
        }
    }

    @Test
    void halfAHello_endsAfterItsTime() throws Exception {
        open(ConfigKey.DAEMON_REQUEST_TIMEOUT_SECS, 1);
        try (TestClient client = TestClient.connect(socket(), WireForm.JAVA)) {
            client.channel().write(ByteBuffer.wrap(new byte[] {'C', 'H'}));
            assertThat(client.channel().read(ByteBuffer.allocate(1))).isNegative();
        }
        until(() -> door.connections() == 0);
    }

    @Test
    void halfAMessage_endsAfterItsTime_andWhoIsIdleStays() throws Exception {
        open(ConfigKey.DAEMON_REQUEST_TIMEOUT_SECS, 1);
        try (TestClient idle = client();
                TestClient client = client()) {
            client.channel().write(ByteBuffer.wrap(new byte[] {0, 0, 0, 99, 1}));
            assertThat(client.channel().read(ByteBuffer.allocate(1))).isNegative();
            idle.call(WireFunction.GET_INFO, 0);
        }
    }

    @Test
    void answerThatNobodyReads_endsAfterItsTime() throws Exception {
        open(ConfigKey.DAEMON_REQUEST_TIMEOUT_SECS, 1);
        try (TestClient client = client()) {
            long session = session(client);
            client.send(WireFunction.GENERATE_RANDOM, session, 1_048_576);
            until(() -> door.connections() == 0);
        }
    }

    /** The backup is written whole before the client reads it. */
    @Test
    void slowReaderOfABackup_keepsNobodyWaiting() throws Exception {
        open(ConfigKey.DAEMON_REQUEST_TIMEOUT_SECS, 60);
        fill();
        try (TestClient slow = client();
                TestClient other = client()) {
            BackupOptions options = BackupOptions.withSoPin(SO_PIN);
            slow.send(WireFunction.BACKUP, 0, options, slow.pieces());
            slow.readPiece();
            other.call(WireFunction.BACKUP, 0, options, other.pieces());
            assertThat(other.piecesSoFar()).isNotEmpty();
            slow.answer(WireFunction.BACKUP, options, slow.pieces());
            assertThat(slow.piecesSoFar()).hasSizeGreaterThan(2 << 20);
        }
        try (Stream<Path> left = Files.list(directory.resolve("store"))) {
            assertThat(left.filter(path -> path.toString().endsWith(".part"))).isEmpty();
        }
    }

    /** More than a connection takes before somebody reads it. */
    private void fill() {
        try (Session session = module.slot(0).openSession(SessionMode.READ_WRITE)) {
            for (int i = 0; i < 40; i++) {
                session.createObject(
                        Template.builder()
                                .set(AttributeType.CKA_CLASS, ObjectClass.CKO_DATA)
                                .set(AttributeType.CKA_TOKEN, true)
                                .set(AttributeType.CKA_PRIVATE, false)
                                .set(AttributeType.CKA_VALUE, new byte[60_000])
                                .build());
            }
        }
    }

    private void open(ConfigKey key, Object value) throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        HsmConfig config =
                HsmConfig.builder()
                        .storagePath(directory.resolve("store"))
                        .auditLogPath(directory.resolve("audit.jsonl"))
                        .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                        .set(ConfigKey.TOKEN_UNINITIALIZED, "present")
                        .set(key, value)
                        .build();
        module = Hsm.open(config);
        module.slot(0).initToken(SO_PIN, "token");
        door = UnixDoor.open(module, socket());
    }

    private Path socket() {
        return directory.resolve("s");
    }

    private TestClient client() throws IOException {
        return TestClient.open(socket());
    }

    private static long session(TestClient client) throws IOException {
        return (Long) client.call(WireFunction.OPEN_SESSION, 0, SessionMode.READ_WRITE);
    }

    private static long resident(TestClient client) throws IOException {
        return (Long) client.call(WireFunction.OPEN_RESIDENT_SESSION, 0);
    }

    private static void until(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }
}
