package io.craton.hsm.core.mechanism;

import io.craton.hsm.core.engine.common.Hash;
import io.craton.hsm.core.engine.rsa.DigestInfos;

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
        for (Hash hash : Hash.values()) {
            boolean suits = hash != Hash.SHA_1 || !service.isNew();
            if (suits && hash.digest().isPresent() && hash.length() == data.length) {
                return true;
            }
        }
        return false;
    }

    static boolean digestInfo(Service service) {
        byte[] data = service.data();
        return data == null || DigestInfos.contains(data);
    }
}
