package io.craton.hsm.core.token;

import io.craton.hsm.core.mechanism.Condition;
import io.craton.hsm.core.mechanism.MechanismSpec;
import java.io.ByteArrayOutputStream;

/**
 * What is signed or verified, kept where a condition of the mechanism's approval looks at it: a
 * digest that the caller made. Of other mechanisms nothing is kept.
 */
final class JudgedData {
    // More than the longest digest with its name.
    private static final int LONGEST = 128;

    private final CoreSession session;
    private final KeyAccess access;
    private final boolean judged;
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream(0);

    JudgedData(CoreSession session, KeyAccess access) {
        this.session = session;
        this.access = access;
        this.judged = access.offer().spec().conditions().stream().anyMatch(Condition::judgesData);
    }

    void update(byte[] data, int offset, int length) {
        if (judged) {
            seen.write(data, offset, Math.min(length, LONGEST - seen.size()));
        }
    }

    /**
     * Whether it is an approved service, now that all the data is there.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_DATA_LEN_RANGE} if it is not, and only approved
     *     services are offered
     */
    boolean approved() {
        MechanismSpec spec = access.offer().spec();
        return !judged
                || session.token()
                        .parts()
                        .policy()
                        .approvals()
                        .check(spec, access.service().over(seen.toByteArray()));
    }
}
