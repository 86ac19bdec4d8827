package io.craton.hsm.core.function;

/**
 * The messages of one initialisation: a process that ends with its last call or when it is
 * cancelled, not with the failure of a message.
 */
interface MessageSeries extends AutoCloseable {
    /** Ends the message under way, if there is one. */
    void abandon();

    @Override
    default void close() {
        abandon();
    }
}
