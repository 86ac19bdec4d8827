package io.craton.hsm.core.token.operation;

import io.craton.hsm.core.policy.Approvals;
import io.craton.hsm.core.token.key.KeyAccess;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What is signed or verified, kept where a condition of the mechanism's approval looks at it: a
 * digest that the caller made. Of other mechanisms nothing is kept.
 */
final class JudgedData {
    // More than the longest digest with its name.
    private static final int LONGEST = 128;

    private final Approvals approvals;
    private final KeyAccess access;
    // Null where nothing is kept.
    private final @Nullable ByteArrayOutputStream seen;

    JudgedData(Approvals approvals, KeyAccess access) {
        this.approvals = approvals;
        this.access = access;
        this.seen = access.offer().spec().judgesData() ? new ByteArrayOutputStream() : null;
    }

    void update(byte[] data, int offset, int length) {
        if (seen != null) {
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
        return seen == null
                || approvals.check(
                        access.offer().spec(), access.service().over(seen.toByteArray()));
    }
}
