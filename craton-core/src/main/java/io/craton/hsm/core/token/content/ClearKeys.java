package io.craton.hsm.core.token.content;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.core.object.HsmObject;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns, once an opening, of a secret or private key that is made as a public token object: its
 * value lies in the store under a key that lies beside it, and needs no PIN.
 */
final class ClearKeys {
    private static final Logger LOG = LoggerFactory.getLogger(ClearKeys.class);

    private final int slot;
    private final AtomicBoolean warned = new AtomicBoolean();

    ClearKeys(int slot) {
        this.slot = slot;
    }

    /** An object was made. */
    void made(HsmObject object) {
        boolean secret =
                object.objectClass() == ObjectClass.CKO_SECRET_KEY
                        || object.objectClass() == ObjectClass.CKO_PRIVATE_KEY;
        if (secret && object.token() && !object.isPrivate() && warned.compareAndSet(false, true)) {
            LOG.warn(
                    "the key {} of slot {} is a token object with CKA_PRIVATE false: it lies in clear in the store, and"
                            + " anybody may use it without a PIN; said once an opening",
                    object.idText(),
                    slot);
        }
    }
}
