package io.craton.hsm.engine.common;

import javax.crypto.Cipher;

/** A cipher of a library with a key, for one use: closing it takes the key from it. */
public final class KeyedCipher implements InUse.Keyed {
    private final CipherPool pool;
    private final Cipher cipher;
    private final int mode;
    private final LentKey key;
    private boolean closed;

    KeyedCipher(CipherPool pool, Cipher cipher, int mode, LentKey key) {
        this.pool = pool;
        this.cipher = cipher;
        this.mode = mode;
        this.key = key;
    }

    /** The cipher; not to be used after {@link #close}. */
    public Cipher cipher() {
        return cipher;
    }

    /** Takes the key from the cipher. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            pool.rest(cipher, mode);
            key.takeBack();
        }
    }
}
