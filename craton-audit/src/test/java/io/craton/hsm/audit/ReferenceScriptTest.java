package io.craton.hsm.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.audit.verify.ChainVerification;
import io.craton.hsm.audit.verify.ChainVerifier;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.testkit.Repository;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script in docs, which knows nothing of our classes, finds what the verifier finds. */
@Tag("S0-30")
@Tag("S2-36")
@Tag("S3-43")
class ReferenceScriptTest {
    private static final Path SCRIPT = Repository.file("docs/verify-audit-chain.py");

    @TempDir Path directory;

    private List<String> good;

    @BeforeEach
    void writeLog() throws Exception {
        assumeTrue(
                python("--version") == 0,
                "python3 is not installed: the reference script was not run");
        TestLog test = TestLog.in(Files.createDirectory(directory.resolve("log")));
        try (AuditLog log = test.open()) {
            for (int i = 0; i < 60; i++) {
                log.record(TestLog.crypto(AuditEvent.SIGN, "number " + i + " \u00fc \u0001"));
            }
        }
        good = test.lines();
    }

    private static int python(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3"));
        Collections.addAll(command, arguments);
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return process.exitValue();
        } catch (IOException e) {
            return -1;
        }
    }

    /**
     * Runs the script over many files in one process, as the start of Python takes longer than its
     * work.
     */
    private List<String> verdicts(List<Path> files) throws Exception {
        String driver =
                "import sys; sys.path.insert(0, sys.argv[1])\n"
                        + "script = __import__('verify-audit-chain')\n"
                        + "for name in sys.argv[2:]:\n"
                        + "    line, word = script.verify(open(name, 'rb').read())\n"
                        + "    print(f'{line} {word}')\n";
        List<String> command =
                new ArrayList<>(
                        List.of("python3", "-B", "-c", driver, SCRIPT.getParent().toString()));
        files.forEach(file -> command.add(file.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }

    private static String ours(Path file) throws IOException {
        ChainVerification verification = ChainVerifier.create().verify(file);
        return verification
                .firstBreak()
                .map(found -> found.line() + " " + found.reason().words())
                .orElse("0 " + verification.headHash());
    }

    @Test
    void goodLog_isValid_plainAndCompressed() throws Exception {
        Path plain = Files.write(directory.resolve("plain"), good);
        Path gzip = directory.resolve("plain.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
            Files.copy(plain, out);
        }
        assertThat(python(SCRIPT.toString(), plain.toString())).isZero();
        assertThat(python(SCRIPT.toString(), gzip.toString())).isZero();
        Path second = Files.write(directory.resolve("second"), good.subList(30, 60));
        String head =
                TestLog.verify(Files.write(directory.resolve("first"), good.subList(0, 30)))
                        .headHash();
        assertThat(python(SCRIPT.toString(), second.toString())).isZero();
        assertThat(python(SCRIPT.toString(), second.toString(), head)).isZero();
        assertThat(python(SCRIPT.toString(), second.toString(), "a".repeat(64))).isEqualTo(5);
        assertThat(verdicts(List.of(plain, second))).containsExactly(ours(plain), ours(second));
    }

    @Test
    void tamperedLogs_haveTheSameVerdictTheSameLineAndTheSameReason() throws Exception {
        Random random = new Random();
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            List<String> lines = new ArrayList<>(good);
            tamper(lines, i % 10, random);
            String text = String.join("\n", lines) + (i % 20 == 19 ? "" : "\n");
            files.add(
                    Files.writeString(
                            directory.resolve("tampered" + i),
                            i % 10 == 9
                                    ? text.substring(0, text.length() - 1 - random.nextInt(2000))
                                    : text));
        }
        List<String> expected = new ArrayList<>();
        for (Path file : files) {
            expected.add(ours(file));
        }
        assertThat(verdicts(files)).isEqualTo(expected);
        assertThat(expected.stream().filter(verdict -> !verdict.startsWith("0 ")).count())
                .isGreaterThan(150);
    }

    private static void tamper(List<String> lines, int kind, Random random) {
        int at = random.nextInt(lines.size());
        String line = lines.get(at);
        switch (kind) {
            case 0 -> lines.set(at, line.replace("CKR_OK", "CKR_NO"));
            case 1 -> {
                int index = random.nextInt(line.length());
                lines.set(at, line.substring(0, index) + "7" + line.substring(index + 1));
            }
            case 2 -> lines.remove(at);
            case 3 -> Collections.swap(lines, at, random.nextInt(lines.size()));
            case 4 -> lines.add(at, line);
            case 5 -> lines.add(random.nextInt(lines.size()), line.replace("CKR_OK", "CKR_NO"));
            case 6 -> lines.set(at, line.substring(0, random.nextInt(line.length())));
            case 7 -> lines.set(at, line.replaceFirst("\"time\":\"20", "\"time\":\"19"));
            case 8 -> lines.addAll(at, List.copyOf(lines));
            default -> lines.set(at, line);
        }
    }
}
