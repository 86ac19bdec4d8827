package io.craton.hsm.engine.common;

import javax.crypto.Mac;

/** An HMAC of a library with a key, for one use: closing it takes the key from it. */
public final class KeyedMac implements InUse.Keyed {
    private final MacPool pool;
    private final Mac mac;
    private final LentKey key;
    private boolean closed;

    KeyedMac(MacPool pool, Mac mac, LentKey key) {
        this.pool = pool;
        this.mac = mac;
        this.key = key;
    }

    /** The HMAC; not to be used after {@link #close}. */
    public Mac mac() {
        return mac;
    }

    /** Takes the key from the HMAC. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            pool.rest(mac);
            key.takeBack();
        }
    }
}
