package io.craton.hsm.engine.common;

import io.craton.hsm.Digest;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The idle HMACs with one digest, for all keys. None of them holds a key, as with {@link
 * CipherPool}. Safe for use by several threads.
 */
public final class MacPool {
    private static final int SIZE = 64;
    private static final String FORGETS_AT_ONCE = "SunJCE";
    private static final SecretKey IDLE_KEY = new SecretKeySpec(new byte[1], "RAW");

    private final Libraries libraries;
    private final Digest hash;
    private final InstancePool<Mac> idle = new InstancePool<>(SIZE);

    MacPool(Libraries libraries, Digest hash) {
        this.libraries = libraries;
        this.hash = hash;
    }

    /** An HMAC with a key, ready for data; closed by the caller. */
    public KeyedMac start(LibraryKey key) {
        Mac pooled = idle.take();
        Mac mac = pooled == null ? libraries.hmac(hash) : pooled;
        return Guard.call("the HMAC failed", () -> start(mac, key.lend()));
    }

    private KeyedMac start(Mac mac, LentKey key) throws GeneralSecurityException {
        KeyedMac keyed = new KeyedMac(this, mac, key);
        try {
            mac.init(key);
            return keyed;
        } catch (GeneralSecurityException | RuntimeException e) {
            keyed.close();
            throw e;
        }
    }

    /** Takes the key from a MAC and keeps the MAC; one that does not let go is dropped. */
    void rest(Mac mac) {
        try {
            mac.init(IDLE_KEY);
            if (!mac.getProvider().getName().equals(FORGETS_AT_ONCE)) {
                // Corretto has the state of the key before until it computes with the next one.
                mac.doFinal();
            }
            idle.give(mac);
        } catch (GeneralSecurityException | RuntimeException e) {
            // No library refuses this key.
            return;
        }
    }
}
