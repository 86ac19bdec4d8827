package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.cli.Cli.Result;
import io.craton.hsm.cli.error.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands as processes of their own, while their daemon ends, is killed, or serves them. */
@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DaemonTroubleIT {
    @TempDir Path directory;

    private Cli cli;

    @BeforeEach
    void token() throws IOException {
        cli = Cli.in(directory, CliDaemon.CONFIGURATION + "drain_timeout_secs = 200\n");
        cli.initialise("Trouble");
    }

    private Process start(String... command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(Cli.command(command)).directory(directory.toFile());
        builder.environment().put("CRATON_HSM_HOME", directory.toString());
        return builder.start();
    }

    private static void say(Process process, String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
    }

    private static String errors(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Waits for something that another process does. */
    private static void until(Looking look) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!look.found()) {
            assertThat(System.nanoTime()).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private interface Looking {
        boolean found() throws Exception;
    }

    private boolean logHas(String text) throws IOException {
        return Files.readString(cli.path("craton_hsm_audit.jsonl")).contains(text);
    }

    /** It has logged in and waits for the second PIN. */
    @Test
    void daemonThatIsKilledInACommand_isOneSentence() throws Exception {
        try (CliDaemon daemon = CliDaemon.start(cli)) {
            Process command = start("pin", "change", "--pin-stdin", "--new-pin-stdin");
            command.getOutputStream().write((Cli.USER_PIN + "\n").getBytes());
            command.getOutputStream().flush();
            until(() -> logHas("\"role\":\"CKU_USER\",\"application\":\"0000000000000001\""));
            daemon.kill();
            say(command, "next-pin-51628");

            String said = errors(command);
            assertThat(command.waitFor()).as(said).isEqualTo(ExitCode.FAILED.code());
            assertThat(said).contains("CKR_DEVICE_REMOVED", "start it").hasLineCount(1);
        }
        assertThat(cli.asUser("key", "list").done().err()).isEmpty();
    }

    /** The command under way ends well; who comes then is told that the daemon has the store. */
    @Test
    void daemonThatDrains_finishesWhatIsUnderWay_andTakesNobody() throws Exception {
        makeLarge();
        try (CliDaemon daemon = CliDaemon.start(cli)) {
            Process backup = start("backup", "--output", "-", "--pin-stdin");
            say(backup, Cli.SO_PIN);
            // Its answer has begun, and nobody reads on.
            assertThat(backup.getInputStream().read()).isPositive();
            daemon.terminate();
            until(() -> Files.notExists(cli.path("hsm.sock")));

            Result late = cli.asProcess().run("token", "info").exits(ExitCode.STORE_IN_USE);
            assertThat(late.err())
                    .contains("a daemon has the store, and could not be reached", "hsm.sock")
                    .hasLineCount(1);

            byte[] rest = backup.getInputStream().readAllBytes();
            assertThat(backup.waitFor()).as(errors(backup)).isZero();
            Files.write(cli.path("archive"), rest);
            assertThat(rest).hasSizeGreaterThan(2_000_000);
        }
    }

    private void makeLarge() {
        HsmConfig config =
                HsmConfig.builder()
                        .storagePath(cli.path("craton_hsm_store"))
                        .auditLogPath(cli.path("craton_hsm_audit.jsonl"))
                        .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                        .build();
        try (Hsm hsm = Hsm.open(config);
                Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_USER, Cli.USER_PIN.toCharArray());
            for (int i = 0; i < 40; i++) {
                Template.Builder data = Template.builder().objectClass(ObjectClass.CKO_DATA);
                data.token(true).label("data " + i);
                data.set(AttributeType.CKA_VALUE, new byte[60_000]);
                session.createObject(data.build());
            }
        }
    }

    @Test
    void prompts_areTheSameThroughADaemon() throws Exception {
        Cli.assumeTerminal();
        try (CliDaemon daemon = CliDaemon.start(cli)) {
            Result change =
                    cli.onTerminal(
                                    List.of(
                                            "Enter current user PIN: ",
                                            Cli.USER_PIN,
                                            "Enter new user PIN: ",
                                            "next-pin-51628",
                                            "Confirm new user PIN: ",
                                            "next-pin-51628"),
                                    "--connect",
                                    daemon.target(),
                                    "pin",
                                    "change")
                            .done();

            assertThat(change.text()).contains("changed successfully").doesNotContain("51628");
            cli.run("key", "list", "--pin", Cli.USER_PIN).exits(ExitCode.PIN);
            cli.run("key", "list", "--pin", "next-pin-51628").done();
        }
    }
}
