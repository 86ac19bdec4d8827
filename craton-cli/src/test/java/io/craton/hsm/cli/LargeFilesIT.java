package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are longer than the memory of the program, through pipes, with the real jar. */
class LargeFilesIT {
    @TempDir Path directory;

    @Test
    void file_longerThanTheMemory_goesThroughAndComesBack() throws IOException {
        Cli cli = Cli.withToken(directory);
        cli.asUser("key", "generate", "--type", "aes:256", "--label", "k").done();
        cli.environment("JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString())
                .environment("JAR", Cli.JAR.toString())
                .environment("PIN", Cli.USER_PIN);
        String hsm = "\"$JAVA\" -Xmx64m -XX:+UseSerialGC -jar \"$JAR\" ";
        String options = " --key k --pin \"$PIN\" --input - --output ";

        Cli.Result result =
                cli.process(
                        List.of(
                                "bash",
                                "-euo",
                                "pipefail",
                                "-c",
                                "head -c 300M /dev/zero | "
                                        + hsm
                                        + "encrypt"
                                        + options
                                        + "sealed\n"
                                        + "cat sealed | "
                                        + hsm
                                        + "decrypt"
                                        + options
                                        + "- | cmp - <(head -c 300M /dev/zero)\n"
                                        + "! head -c 100M sealed | "
                                        + hsm
                                        + "decrypt"
                                        + options
                                        + "- >/dev/null\n"),
                        new byte[0]);

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("CKR_AEAD_DECRYPT_FAILED", "is not whole");
    }
}
