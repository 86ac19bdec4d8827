package io.craton.hsm.core.policy;

import io.craton.hsm.Approval;
import io.craton.hsm.Digest;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.mechanism.Condition;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.Service;

/**
 * Whether a single operation is an approved service in FIPS terms, by its row in the mechanism
 * table. The answer is the indicator of each audit record, and in approved-only mode the reason to
 * refuse. The module itself is not validated.
 */
public final class Approvals {
    private final boolean approvedOnly;

    Approvals(boolean approvedOnly) {
        this.approvedOnly = approvedOnly;
    }

    /**
     * Whether an operation is an approved service, as far as it is known. Asked again when more is
     * known: the key that was made, or what was signed.
     *
     * @param spec the mechanism
     * @param service what is done with it
     * @throws HsmException with the code of the condition that is not met, if only approved
     *     services are offered
     */
    public boolean check(MechanismSpec spec, Service service) {
        for (Digest digest : service.mechanism().parameters().digests()) {
            if (digest.approval() == Approval.NOT_APPROVED) {
                return refusedFor(spec, digest);
            }
        }
        for (Condition condition : spec.conditions()) {
            if (!condition.holds(service)) {
                return refusedIf(spec, condition);
            }
        }
        return switch (spec.approval()) {
            case APPROVED -> true;
            case LEGACY -> !service.isNew();
            case NOT_APPROVED -> false;
        };
    }

    private boolean refusedFor(MechanismSpec spec, Digest digest) {
        if (!approvedOnly) {
            return false;
        }
        throw new HsmException(
                ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                spec.type()
                        + " is no approved service with "
                        + digest.standardName()
                        + ", and algorithms.fips_approved_only is true");
    }

    private boolean refusedIf(MechanismSpec spec, Condition condition) {
        if (!approvedOnly) {
            return false;
        }
        throw new HsmException(
                condition.refusal(),
                spec.type()
                        + " is an approved service only if "
                        + condition.sentence()
                        + " ("
                        + condition.source()
                        + "), and algorithms.fips_approved_only is true");
    }
}
