package io.craton.hsm.core.mechanism;

import io.craton.hsm.Approval;
import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.engine.rsa.DigestInfos;

/**
 * The conditions that look at what is signed or verified, of mechanisms that take a digest from the
 * caller. Each is met by data that is not known yet.
 */
final class DataConditions {
    private DataConditions() {}

    static boolean digest(Service service) {
        byte[] data = service.data();
        if (data == null) {
            return true;
        }
        Approval least = service.isNew() ? Approval.APPROVED : Approval.LEGACY;
        return Digest.with(DigestUse.DIGEST).keySet().stream()
                .filter(hash -> hash.approval().compareTo(least) <= 0)
                .anyMatch(hash -> hash.length() == data.length);
    }

    static boolean digestInfo(Service service) {
        byte[] data = service.data();
        return data == null || DigestInfos.contains(data);
    }
}
