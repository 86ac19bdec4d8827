package io.craton.hsm.engine.kdf;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.KeyCodec;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The public key that belongs to a private key (PKCS#11 v3.2, section 6.43). */
public final class PublicFromPrivate implements MechanismFamily {
    private final Map<KeyType, KeyCodec> codecs;

    /** For the types of these codecs. */
    public PublicFromPrivate(Map<KeyType, KeyCodec> codecs) {
        this.codecs = codecs;
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return Set.of(MechanismType.CKM_PUB_KEY_FROM_PRIV_KEY);
    }

    @Override
    public KeyMaterial derive(
            Mechanism mechanism,
            KeyMaterial baseKey,
            Template template,
            Function<ObjectHandle, KeyMaterial> otherKeys) {
        Parameters.none(mechanism);
        KeyCodec codec = codecs.get(baseKey.keyType());
        if (codec == null || baseKey.objectClass() != ObjectClass.CKO_PRIVATE_KEY) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_TYPE_INCONSISTENT, "the base key is not a private key");
        }
        boolean fits =
                template.get(AttributeType.CKA_CLASS, ObjectClass.CKO_PUBLIC_KEY)
                                == ObjectClass.CKO_PUBLIC_KEY
                        && template.get(AttributeType.CKA_KEY_TYPE, baseKey.keyType())
                                == baseKey.keyType();
        if (!fits) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    "the mechanism makes the public key of the private key's type");
        }
        return codec.publicHalf(baseKey);
    }
}
