package io.craton.hsm.core.token;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.Service;
import io.craton.hsm.core.policy.Policy;
import io.craton.hsm.core.policy.Policy.Offer;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.math.BigInteger;
import java.util.Map;

/** Whether the policy permits something, without doing it. */
final class PolicyCheck {
    private final Policy policy;

    PolicyCheck(Policy policy) {
        this.policy = policy;
    }

    void check(Mechanism mechanism, MechanismInfo.Flag operation, Template key) {
        Offer offer = policy.permit(mechanism, operation);
        Service service = Service.of(mechanism, operation);
        Long length = key.get(AttributeType.CKA_VALUE_LEN);
        if (length != null) {
            service = service.making(new Service.Made(length, null));
        }
        KeyType keyType = key.get(AttributeType.CKA_KEY_TYPE);
        if (keyType != null) {
            KeyMaterial material =
                    KeyMaterial.of(ObjectClass.CKO_PUBLIC_KEY, keyType, key, Map.of());
            service = service.with(material, false);
            checkSize(offer, key);
        }
        policy.approvals().check(offer.spec(), service);
    }

    private void checkSize(Offer offer, Template key) {
        byte[] modulus = key.get(AttributeType.CKA_MODULUS);
        Long bits =
                modulus == null
                        ? key.get(AttributeType.CKA_MODULUS_BITS)
                        : Long.valueOf(new BigInteger(1, modulus).bitLength());
        if (bits != null) {
            policy.size(offer, bits, ReturnCode.CKR_KEY_SIZE_RANGE);
        }
    }
}
