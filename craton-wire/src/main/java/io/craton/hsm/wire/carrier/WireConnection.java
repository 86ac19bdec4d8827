package io.craton.hsm.wire.carrier;

import io.craton.hsm.wire.form.WireForm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** A connection to a daemon: a message goes, and its answers come. For one thread at a time. */
public interface WireConnection extends AutoCloseable {
    /** How numbers in messages are written. */
    WireForm form();

    /** The longest message that the daemon takes, in bytes. */
    int longestMessage();

    /**
     * From now on an answer may take so long.
     *
     * @param longest zero for as long as it likes
     */
    void waitFor(Duration longest);

    /**
     * Sends a message.
     *
     * @param message a call; not changed, and not looked at afterwards
     * @throws io.craton.hsm.HsmException if it cannot go this way; nothing was sent
     */
    void send(ByteBuffer message) throws IOException;

    /**
     * The next answer to the last message, a piece or the end.
     *
     * @return the bytes of it, which the caller wipes
     * @throws IOException if the connection is lost
     */
    byte[] receive() throws IOException;

    /** Ends it at once; another thread that waits for an answer finds out. */
    @Override
    void close();
}
