package io.craton.hsm.audit.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ReturnCode;
import io.craton.hsm.audit.file.LogFile;
import io.craton.hsm.audit.line.Chain;
import io.craton.hsm.audit.line.LineRing;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the writer of a log does when the log is closed between its decision and its write. */
class LogWriterTest {
    private static final AuditRecord RECORD =
            AuditRecord.module(AuditEvent.CHAIN_CONTINUITY, ReturnCode.CKR_OK, null);

    private final Chain chain = new Chain(Clock.systemUTC());
    private final LineRing ring = LineRing.inMemory(1 << 16);
    private final StoreMarks marks = new StoreMarks(Map.of());
    private final LogQueue queue =
            new LogQueue(chain, ring, LogQueue.Speed.LAZY, 1, marks, System::nanoTime);
    private final Forced file = new Forced();

    /** Knows how much was written, and how much of that was forced. */
    private static final class Forced implements LogFile {
        private long length;
        private long forced;

        @Override
        public void append(byte[] bytes, int offset, int count) {
            length += count;
        }

        @Override
        public void force() {
            forced = length;
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public void truncate(long to) {
            length = to;
        }

        @Override
        public void read(long position, byte[] into, int offset, int count) {
            throw new IllegalStateException("nothing has to be read");
        }

        @Override
        public boolean replaced() {
            return false;
        }

        @Override
        public void close() {
            // there is nothing to close
        }
    }

    @Test
    void lastWrite_isForcedAndRemembered_whateverWasDueBefore() throws IOException {
        Path path = Path.of("audit.jsonl");
        LogDrain drain =
                new LogDrain(path, () -> file, file, ring, null, chain.head(), System::nanoTime);
        LogWriter writer = new LogWriter(queue, drain, marks);
        queue.append(RECORD);
        writer.cycle(LogQueue.Step.WRITE, false);
        assertThat(file.length).isPositive();
        assertThat(file.forced).isZero();
        assertThat(drain.settled()).isZero();

        queue.append(RECORD);
        queue.close();
        writer.cycle(LogQueue.Step.WRITE, true);

        assertThat(writer.lastFailure()).isNull();
        assertThat(file.forced).isEqualTo(file.length);
        assertThat(drain.settled()).isEqualTo(chain.head().sequence);
    }
}
