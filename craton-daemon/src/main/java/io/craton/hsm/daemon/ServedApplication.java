package io.craton.hsm.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.craton.hsm.Hsm;

/** An application of a client, with as many connections as it likes; the last one ends it. */
final class ServedApplication {
    private final ClientIdentity client;
    private final Hsm hsm;
    private final ServedHandles handles;

    @GuardedBy("this")
    private int connections = 1;

    /**
     * Begun by one connection.
     *
     * @param sessions how many its user may have
     */
    ServedApplication(ClientIdentity client, Hsm hsm, Quota sessions) {
        this.client = client;
        this.hsm = hsm;
        this.handles = new ServedHandles(hsm, client.user(), sessions);
    }

    ClientIdentity client() {
        return client;
    }

    Hsm hsm() {
        return hsm;
    }

    ServedHandles handles() {
        return handles;
    }

    /** False if it has ended meanwhile. */
    synchronized boolean join() {
        if (connections == 0) {
            return false;
        }
        connections++;
        return true;
    }

    /** True if that was the last connection. */
    synchronized boolean leave() {
        return connections > 0 && --connections == 0;
    }
}
