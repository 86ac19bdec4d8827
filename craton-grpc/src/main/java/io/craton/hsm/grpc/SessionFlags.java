package io.craton.hsm.grpc;

/**
 * The flags of {@code C_OpenSession}, of which the schema has the one question that they answer.
 */
final class SessionFlags {
    static final long READ_ONLY = 4;
    static final long READ_WRITE = 6;

    private SessionFlags() {}
}
