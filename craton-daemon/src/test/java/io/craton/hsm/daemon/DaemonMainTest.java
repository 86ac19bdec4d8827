package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.daemon.tls.TrialFiles;
import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.form.WireForm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as a child process: signals, exit codes, what it says and to whom. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DaemonMainTest {
    private static final byte[] SO_PIN = "officer-1".getBytes(StandardCharsets.UTF_8);
    private static final byte[] USER_PIN = "user-pin-1".getBytes(StandardCharsets.UTF_8);

    @TempDir Path directory;
    private final List<String> options = new ArrayList<>();
    private ProcessBuilder builder;
    private Process process;

    @BeforeEach
    void prepare() {
        builder = new ProcessBuilder();
        builder.environment().put("CRATON_HSM_HOME", directory.toString());
        builder.environment().remove("NOTIFY_SOCKET");
    }

    @AfterEach
    void end() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void signals_endItWithZero() throws Exception {
        start("");
        assertThat(Files.exists(socket())).isTrue();
        process.destroy();
        assertThat(process.waitFor()).isZero();
        assertThat(said()).contains("ends");
        assertThat(Files.exists(socket())).isFalse();
    }

    @Test
    void failedSelfTest_servesNothing_andHasItsExitCode() throws Exception {
        options.add("-Dcraton.hsm.self-test.fail=all");
        run(configuration(""));
        assertThat(process.waitFor()).isEqualTo(5);
        assertThat(said()).contains("craton-hsm-daemon: CKR_GENERAL_ERROR: self-test failed");
        assertThat(Files.exists(socket())).isFalse();
    }

    /** Of a process that there is not, or that is another user's, the log says nothing. */
    @Test
    void processOfAClient_isInTheLog_ifItIsThisUsers() throws Exception {
        start("");
        long own = ProcessHandle.current().pid();
        for (long claimed : new long[] {own, 0, -1, Long.MAX_VALUE}) {
            try (TestClient client = TestClient.open(socket())) {
                client.call(WireFunction.FINALIZE, 0);
                client.call(WireFunction.INITIALIZE_PROCESS, 0, claimed);
            }
        }
        process.destroy();
        process.waitFor();
        List<String> begun =
                Files.readAllLines(directory.resolve("audit.jsonl")).stream()
                        .filter(line -> line.contains("\"Initialize\"") && line.contains("peer"))
                        .collect(Collectors.toCollection(ArrayList::new));
        assertThat(begun).hasSize(8);
        assertThat(begun.get(1)).contains("\"peer\":\"unix socket, process " + own + "\"");
        begun.remove(1);
        assertThat(begun).allMatch(line -> line.contains("\"peer\":\"unix socket\""));
        assertThat(own).isNotEqualTo(process.pid());
    }

    /** A second daemon at the same socket makes no store before it is refused. */
    @Test
    void socketThatIsServed_isFoundOutBeforeAStoreIsMade() throws Exception {
        start("");
        Process first = process;
        try {
            Files.delete(directory.resolve("said"));
            Path other = configuration("").resolveSibling("other.toml");
            String text = Files.readString(directory.resolve("craton_hsm.toml"));
            Files.writeString(other, text.replace("\"store\"", "\"other-store\""));
            run(other);
            assertThat(process.waitFor()).isEqualTo(4);
            assertThat(said()).contains("CKR_CANT_LOCK: another process serves at the socket");
            assertThat(directory.resolve("other-store")).doesNotExist();
        } finally {
            first.destroyForcibly();
        }
    }

    /** As Java reads an argument that the locale has no characters for. */
    @Test
    void argumentThatIsNoName_isRefusedWithASentence() throws Exception {
        builder.environment().put("LC_ALL", "C");
        run(directory.resolve("b\u00fccher.toml"));
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(said()).contains("craton-hsm-daemon: CKR_ARGUMENTS_BAD").contains("UTF-8");
    }

    /** An operator learns of it. */
    @Test
    void callThatDoesNotEndInTime_isCutOff_andTheLogSaysSo() throws Exception {
        start("drain_timeout_secs = 0\n");
        try (TestClient waiting = TestClient.open(socket());
                TestClient other = TestClient.open(socket())) {
            waiting.send(WireFunction.WAIT_FOR_SLOT_EVENT, 0, Duration.ofMinutes(1));
            for (int i = 0; i < 50; i++) {
                other.call(WireFunction.GET_INFO, 0);
            }
            process.destroy();
            assertThat(process.waitFor()).isZero();
        }
        assertThat(said())
                .contains("had not ended within daemon.drain_timeout_secs get no answer: 1");
    }

    @Test
    void help_isNoError() throws Exception {
        run(Path.of("--help"));
        assertThat(process.waitFor()).isZero();
        assertThat(said()).startsWith("Usage: craton-hsm-daemon [CONFIG], or ");
    }

    /** As the command line takes it. */
    @Test
    void configuration_mayStandBehindAnEqualsSign() throws Exception {
        run(Path.of("--config=" + directory.resolve("nowhere.toml")));
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(said()).contains(directory.resolve("nowhere.toml") + " is not there");
    }

    @Test
    void targetOfClients_inTheSameFile_isNotLookedAt() throws Exception {
        start("[client]\ntarget = \"unix:" + socket() + "\"\n");
        try (TestClient client = TestClient.open(socket())) {
            client.call(WireFunction.GET_INFO, 0);
        }
    }

    @Test
    void networkWithoutTls_isNotServed_andTheCommandsThatMakeFilesAreSaid() throws Exception {
        run(configuration("bind = \"127.0.0.1:0\"\n"));
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(said())
                .contains(TrialFiles.commands())
                .contains("set daemon.allow_insecure to serve programs of this host");
        assertThat(Files.exists(socket())).isFalse();
    }

    /** Rows that cannot be used leave those of before, and the reason is said (decision B4). */
    @Test
    void hangup_readsTheRowsAndTheLevelAgain() throws Exception {
        start("");
        String rows = "log_level = \"debug\"\n" + row("nobody", "use");
        hangUp(rows, "has read the rows of [[daemon.client]] and the log's level again");
        try (TestClient client = TestClient.connect(socket(), WireForm.JAVA)) {
            client.channel().write(ByteBuffer.allocate(1));
        }
        untilSaid("DEBUG");
        hangUp(rows + row("nobody", "read"), "of before: CKR_ARGUMENTS_BAD: the user \"nobody\"");
        try (TestClient client = TestClient.open(socket())) {
            client.call(WireFunction.GET_INFO, 0);
        }
    }

    /** Nobody else would say that a key which was changed does not count yet. */
    @Test
    void hangup_warnsOfWhatNeedsARestart_andOfUsersThatThereAreNot() throws Exception {
        start("max_requests = 9\n");
        hangUp("max_requests = 10\n" + row("no-such-user", "use"), "has read the rows");
        assertThat(said())
                .contains("daemon.max_requests has changed and counts when the daemon is started")
                .contains("[[daemon.client]] names the user \"no-such-user\"")
                .doesNotContain("storage_path has changed");
    }

    private static String row(String user, String rights) {
        return "[[daemon.client]]\nuser = \"" + user + "\"\nrights = \"" + rights + "\"\n";
    }

    private void hangUp(String more, String words) throws Exception {
        assumeTrue(
                isHeard(process),
                "what runs this test ignores SIGHUP, as nohup does, and so does what it starts");
        configuration(more);
        new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
        untilSaid(words);
    }

    /** Whether SIGHUP, the lowest bit, is not among the signals that a process ignores. */
    private static boolean isHeard(Process process) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring("SigIgn:".length()).strip())
                .allMatch(mask -> (Long.parseUnsignedLong(mask, 16) & 1) == 0);
    }

    /** The datagrams that systemd would get, with its own program that sends them. */
    @Test
    void supervisor_isToldHowItIs() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/systemd-notify")));
        Path address = directory.resolve("notify");
        Path got = directory.resolve("got");
        Process systemd = receiver(address, got);
        builder.environment().put("NOTIFY_SOCKET", address.toString());
        builder.environment().put("WATCHDOG_USEC", "200000");
        try {
            start("");
            until(got, "WATCHDOG=1");
            hangUp("", "has read the rows");
            process.destroy();
            assertThat(process.waitFor()).isZero();
            until(got, "STOPPING=1");
        } finally {
            systemd.destroyForcibly();
        }
        assertThat(Files.readString(got))
                .containsSubsequence("READY=1", "RELOADING=1", "MONOTONIC_USEC=", "READY=1")
                .contains("STATUS=serves at " + socket());
    }

    private Process receiver(Path address, Path got) throws Exception {
        String program =
                """
                import socket, sys
                receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                receiver.bind(sys.argv[1])
                print("ready", flush=True)
                while True:
                    print(receiver.recv(4096).decode(), flush=True)
                """;
        Process receiver;
        try {
            receiver =
                    new ProcessBuilder("python3", "-c", program, address.toString())
                            .redirectOutput(got.toFile())
                            .start();
        } catch (IOException e) {
            return abort("there is no python3 to receive datagrams with");
        }
        until(got, "ready");
        return receiver;
    }

    @Test
    void log_isJsonIfAskedFor_andHasNoSecrets() throws Exception {
        start("log_level = \"debug\"\nlog_format = \"json\"\n");
        try (TestClient client = TestClient.open(socket())) {
            use(client);
        }
        process.destroy();
        process.waitFor();
        String lines = said();
        assertThat(lines.lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(lines)
                .contains("\"level\":\"INFO\"")
                .contains("craton-hsm-daemon ends")
                .doesNotContain("officer-1", "user-pin-1", "wrong-pin-1", "my label");
    }

    private static void use(TestClient client) throws IOException {
        client.call(WireFunction.INIT_TOKEN, 0, SO_PIN.clone(), "token");
        long session = (Long) client.call(WireFunction.OPEN_SESSION, 0, SessionMode.READ_WRITE);
        client.call(WireFunction.LOGIN_OF_SESSION, session, UserType.CKU_SO, SO_PIN.clone());
        client.call(WireFunction.INIT_PIN, session, USER_PIN.clone());
        client.call(WireFunction.LOGOUT, session);
        login(client, session, "wrong-pin-1".getBytes(StandardCharsets.UTF_8));
        login(client, session, USER_PIN.clone());
        Template template =
                Template.builder()
                        .set(AttributeType.CKA_CLASS, ObjectClass.CKO_SECRET_KEY)
                        .set(AttributeType.CKA_KEY_TYPE, KeyType.CKK_AES)
                        .set(AttributeType.CKA_VALUE_LEN, 32L)
                        .set(AttributeType.CKA_LABEL, "my label")
                        .build();
        client.call(
                WireFunction.GENERATE_KEY,
                session,
                Mechanism.of(MechanismType.CKM_AES_KEY_GEN),
                template);
    }

    private static void login(TestClient client, long session, byte[] pin) throws IOException {
        try {
            client.call(WireFunction.LOGIN_OF_SESSION, session, UserType.CKU_USER, pin);
        } catch (HsmException e) {
            assertThat(e).hasMessageContaining("CKR_PIN_INCORRECT");
        }
    }

    private void start(String more) throws Exception {
        run(configuration(more));
        untilSaid("serves at");
    }

    private void untilSaid(String words) throws Exception {
        until(directory.resolve("said"), words);
    }

    private static void until(Path file, String words) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!Files.exists(file) || !Files.readString(file).contains(words)) {
            assertThat(System.nanoTime()).as("what was said: %s", file).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private String said() throws IOException {
        return Files.readString(directory.resolve("said"));
    }

    private Path configuration(String more) throws IOException {
        return Files.writeString(
                directory.resolve("craton_hsm.toml"),
                """
                [token]
                storage_path = "store"
                uninitialized = "present"
                [audit]
                log_path = "audit.jsonl"
                [security]
                pbkdf2_iterations = 100000
                [daemon]
                bind_unix = "s"
                """
                        + more);
    }

    private void run(Path file) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        // As the launcher has it.
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-Dslf4j.provider=ch.qos.logback.classic.spi.LogbackServiceProvider");
        command.add("-Dslf4j.internal.verbosity=ERROR");
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("io.craton.hsm.daemon.DaemonMain");
        command.add(file.toString());
        process =
                builder.command(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("said").toFile())
                        .start();
    }

    private Path socket() {
        return directory.resolve("s");
    }
}
