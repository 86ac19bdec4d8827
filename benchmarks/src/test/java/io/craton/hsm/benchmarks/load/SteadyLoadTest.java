package io.craton.hsm.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.benchmarks.load.Load.Outcome;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server that does the same for a long time needs no more memory and no longer for its slowest
 * calls at the end than at the beginning, and every thread gets its share.
 */
class SteadyLoadTest {
    private static final int PACE = 2_000;
    private static final long MEGABYTE = 1 << 20;

    /** The first one loads classes, fills pools and compiles. */
    private static final int FIRST = 1;

    private static final int COMPARED = 3;

    /**
     * What was seen after a while.
     *
     * @param outcome of the calls
     * @param memory on the heap and in buffers, when what nobody needs is gone, in bytes
     */
    private record Look(Outcome outcome, long memory) {
        private long tail() {
            return outcome.latencies().percentile(0.999);
        }

        private String line() {
            return String.format(
                    "%,9d calls, median %4d us, 99 %% %5d us, 99.9 %% %6d us, longest %7d us, least share %.2f, %.1f MiB",
                    outcome.latencies().count(),
                    outcome.latencies().percentile(0.5) / 1_000,
                    outcome.latencies().percentile(0.99) / 1_000,
                    tail() / 1_000,
                    outcome.latencies().longest() / 1_000,
                    outcome.leastShare(),
                    (double) memory / MEGABYTE);
        }
    }

    private static List<ThreadKind> kinds() {
        return Stream.of(ThreadKind.values()).filter(ThreadKind::available).toList();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void aFewSeconds_needNoMoreMemory(ThreadKind kind) throws Exception {
        List<Look> looks = looks(new Load(50, kind, PACE, Duration.ofMillis(400).toNanos()), 7);

        requireFlatMemory(looks);
        assertThat(looks).allMatch(look -> look.outcome().leastShare() > 0);
    }

    @Test
    @Tag("campaign")
    void tenMinutes_areFlat() throws Exception {
        List<ThreadKind> kinds = kinds();
        ThreadKind kind = kinds.get(kinds.size() - 1);
        int threads = kind == ThreadKind.VIRTUAL ? 1_000 : 64;
        List<Look> looks =
                looks(new Load(threads, kind, PACE, Duration.ofMinutes(1).toNanos()), 10);
        looks.forEach(look -> System.out.println("steady load: " + look.line()));

        requireFlatMemory(looks);
        assertThat(median(last(looks), Look::tail))
                .isLessThan(3 * median(first(looks), Look::tail) + 1_000_000);
        for (Look look : looks) {
            assertThat(look.outcome().perSecond()).isGreaterThan(0.9 * PACE);
            assertThat(look.outcome().leastShare()).isGreaterThan(0.8);
        }
    }

    private static List<Look> looks(Load load, int count) throws Exception {
        List<Look> looks = new ArrayList<>();
        try (LoadedToken token = new LoadedToken()) {
            for (int i = 0; i < count; i++) {
                Outcome outcome = load.run(token::caller);
                looks.add(new Look(outcome, memory()));
            }
        }
        return looks;
    }

    private static long memory() {
        System.gc();
        long buffers =
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + buffers;
    }

    private static void requireFlatMemory(List<Look> looks) {
        long before = median(first(looks), Look::memory);
        assertThat(median(last(looks), Look::memory))
                .isLessThan(before + before / 10 + 2 * MEGABYTE);
    }

    private static List<Look> first(List<Look> looks) {
        return looks.subList(FIRST, FIRST + COMPARED);
    }

    private static List<Look> last(List<Look> looks) {
        return looks.subList(looks.size() - COMPARED, looks.size());
    }

    /** One figure of a look. */
    private interface Figure {
        long of(Look look);
    }

    private static long median(List<Look> looks, Figure figure) {
        return looks.stream()
                .map(figure::of)
                .sorted(Comparator.naturalOrder())
                .toList()
                .get(COMPARED / 2);
    }
}
