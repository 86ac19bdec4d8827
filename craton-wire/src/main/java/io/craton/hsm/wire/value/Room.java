package io.craton.hsm.wire.value;

/**
 * What a caller has room for, instead of the buffer: whoever makes the call makes one that is large
 * enough, and no larger than the result.
 *
 * @param bytes how many bytes the caller takes
 */
public record Room(long bytes) {}
