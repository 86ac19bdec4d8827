package io.craton.hsm.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.engine.memory.LibC;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("S2-30")
class CoreDumpsTest {
    private static final int PR_GET_DUMPABLE = 3;

    /** Changes itself for good, so it is a process of its own. */
    public static final class Child {
        public static void main(String[] args) throws IOException {
            System.out.println("denied " + CoreDumps.deny());
            LibC libc = LibC.get();
            System.out.println(
                    "dumpable "
                            + (libc == null ? "?" : libc.call("prctl", PR_GET_DUMPABLE).value()));
            Files.readAllLines(Path.of("/proc/self/limits")).stream()
                    .filter(line -> line.startsWith("Max core file size"))
                    .forEach(line -> System.out.println("core " + line.split("\\s+")[4]));
        }
    }

    @Test
    void deny_withTheCLibrary_setsBothLimits() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "needs prctl");
        assumeTrue(LibC.get() != null, "no way to the C library: neither Java 22 nor JNA");

        assertThat(run("auto")).contains("denied true", "dumpable 0", "core 0");
    }

    @Test
    void deny_withoutTheCLibrary_saysSo() throws Exception {
        assertThat(run("off")).contains("denied false", "core dumps stay as they are");
    }

    private static String run(String nativeSetting) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-D" + LibC.PROPERTY + "=" + nativeSetting,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Child.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return output;
    }
}
