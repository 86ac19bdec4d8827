package io.craton.hsm.nativedoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that load a PKCS#11 library, each doing what it is for. */
@Tag("ecosystem")
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OtherProgramsTest {
    private static final Path PROGRAMS = NativeLibrary.MODULE.resolve("src/test/programs");

    @TempDir Path directory;

    private Path library;
    private NativeDaemon daemon;

    @BeforeEach
    void start() throws Exception {
        library = NativeLibrary.build();
        daemon = new NativeDaemon(directory);
        daemon.initToken("native");
    }

    @AfterEach
    void end() {
        if (daemon != null) {
            daemon.close();
        }
    }

    private static String pin() {
        return new String(NativeDaemon.USER_PIN);
    }

    /** The JDK's provider signs, agrees, encrypts; others check it. */
    @Test
    void sunPkcs11() throws Exception {
        Path configuration = directory.resolve("sun.cfg");
        Files.writeString(configuration, "name = Craton\nlibrary = " + library + "\nslot = 0\n");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String program = PROGRAMS.resolve("SunPkcs11.java").toString();
        String said =
                Programs.runWell(
                        directory,
                        daemon.environment(),
                        List.of(java, program, configuration.toString(), pin()));
        assertThat(said).endsWith("all right\n");
    }

    @Test
    void pythonPkcs11() throws Exception {
        Programs.require("python3");
        List<String> look = List.of("python3", "-c", "import pkcs11");
        boolean there = Programs.run(directory, Map.of(), look).exitCode() == 0;
        if (!there) {
            System.out.println("left out: python3 has no python-pkcs11 here");
        }
        assumeTrue(there, "python3 has no python-pkcs11 here");
        String program = PROGRAMS.resolve("python_pkcs11.py").toString();
        String said =
                Programs.runWell(
                        directory,
                        daemon.environment(),
                        List.of("python3", program, library.toString(), pin()));
        assertThat(said).endsWith("all right\n");
    }
}
