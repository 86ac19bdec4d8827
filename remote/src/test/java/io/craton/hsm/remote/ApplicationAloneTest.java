package io.craton.hsm.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.testkit.Repository;
import java.io.File;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an application has in its process that uses the provider through a daemon: nothing of the
 * module, and no secret but PINs while they are used.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ApplicationAloneTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir Path directory;

    /** As Maven resolves the provider without core, store and log, and the client. */
    @Test
    void dependencies_areTheseAlone() throws Exception {
        List<String> names = new ArrayList<>();
        for (Path entry : KillableDaemon.applicationClassPath()) {
            names.add(name(entry));
        }
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "craton-api",
                        "craton-config",
                        "craton-provider",
                        "craton-client",
                        "craton-wire",
                        "slf4j-api",
                        "tomlj");
    }

    /** Of a module of this source tree, or of a jar in the local repository. */
    private static String name(Path entry) {
        Path inTree = Repository.file("pom.xml").getParent();
        return entry.startsWith(inTree)
                ? inTree.relativize(entry).getName(0).toString()
                : entry.getName(entry.getNameCount() - 3).toString();
    }

    @Test
    void processHasNoClassOfTheModule_andItsHeapNoSecretAfterLogout() throws Exception {
        byte[] hiddenPin = hiddenDigits();
        byte[] hiddenKey = new byte[AloneProgram.KEY_LENGTH];
        RANDOM.nextBytes(hiddenKey);
        Path heap = directory.resolve("heap.hprof");
        Path classes = directory.resolve("classes.txt");
        try (KillableDaemon daemon = new KillableDaemon(directory)) {
            daemon.initToken(ascii(AloneProgram.inverted(hiddenPin)).toCharArray());
            Process process =
                    run(
                            classes,
                            daemon.clientFile().toString(),
                            "unix:" + directory.resolve("hsm.sock"),
                            heap.toString());
            try (OutputStream in = process.getOutputStream()) {
                in.write(hiddenPin);
                in.write(hiddenKey);
            }
            String said = ascii(process.getInputStream().readAllBytes());
            assertThat(process.waitFor()).as(said).isZero();
        }

        assertThat(Files.readString(classes))
                .contains("io.craton.hsm.client.", "io.craton.hsm.provider.")
                .doesNotContain("io.craton.hsm.core.", "io.craton.hsm.engine.")
                .doesNotContain("io.craton.hsm.store.", "io.craton.hsm.audit.")
                .doesNotContain("org.mapdb.", "org.bouncycastle.");
        byte[] dumped = Files.readAllBytes(heap);
        // The search finds what is there: the complements, which the program holds.
        assertThat(isIn(dumped, hiddenPin)).isTrue();
        assertThat(isIn(dumped, hiddenKey)).isTrue();
        byte[] pin = AloneProgram.inverted(hiddenPin);
        assertThat(isIn(dumped, pin)).as("PIN as bytes").isFalse();
        byte[] wide = ascii(pin).getBytes(StandardCharsets.UTF_16BE);
        assertThat(isIn(dumped, wide)).as("PIN as char[]").isFalse();
        assertThat(isIn(dumped, AloneProgram.inverted(hiddenKey))).as("key").isFalse();
    }

    private static Process run(Path classes, String... arguments) throws Exception {
        String classPath =
                KillableDaemon.applicationClassPath().stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xlog:class+load:file=" + classes);
        command.add("-cp");
        command.add(classPath + File.pathSeparator + Repository.file("remote/target/test-classes"));
        command.add(AloneProgram.class.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static byte[] hiddenDigits() {
        byte[] hidden = new byte[AloneProgram.PIN_LENGTH];
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] = (byte) ~('0' + RANDOM.nextInt(10));
        }
        return hidden;
    }

    private static String ascii(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static boolean isIn(byte[] heap, byte[] pattern) {
        for (int i = 0; i + pattern.length <= heap.length; i++) {
            if (Arrays.equals(heap, i, i + pattern.length, pattern, 0, pattern.length)) {
                return true;
            }
        }
        return false;
    }
}
