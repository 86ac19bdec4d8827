package io.craton.hsm.cli.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.cli.TestIo;
import io.craton.hsm.cli.console.Io;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class SecretReaderTest {
    private final TestIo test = new TestIo();

    @TempDir Path directory;

    @Command
    static final class Options {
        @Mixin PinOptions pin = new PinOptions();

        @Mixin NewPinOptions newPin = new NewPinOptions();

        static Options of(String... args) {
            Options options = new Options();
            new CommandLine(options).parseArgs(args);
            return options;
        }
    }

    private final List<String> tried = new ArrayList<>();

    private SecretReader reader() {
        Io io = test.io();
        return new SecretReader(io, new Output(io, false, false));
    }

    private static String text(Secret secret) {
        return new String(secret.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void pin_argument_isTaken() {
        assertThat(text(reader().pin(Options.of("--pin", "s3cret-äöü").pin, "?")))
                .isEqualTo("s3cret-äöü");
        assertThat(test.prompts()).isEmpty();
    }

    @Test
    void pin_environment_isTaken() {
        test.environment("MY_PIN", "from-env");

        assertThat(text(reader().pin(Options.of("--pin-env", "MY_PIN").pin, "?")))
                .isEqualTo("from-env");
    }

    @Test
    void pin_missingEnvironment_isRefused() {
        assertThatThrownBy(() -> reader().pin(Options.of("--pin-env", "NOPE").pin, "?"))
                .hasMessage("the environment variable NOPE is not set");
    }

    @Test
    void pin_file_isItsFirstLineWithoutTheLineEnd() throws IOException {
        Path file = write("first line\r\nsecond line\n", "rw-------");

        assertThat(text(reader().pin(Options.of("--pin-file", file.toString()).pin, "?")))
                .isEqualTo("first line");
        assertThat(test.err()).isEmpty();
    }

    @Test
    void pin_fileThatOthersCanRead_isTakenWithAWarning() throws IOException {
        Path file = write("87654321\n", "rw-r--r--");

        assertThat(text(reader().pin(Options.of("--pin-file", file.toString()).pin, "?")))
                .isEqualTo("87654321");
        assertThat(test.err()).contains("chmod 600").doesNotContain("87654321");
    }

    @Test
    void pin_fileOfBytesThatAreNoText_isTakenToTheByte() throws IOException {
        Path file = directory.resolve("pin");
        Files.write(file, new byte[] {'a', (byte) 0xff, '\n', 'b'});

        assertThat(reader().pin(Options.of("--pin-file", file.toString()).pin, "?").bytes())
                .containsExactly('a', 0xff);
    }

    @Test
    void pin_credential_isAFileOfTheDirectoryThatSystemdNames() throws IOException {
        write("from-systemd\n", "r--------");
        test.environment("CREDENTIALS_DIRECTORY", directory.toString());

        assertThat(text(reader().pin(Options.of("--pin-credential", "pin").pin, "?")))
                .isEqualTo("from-systemd");
        assertThat(
                        text(
                                reader().newPin(
                                                Options.of("--new-pin-credential", "pin").newPin,
                                                "?",
                                                "?")))
                .isEqualTo("from-systemd");
        assertThatThrownBy(() -> reader().pin(Options.of("--pin-credential", "none").pin, "?"))
                .hasMessageContaining("there is no PIN file");
    }

    @Test
    void pin_credential_withoutADirectory_orWithOneInItsName_isRefused() {
        assertThatThrownBy(() -> reader().pin(Options.of("--pin-credential", "pin").pin, "?"))
                .hasMessageContaining("CREDENTIALS_DIRECTORY is not set");
        test.environment("CREDENTIALS_DIRECTORY", directory.toString());
        for (String name : List.of("../pin", "/etc/passwd", "", ".")) {
            assertThatThrownBy(() -> reader().pin(Options.of("--pin-credential", name).pin, "?"))
                    .hasMessageContaining("without a directory");
        }
    }

    /** As PowerShell and Notepad write them. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void pin_fileWithAByteOrderMark_isTheLineBehindIt(String charset) throws IOException {
        Path file = directory.resolve("pin");
        Files.write(
                file, "\uFEFFs3cret-\u0a0a\u00e4\r\nnext\r\n".getBytes(Charset.forName(charset)));

        assertThat(text(reader().pin(Options.of("--pin-file", file.toString()).pin, "?")))
                .isEqualTo("s3cret-\u0a0a\u00e4");
    }

    @Test
    void pin_fileThatBeginsLikeAMark_isTakenToTheByte() throws IOException {
        Path file = directory.resolve("pin");
        Files.write(file, new byte[] {(byte) 0xef, (byte) 0xbb, 'a', '\n'});

        assertThat(reader().pin(Options.of("--pin-file", file.toString()).pin, "?").bytes())
                .containsExactly(0xef, 0xbb, 'a');
    }

    @Test
    void accepted_wrongPin_isAskedAgainWithWhatTheModuleSays() throws IOException {
        test.answers("wrong", "right");

        Secret pin = reader().accepted(Options.of().pin, "PIN: ", this::onlyRight);

        assertThat(text(pin)).isEqualTo("right");
        assertThat(test.prompts()).containsExactly("PIN: ", "PIN: ");
        assertThat(test.err()).contains("9 tries are left").doesNotContain("wrong\n");
    }

    @Test
    void accepted_threeWrongPins_areEnough() {
        test.answers("a", "b", "c", "right");

        assertThatThrownBy(() -> reader().accepted(Options.of().pin, "PIN: ", this::onlyRight))
                .isInstanceOf(HsmException.class);
        assertThat(test.prompts()).hasSize(3);
    }

    @Test
    void accepted_emptyPin_isNotTried() throws IOException {
        test.answers("", "right");

        Secret pin = reader().accepted(Options.of().pin, "PIN: ", this::onlyRight);

        assertThat(text(pin)).isEqualTo("right");
        assertThat(tried).containsExactly("right");
    }

    @Test
    void accepted_aPinThatWasGiven_isTriedOnce() {
        test.answers("right");

        assertThatThrownBy(
                        () ->
                                reader().accepted(
                                                Options.of("--pin", "wrong").pin,
                                                "PIN: ",
                                                this::onlyRight))
                .isInstanceOf(HsmException.class);
        assertThat(test.prompts()).isEmpty();
    }

    private void onlyRight(Secret pin) {
        tried.add(text(pin));
        if (!text(pin).equals("right")) {
            throw new HsmException(ReturnCode.CKR_PIN_INCORRECT, "wrong; 9 tries are left");
        }
    }

    @Test
    void pin_fileWithANul_isRefusedWithoutItsContent() throws IOException {
        Path file = write("secr\0et\n", "rw-------");

        assertThatThrownBy(() -> reader().pin(Options.of("--pin-file", file.toString()).pin, "?"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("NUL")
                .hasMessageNotContaining("secr");
    }

    @Test
    void stdin_thatIsNotUtf8_isRefused() {
        test.stdin(new byte[] {'a', (byte) 0xe4, 'b', '\n'});

        assertThatThrownBy(() -> reader().pin(Options.of("--pin-stdin").pin, "?"))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("is not UTF-8");
    }

    /** As Kubernetes mounts secrets: the mode that counts is that of the target. */
    @Test
    void pin_fileThatIsALink_isTaken_andItsTargetIsLookedAt() throws IOException {
        Path file = write("87654321\n", "rw-------");
        Path link = Files.createSymbolicLink(directory.resolve("link"), file.getFileName());

        assertThat(text(reader().pin(Options.of("--pin-file", link.toString()).pin, "?")))
                .isEqualTo("87654321");
        assertThat(test.err()).isEmpty();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw----r--"));
        reader().pin(Options.of("--pin-file", link.toString()).pin, "?");
        assertThat(test.err()).contains("chmod 600");
    }

    @Test
    void pin_emptyFile_isRefused() throws IOException {
        Path file = write("", "rw-------");

        assertThatThrownBy(() -> reader().pin(Options.of("--pin-file", file.toString()).pin, "?"))
                .hasMessageContaining("ended before the PIN");
    }

    @Test
    void stdin_pinComesFirstAndNewPinSecond() {
        test.stdin("old-pin\nnew-pin\nthe rest");
        SecretReader reader = reader();
        Options options = Options.of("--new-pin-stdin", "--pin-stdin");

        assertThat(text(reader.pin(options.pin, "?"))).isEqualTo("old-pin");
        assertThat(text(reader.newPin(options.newPin, "?", "?"))).isEqualTo("new-pin");
    }

    @Test
    void pin_withoutOptionOnATerminal_isAskedFor() {
        test.answers("typed");

        assertThat(text(reader().pin(Options.of().pin, "Enter SO PIN: "))).isEqualTo("typed");
        assertThat(test.prompts()).containsExactly("Enter SO PIN: ");
    }

    @Test
    void pin_withoutOptionAndTerminal_isAUsageErrorThatNamesTheOptions() {
        assertThatThrownBy(() -> reader().pin(Options.of().pin, "?"))
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("--pin-file, --pin-env or --pin-stdin");
    }

    @Test
    void newPin_isAskedForTwice() {
        test.answers("correct horse", "correct horse");

        assertThat(text(reader().newPin(Options.of().newPin, "New: ", "Again: ")))
                .isEqualTo("correct horse");
        assertThat(test.prompts()).containsExactly("New: ", "Again: ");
    }

    @Test
    void newPin_mismatch_isRefused() {
        test.answers("correct horse", "correct house");

        assertThatThrownBy(() -> reader().newPin(Options.of().newPin, "New: ", "Again: "))
                .hasMessage("the two PINs differ; nothing was changed");
    }

    @Test
    void newPin_weak_isTakenWithAWarning() {
        assertThat(text(reader().newPin(Options.of("--new-pin", "12345678").newPin, "?", "?")))
                .isEqualTo("12345678");
        assertThat(test.err())
                .startsWith("Warning: ")
                .contains("easily guessed")
                .doesNotContain("12345678");
    }

    @Test
    void close_overwritesThePin() {
        Secret secret = Secret.of("87654321");
        secret.close();

        assertThat(secret.bytes()).containsOnly(0);
        assertThat(secret.toString()).doesNotContain("8");
    }

    private Path write(String content, String mode) throws IOException {
        Path file = directory.resolve("pin");
        Files.write(file, content.getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }
}
