package io.craton.hsm.core.token.key;

import io.craton.hsm.Arguments;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.spi.AuditEvent;

/** What a session does with the random generator (PKCS#11 v3.2 section 5.19), an approved one. */
public final class RandomService {
    private final Caller caller;

    /**
     * @param caller who calls
     */
    public RandomService(Caller caller) {
        this.caller = caller;
    }

    /** Random bytes. */
    public byte[] generate(int length) {
        caller.enter();
        byte[] bytes = new byte[Math.max(0, Math.min(length, Session.MAX_RANDOM))];
        recorded(AuditEvent.GENERATE_RANDOM, () -> fill(bytes, length));
        return bytes;
    }

    private void fill(byte[] bytes, int length) {
        if (bytes.length != length) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "one call gives 0 to "
                            + Session.MAX_RANDOM
                            + " random bytes; ask several times for more");
        }
        caller.parts().random().nextBytes(bytes);
    }

    /** Mixes a seed into the generator. */
    public void seed(byte[] seed) {
        caller.enter();
        Arguments.notNull(seed, "the seed");
        recorded(AuditEvent.SEED_RANDOM, () -> caller.parts().random().seed(seed));
    }

    private void recorded(AuditEvent event, Runnable call) {
        try {
            call.run();
        } catch (HsmException e) {
            record(event, e.code());
            throw e;
        }
        record(event, ReturnCode.CKR_OK);
    }

    private void record(AuditEvent event, ReturnCode result) {
        caller.recorder().record(event, result, null, null, true, null);
    }
}
