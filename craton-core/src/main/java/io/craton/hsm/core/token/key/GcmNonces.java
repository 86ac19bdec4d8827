package io.craton.hsm.core.token.key;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.RandomSource;
import io.craton.hsm.spi.TokenStore;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Initialisation vectors for AES-GCM (and, where keys are wrapped or messages encrypted, for
 * AES-CCM and ChaCha20-Poly1305) that never repeat for a key (SP 800-38D section 8.2.1): 8 drawn
 * bytes and a counter of 4 bytes. The counter of a token key is reserved in the store in ranges, so
 * that it goes on after a restart and skips what a crash left unused; it alone keeps this module's
 * vectors apart, and it has an end, which is announced. The drawn bytes keep copies apart: of a
 * key, of a store, and of a whole machine that was resumed twice from one snapshot, whose keys in
 * memory go on with the same counter. Therefore they are drawn anew after each millisecond, and
 * combined with the time in nanoseconds, which two machines do not share.
 */
public final class GcmNonces {
    private static final Logger LOG = LoggerFactory.getLogger(GcmNonces.class);
    private static final long DRAW_AGAIN_NANOS = 1_000_000;
    private static final int IV_BYTES = 12;
    private static final long COUNTER_MASK = 0xFFFF_FFFFL;
    private static final int FIRST_RANGE = 64;
    private static final int LONGEST_RANGE = 1 << 16;
    private static final int WARN_PERCENT = 90;
    private static final int ALL_PERCENT = 100;

    private GcmNonces() {}

    /** The invocations of one key while it is loaded. Its own lock guards it. */
    public static final class Invocations {
        private long prefix;
        private long drawnAt;
        private boolean drawn;
        private long next;
        private long end;
        private int range = FIRST_RANGE;
        private int announced;

        /** The percent of the limit to be announced now, or 0. */
        private int announce(int percent) {
            boolean news = percent >= WARN_PERCENT && percent > announced;
            announced = news ? percent : announced;
            return news ? percent : 0;
        }
    }

    /** The mechanism with an initialisation vector of the module's if it is GCM and has none. */
    public static Mechanism complete(Caller caller, Mechanism mechanism, HsmObject key) {
        if (mechanism.type() == MechanismType.CKM_AES_GCM
                && mechanism.parameters() instanceof MechanismParameters.Gcm gcm
                && gcm.iv() == null) {
            byte[] iv = next(caller, key, mechanism.type());
            return Mechanism.of(
                    mechanism.type(), new MechanismParameters.Gcm(iv, gcm.aad(), gcm.tagBits()));
        }
        return mechanism;
    }

    /**
     * The next initialisation vector of a key, 12 bytes; the mechanisms of one key share the count.
     *
     * @throws HsmException {@code CKR_KEY_EXHAUSTED} when all have been used
     */
    public static byte[] next(Caller caller, HsmObject key, MechanismType mechanism) {
        Invocations invocations = key.attachment(Invocations.class, Invocations::new);
        long limit = caller.parts().limits().gcmInvocations();
        byte[] iv = new byte[IV_BYTES];
        int announce;
        synchronized (invocations) {
            if (invocations.next == invocations.end) {
                reserve(caller.context().store(), key, invocations, limit);
            }
            long number = invocations.next;
            if (number >= limit) {
                throw exhausted(limit);
            }
            invocations.next++;
            announce = invocations.announce((int) ((number + 1) * ALL_PERCENT / limit));
            long prefix = prefix(invocations, caller.parts().random());
            ByteBuffer.wrap(iv).putLong(prefix).putInt((int) number);
        }
        if (announce != 0) {
            announce(caller, key, mechanism, announce);
        }
        return iv;
    }

    private static HsmException exhausted(long limit) {
        return new HsmException(
                ReturnCode.CKR_KEY_EXHAUSTED,
                "the module has made all "
                        + limit
                        + " initialisation vectors of this key; generate a new key");
    }

    // Called with the lock of the invocations held.
    private static long prefix(Invocations invocations, RandomSource random) {
        long now = System.nanoTime();
        if (!invocations.drawn || now - invocations.drawnAt > DRAW_AGAIN_NANOS) {
            byte[] fresh = new byte[Long.BYTES];
            random.nextBytes(fresh);
            invocations.prefix = ByteBuffer.wrap(fresh).getLong();
            invocations.drawnAt = now;
            invocations.drawn = true;
        }
        return invocations.prefix ^ now;
    }

    private static void reserve(
            TokenStore store, HsmObject key, Invocations invocations, long limit) {
        if (key.token()) {
            // The upper half tells a restored token from the original; the drawn bytes do that
            // here.
            invocations.next = store.reserve(key.id(), invocations.range) & COUNTER_MASK;
            invocations.end = invocations.next + invocations.range;
            invocations.range = Math.min(2 * invocations.range, LONGEST_RANGE);
        } else {
            invocations.end = limit + 1;
        }
    }

    private static void announce(
            Caller caller, HsmObject key, MechanismType mechanism, int percent) {
        LOG.warn(
                "{} nonce counter of key {} is at {} % of its limit; generate a new key",
                name(mechanism), key.idText(), percent);
        AuditDetail.Text detail = AuditDetail.COUNTER.with(percent);
        caller.recorder()
                .record(AuditEvent.GCM_COUNTER, ReturnCode.CKR_OK, key, mechanism, null, detail);
    }

    private static String name(MechanismType mechanism) {
        return switch (mechanism) {
            case CKM_AES_GCM -> "AES-GCM";
            case CKM_AES_CCM -> "AES-CCM";
            default -> "ChaCha20-Poly1305";
        };
    }
}
