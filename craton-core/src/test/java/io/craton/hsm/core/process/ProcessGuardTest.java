package io.craton.hsm.core.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.engine.memory.LibC;
import java.io.File;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The guard inside its own process; {@code ForkTest} has a real child. */
class ProcessGuardTest {
    private static final long PID = ProcessHandle.current().pid();

    @Test
    void capture_sameProcess_isRecognised() {
        ProcessGuard guard = ProcessGuard.capture();

        assertThat(guard.sameProcess()).isTrue();
        assertThat(guard.processId()).isEqualTo(PID);
    }

    @Test
    void capture_withTheCLibrary_usesAWipedPage() {
        LibC libc = LibC.get();
        assumeTrue(libc != null, "no way to the C library: neither Java 22 nor JNA");
        assumeTrue(System.getProperty("os.name").equals("Linux"), "the page exists on Linux");
        ProcessGuard guard = ProcessGuard.capture(libc);

        assertThat(guard.method()).startsWith("wipe-on-fork page");
        assertThat(guard.processId()).isEqualTo(PID);
        assertThat(guard.sameProcess()).isTrue();
        assertThat(ProcessGuard.capture(libc).sameProcess()).isTrue();
    }

    @Test
    void capture_withoutTheCLibrary_looksIntoProc() throws InterruptedException {
        assumeTrue(new File("/proc/self").exists(), "no /proc");
        ProcessGuard guard = ProcessGuard.capture(null);

        assertThat(guard.method()).isEqualTo("/proc/self");
        assertThat(guard.processId()).isEqualTo(PID);
        AtomicBoolean elsewhere = new AtomicBoolean();
        Thread thread = new Thread(() -> elsewhere.set(guard.sameProcess()));
        thread.start();
        thread.join();
        assertThat(elsewhere).isTrue();
        for (int i = 0; i < 100_000; i++) {
            assertThat(guard.sameProcess()).isTrue();
        }
    }

    @Test
    void processId_askedOfTheCLibrary_isOurs() {
        LibC libc = LibC.get();
        assumeTrue(libc != null, "no way to the C library: neither Java 22 nor JNA");

        assertThat(libc.processId()).isEqualTo(PID);
        assertThat(libc.call("getpid").value()).isEqualTo(PID);
    }

    @Test
    void call_thatFails_tellsTheError() {
        LibC libc = LibC.get();
        assumeTrue(libc != null, "no way to the C library: neither Java 22 nor JNA");

        LibC.Result result = libc.call("madvise", 1, 4096, 0);

        assertThat(result.ok()).isFalse();
        assertThat(result.message()).isEqualTo("Invalid argument");
    }
}
