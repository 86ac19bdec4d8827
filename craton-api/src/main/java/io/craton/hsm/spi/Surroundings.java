package io.craton.hsm.spi;

import java.time.Clock;

/**
 * What a module takes from the machine that it runs on: the time, random bytes, threads, files. The
 * core, the store and the audit log have it from here and from nowhere else, so that a simulation
 * can put its own in the place of each.
 *
 * @param clock the time of day: dates of keys, times of audit records and backups
 * @param random random bytes: for the core those that seed its generator, for the store and the log
 *     those that the generator gives
 * @param threads where threads come from, and how one waits
 * @param files how files that are written are opened
 */
public record Surroundings(Clock clock, RandomSource random, Threads threads, FileOpener files) {

    /** Those of the machine, with this clock and this source of random bytes. */
    public static Surroundings of(Clock clock, RandomSource random) {
        return new Surroundings(clock, random, Threads.REAL, FileOpener.REAL);
    }

    /** The same with another source of random bytes. */
    public Surroundings withRandom(RandomSource other) {
        return new Surroundings(clock, other, threads, files);
    }
}
