package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.Cli.Result;
import io.craton.hsm.cli.error.ExitCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 5 GB in a process of 64 MB: done in constant memory, or refused at once with a sentence. */
@Tag("campaign")
class HugeFilesIT {
    private static final long SIZE = 5_000_000_000L;

    @TempDir Path directory;

    private Cli cli;
    private String data;

    @BeforeEach
    void file() throws IOException {
        cli = Cli.withToken(directory);
        Path huge = directory.resolve("data");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            // Zeros that take no room.
            file.setLength(SIZE);
        }
        data = huge.toString();
    }

    private Result small(String... arguments) {
        List<String> command = Cli.command(arguments);
        command.add(1, "-Xmx64m");
        command.remove("-XX:TieredStopAtLevel=1");
        command.addAll(List.of("--pin", Cli.USER_PIN));
        return cli.process(command, new byte[0]);
    }

    @ParameterizedTest
    @CsvSource({
        "rsa:2048,SHA256withRSA",
        "rsa:2048,SHA512withRSAandMGF1",
        "ec:p256,SHA256withECDSA",
        "generic:256,HmacSHA256",
        "ml-dsa-44,ML-DSA-44",
    })
    void signature_ofAnyLength(String type, String mechanism) {
        cli.asUser("key", "generate", "--type", type, "--label", "k").done();
        String signature = directory.resolve("signature").toString();

        small(
                        "sign",
                        "--key",
                        "k",
                        "--mechanism",
                        mechanism,
                        "--input",
                        data,
                        "--output",
                        signature)
                .done();
        small(
                        "verify",
                        "--key",
                        "k",
                        "--mechanism",
                        mechanism,
                        "--input",
                        data,
                        "--signature",
                        signature)
                .done();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "slh-dsa-sha2-128f"})
    void signature_thatReadsItsDataTwice_saysSoAtOnce(String type) {
        cli.asUser("key", "generate", "--type", type, "--label", "k").done();
        long start = System.nanoTime();

        Result result =
                small("sign", "--key", "k", "--input", data, "--output", "s")
                        .exits(ExitCode.FAILED);

        assertThat(result.err()).contains("reads it twice");
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(30);
    }

    @Test
    void encryptedFile_comesBack() throws IOException {
        cli.asUser("key", "generate", "--type", "aes:256", "--label", "k").done();
        String sealed = directory.resolve("sealed").toString();
        String again = directory.resolve("again").toString();

        small("encrypt", "--key", "k", "--input", data, "--output", sealed).done();
        small("decrypt", "--key", "k", "--input", sealed, "--output", again).done();

        assertThat(Files.mismatch(Path.of(data), Path.of(again))).isEqualTo(-1);
        Result refused =
                small(
                                "encrypt",
                                "--key",
                                "k",
                                "--mechanism",
                                "AES/GCM/NoPadding",
                                "--input",
                                data,
                                "--output",
                                sealed)
                        .exits(ExitCode.FAILED);
        assertThat(refused.err()).contains("is longer than");
    }
}
