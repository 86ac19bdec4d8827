package io.craton.hsm.system.walk;

import io.craton.hsm.HsmException;

/**
 * A security officer who is fooled: he trusts every key that the module lets him trust, but does
 * not say that he accepts foreign ones.
 */
final class Officer {
    private Officer() {}

    /** Tries to trust a key; whether it worked. */
    static boolean trusts(Bench bench, String uniqueId) {
        try {
            bench.slot().trust(uniqueId, bench.session(), false);
            return true;
        } catch (HsmException e) {
            return false;
        }
    }
}
