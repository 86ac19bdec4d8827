package io.craton.hsm.wire.carrier;

import java.io.IOException;
import java.time.Duration;

/** Makes connections to one daemon. Safe for use by several threads. */
public interface WireConnector {
    /** Where the daemon is, for people. */
    String place();

    /**
     * Connects.
     *
     * @param longest how long it and what follows may take, until another time is given
     * @throws io.craton.hsm.HsmException {@code CKR_DEVICE_ERROR} if the daemon is not to be
     *     trusted or does not want us
     * @throws IOException if there is none
     */
    WireConnection connect(Duration longest) throws IOException;
}
