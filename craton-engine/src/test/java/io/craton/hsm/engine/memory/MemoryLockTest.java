package io.craton.hsm.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the operating system says about the pages of the arena, in a JVM of their own. */
class MemoryLockTest {
    /** Takes secrets and prints how much of the process is locked. */
    public static final class Child {
        public static void main(String[] args) throws IOException {
            List<SecretBytes> secrets = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                secrets.add(SecretBytes.take(new byte[64]));
            }
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmLck")) {
                    System.out.println(line);
                }
            }
            boolean hidden =
                    Files.readAllLines(Path.of("/proc/self/smaps")).stream()
                            .anyMatch(line -> line.startsWith("VmFlags") && line.contains(" dd"));
            System.out.println("hidden " + hidden);
            System.out.println("kept " + secrets.size());
        }
    }

    @Test
    @Tag("S2-10")
    void secrets_areLockedAndLeftOutOfDumps() throws Exception {
        assumeLinux();
        assumeTrue(LibC.get() != null, "no way to the C library: neither Java 22 nor JNA");

        List<String> lines = run(List.of(), "auto");

        assertThat(lines).contains("hidden true", "kept 2000");
        long locked =
                lines.stream()
                        .filter(line -> line.startsWith("VmLck"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow();
        assumeTrue(
                lines.stream().noneMatch(line -> line.contains("mlock failed")),
                "this host does not let us lock");
        assertThat(locked).isGreaterThanOrEqualTo(125);
    }

    @Test
    @Tag("S2-9")
    @Tag("S3-37")
    void mlockNotPermitted_warnsOnceAndGoesOn() throws Exception {
        assumeLinux();
        assumeTrue(LibC.get() != null, "no way to the C library: neither Java 22 nor JNA");
        List<String> wrapper = withoutPrivilege();

        List<String> lines = run(wrapper, "auto");

        assumeTrue(
                lines.contains("kept 2000") || !wrapper.contains("setpriv"),
                "another user cannot run this JVM");
        assertThat(lines).contains("kept 2000");
        assertThat(
                        lines.stream()
                                .filter(
                                        line ->
                                                line.contains(
                                                        "mlock failed: Operation not permitted")))
                .hasSize(1);
    }

    @Test
    void noNativeAccess_warnsOnceAndGoesOn() throws Exception {
        List<String> lines = run(List.of(), "off");

        assertThat(lines).contains("kept 2000");
        assertThat(lines.stream().filter(line -> line.contains("mlock not available"))).hasSize(1);
    }

    /** A limit of zero, and for root another user: the limit does not bind root. */
    private static List<String> withoutPrivilege() {
        List<String> wrapper = new ArrayList<>(List.of("prlimit", "--memlock=0:0"));
        if (System.getProperty("user.name").equals("root")) {
            assumeTrue(
                    Files.isExecutable(Path.of("/usr/bin/setpriv")),
                    "no setpriv to give up root's rights with");
            wrapper.addAll(List.of("setpriv", "--bounding-set=-ipc_lock", "--inh-caps=-ipc_lock"));
        }
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/prlimit")),
                "no prlimit to set the limit with");
        return wrapper;
    }

    private static void assumeLinux() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "needs /proc");
    }

    private static List<String> run(List<String> wrapper, String nativeSetting) throws Exception {
        List<String> command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx64m",
                        "-D" + LibC.PROPERTY + "=" + nativeSetting,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return output.lines().toList();
    }
}
