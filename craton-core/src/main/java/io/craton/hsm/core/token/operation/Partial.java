package io.craton.hsm.core.token.operation;

/** An operation that knows whether its mechanism takes data in parts. */
public interface Partial extends AutoCloseable {
    /** Whether data may come in parts ({@code C_SignUpdate} and the like). */
    boolean multiPart();

    @Override
    void close();
}
