package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real jar says what it was asked for and nothing else, and leaves nothing behind. */
class QuietIT {
    @TempDir Path directory;

    /**
     * A library that unpacks itself is what a mount with noexec, and a look at /tmp, are against.
     */
    @Test
    void command_unpacksNoLibrary_andNoneOfTheJarsItselfWarns() throws IOException {
        Cli cli = Cli.withToken(directory.resolve("work"));
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        // Whether memory can be locked is the machine's business.
                        "-Dcraton.hsm.native=off",
                        "-jar",
                        Cli.JAR.toString(),
                        "key",
                        "generate",
                        "--type",
                        "aes:256",
                        "--label",
                        "k",
                        "--pin",
                        Cli.USER_PIN);

        Cli.Result result = cli.process(command, new byte[0]).done();

        assertThat(result.err().lines().filter(line -> !line.contains("no way to the C library")))
                .isEmpty();
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    void memoryThatCannotBeLocked_isSaidWithoutASwitch() throws IOException {
        Assumptions.assumeTrue(Runtime.version().feature() >= 22, "no way to the C library");
        Assumptions.assumeTrue(
                Cli.succeeds("setpriv", "--bounding-set", "-ipc_lock", "true"),
                "no setpriv, or not root");
        Cli cli = Cli.withToken(directory.resolve("work"));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "setpriv",
                                "--bounding-set",
                                "-ipc_lock",
                                "bash",
                                "-c",
                                "ulimit -l 0; exec \"$@\"",
                                "bash"));
        command.addAll(Cli.command("key", "list", "--pin", Cli.USER_PIN));

        assertThat(cli.process(command, new byte[0]).done().err()).contains("mlock failed");
    }

    @Test
    void jar_hasNoNativeLibrary_andNothingThatNeedsUnsafe() throws IOException {
        try (JarFile jar = new JarFile(Cli.JAR.toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName))
                    .noneMatch(name -> name.matches(".*\\.(so|dll|dylib|jnilib)"))
                    .noneMatch(name -> name.matches("net/jpountz/.*(Unsafe|JNI).*"));
        }
    }
}
