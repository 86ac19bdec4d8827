package io.craton.hsm.benchmarks.load;

/**
 * How long calls took, counted in steps of at most 3 percent. One thread at a time; those of
 * several are added up afterwards.
 */
final class Latencies {
    private static final int BITS = 5;
    private static final int STEPS = 1 << BITS;

    private final long[] counts = new long[(Long.SIZE - BITS) * STEPS];
    private long count;
    private long longest;

    /** Counts a call. */
    void add(long nanos) {
        long length = Math.max(0, nanos);
        counts[index(length)]++;
        count++;
        longest = Math.max(longest, length);
    }

    private static int index(long nanos) {
        int shift = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(nanos) - BITS - 1);
        return shift * STEPS + (int) (nanos >>> shift);
    }

    /** The longest that is counted at an index. */
    private static long upperBound(int index) {
        int shift = Math.max(0, index / STEPS - 1);
        long step = index - (long) shift * STEPS;
        return ((step + 1) << shift) - 1;
    }

    /** Counts those of another thread, too. */
    void add(Latencies other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        count += other.count;
        longest = Math.max(longest, other.longest);
    }

    /** How many calls there were. */
    long count() {
        return count;
    }

    /** In nanoseconds. */
    long longest() {
        return longest;
    }

    /**
     * What so many of the calls did not exceed, in nanoseconds; 0 if there were none.
     *
     * @param share from 0 to 1, such as 0.999
     */
    long percentile(double share) {
        long rank = (long) Math.ceil(share * count);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= rank && seen > 0) {
                return Math.min(upperBound(i), longest);
            }
        }
        return 0;
    }
}
