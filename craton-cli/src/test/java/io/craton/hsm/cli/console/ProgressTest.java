package io.craton.hsm.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.TestIo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final TestIo test = new TestIo();
    private final AtomicLong nanos = new AtomicLong();

    private Progress progress(OptionalLong total) {
        return new Progress(test.io(), "Signing", total, nanos::get);
    }

    @Test
    void line_ofAFile_hasRateAndTimeLeft() throws IOException {
        Progress progress = progress(OptionalLong.of(4 << 20));
        try (InputStream in = progress.counting(new ByteArrayInputStream(new byte[4 << 20]))) {
            in.readNBytes(1 << 20);
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(30));

            assertThat(progress.line())
                    .isEqualTo("Signing: 1.0 MiB of 4.0 MiB, 34.1 KiB/s, 1 min 30 s left");
        }
    }

    @Test
    void line_ofAPipe_hasNoEndToTell() throws IOException {
        Progress progress = progress(OptionalLong.empty());
        try (InputStream in = progress.counting(new ByteArrayInputStream(new byte[100]))) {
            in.readAllBytes();
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));

            assertThat(progress.line()).isEqualTo("Signing: 100 bytes, 50 bytes/s");
        }
    }

    @Test
    void line_ofWhatIsNotCounted_hasTheTime() {
        Progress progress = progress(OptionalLong.empty());
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(7));

        assertThat(progress.line()).isEqualTo("Signing: 7 s");
        progress.end();
        assertThat(test.err()).isEmpty();
    }
}
