package io.craton.hsm.store;

import io.craton.hsm.HsmException;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.store.crypto.SecretKeyBytes;
import io.craton.hsm.store.header.PinGate;
import io.craton.hsm.store.header.PinSection;
import io.craton.hsm.store.header.PinWrap;
import io.craton.hsm.store.header.TokenHeader;
import io.craton.hsm.store.record.TokenRecords;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the user PIN. If the SO's PIN opens the objects, the same key is wrapped again and the
 * objects stay; if it does not, nobody can wrap that key: there is a new one, and the private
 * objects of the old are gone.
 */
final class UserPinReset {
    private static final Logger LOG = LoggerFactory.getLogger(UserPinReset.class);

    private final PinGate gate;
    private final PinWrap wrap;
    private final StoreSettings settings;
    private final TokenRecords objects;

    UserPinReset(PinGate gate, PinWrap wrap, StoreSettings settings, TokenRecords objects) {
        this.gate = gate;
        this.wrap = wrap;
        this.settings = settings;
        this.objects = objects;
    }

    void run(@Nullable SecretKeyBytes masterKey, byte[] pin) {
        byte[] master = masterKey == null ? newMaster() : masterKey.use(byte[]::clone);
        try {
            TokenHeader present = gate.required();
            PinSection.Content content =
                    masterKey == null
                            ? PinSection.Content.FRESH_MASTER_KEY
                            : PinSection.Content.MASTER_KEY;
            int iterations = settings.pbkdf2Iterations();
            PinSection next =
                    wrap.next(present, UserType.CKU_USER, pin, iterations, content, master);
            if (masterKey == null) {
                startOver(present, next, pin, master);
            } else {
                objects.proveRoom(present);
                objects.sealHeader(
                        gate.exchange(UserType.CKU_USER, present.user().version(), next));
            }
        } finally {
            Arrays.fill(master, (byte) 0);
        }
    }

    private byte[] newMaster() {
        byte[] master = new byte[TokenHeader.KEY];
        settings.random().nextBytes(master);
        return master;
    }

    /** From the write of the header on the PIN is the new one, with no private objects. */
    private void startOver(TokenHeader present, PinSection next, byte[] pin, byte[] master) {
        objects.lock();
        int version = present.masterVersion() + 1;
        TokenHeader written =
                gate.update(header -> header.withPins(header.so(), next).withMaster(version));
        try {
            settle(written, next, pin, master);
        } catch (HsmException e) {
            LOG.warn("the next login of the user ends the old objects", e);
        }
    }

    /** After a crash in between, the next login of the user goes on from where this was. */
    private void settle(TokenHeader written, PinSection next, byte[] pin, byte[] master) {
        objects.unlock(master, written, true, false, gate::required);
        objects.lock();
        try (SecretKeyBytes derived = next.derive(pin)) {
            gate.exchange(
                    UserType.CKU_USER,
                    next.version(),
                    wrap.settled(written, UserType.CKU_USER, next, derived, master));
        }
    }
}
