package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every public method of every object that an application can have, called in a forked child: each
 * returns or says that the module was not opened there, none waits for a lock of a thread that is
 * not there, and neither the log nor the store of the parent is touched.
 */
class ForkedCallsTest {
    private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
    private static final Path SOURCE =
            Path.of("../craton-core/src/test/resources/io/craton/hsm/core/process/fork.c");

    /** What has no answer that another process could change, or is over already. */
    private static final List<String> SILENT =
            List.of(
                    "close",
                    "handle",
                    "slot",
                    "id",
                    "config",
                    "activity",
                    "changeCount",
                    "iv",
                    "outputLength",
                    "digestLength",
                    "signatureLength");

    @TempDir Path directory;

    static HsmConfig config(Path directory) {
        return HsmConfig.builder()
                .storagePath(directory.resolve("store"))
                .auditLogPath(directory.resolve("audit.jsonl"))
                .set(ConfigKey.AUDIT_LOG_LEVEL, "all")
                .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                .build();
    }

    @Test
    @Tag("S3-22")
    void everyMethodInAForkedChild_isSilentOrRefused_andTouchesNothingOfTheParent()
            throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "forks are tested on Linux");
        assumeTrue(onPath("cc"), "no C compiler (cc)");
        assumeTrue(
                Files.exists(JAVA_HOME.resolve("include/jni.h")), "this Java runtime has no jni.h");
        Path files = Files.createDirectory(directory.resolve("files"));
        try (Hsm hsm = Hsm.open(config(files))) {
            TestToken.initialise(hsm.slot(0));
        }

        String output = run(program(), files);

        String child = line(output, "child");
        assertThat(child).as(output).startsWith("refused ").contains(" wrong  silent ");
        assertThat(child).as(output).endsWith(" files untouched");
        String[] words = child.split(" ");
        assertThat(Integer.parseInt(words[1])).as("calls that were refused").isGreaterThan(150);
        List<String> silent = List.of(words[words.length - 3].split(","));
        assertThat(silent)
                .filteredOn(ForkedCallsTest::isOfTheApi)
                .allMatch(name -> SILENT.contains(name.substring(name.indexOf('.') + 1)));
        assertThat(silent).contains("Session.close", "Hsm.close", "Provider.close");
        assertThat(line(output, "after")).as(output).isEqualTo("works");
        assertChained(files.resolve("audit.jsonl"));
    }

    private static boolean isOfTheApi(String name) {
        return name.startsWith("Hsm.")
                || name.startsWith("Slot.")
                || name.startsWith("Session")
                || name.contains("Operation.")
                || name.startsWith("MessageCipher.");
    }

    private static void assertChained(Path log) throws Exception {
        String before = "0".repeat(64);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        for (String line : Files.readAllLines(log)) {
            assertThat(line).contains("\"previous_hash\":\"" + before + "\"");
            byte[] hash = sha256.digest(line.getBytes(StandardCharsets.UTF_8));
            before = HexFormat.of().formatHex(hash);
        }
    }

    private String program() throws Exception {
        Path program = directory.resolve("fork");
        Process compiler =
                new ProcessBuilder(
                                "cc",
                                "-O1",
                                "-o",
                                program.toString(),
                                "-I" + JAVA_HOME.resolve("include"),
                                "-I" + JAVA_HOME.resolve("include/linux"),
                                SOURCE.toString(),
                                "-ldl")
                        .inheritIO()
                        .start();
        assertThat(compiler.waitFor()).isZero();
        return program.toString();
    }

    /** Interpreted and without a collection: the threads for both are not there in the child. */
    private static String run(String program, Path files) throws Exception {
        Process process =
                new ProcessBuilder(
                                program,
                                JAVA_HOME.resolve("lib/server/libjvm.so").toString(),
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                ForkedCalls.class.getName().replace('.', '/'),
                                "-Xint",
                                "-Xms256m",
                                "-Xmn200m",
                                "-XX:+UseSerialGC",
                                "-D" + ForkedCalls.DIRECTORY + "=" + files)
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(8, TimeUnit.MINUTES)).isTrue();
        return output;
    }

    private static String line(String output, String name) {
        return output.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no line " + name + " in:\n" + output));
    }

    private static boolean onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
    }
}
