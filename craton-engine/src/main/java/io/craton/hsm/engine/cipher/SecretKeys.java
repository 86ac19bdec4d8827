package io.craton.hsm.engine.cipher;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Attributes;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.common.SecretKeySizes;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.util.Set;
import java.util.stream.Collectors;

/** Generation of secret keys. */
public final class SecretKeys implements MechanismFamily {
    private final Libraries libraries;

    /** Random bytes come from here. */
    public SecretKeys(Libraries libraries) {
        this.libraries = libraries;
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return KeyType.secretKeys().stream()
                .flatMap(type -> type.generator().stream())
                .collect(Collectors.toSet());
    }

    @Override
    public KeyMaterial generateKey(Mechanism mechanism, Template template) {
        Parameters.none(mechanism);
        KeyType made =
                mechanism
                        .type()
                        .generates()
                        .filter(type -> type.kind().isSecret())
                        .orElseThrow(() -> MechanismFamily.cannot(mechanism, "generate a key"));
        KeyType type = template.get(AttributeType.CKA_KEY_TYPE, made);
        if (type != made) {
            throw new HsmException(
                    ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                    mechanism.type() + " makes keys of the type " + made);
        }
        SecretKeySizes sizes = SecretKeySizes.of(type);
        Long length = template.get(AttributeType.CKA_VALUE_LEN);
        if (length == null) {
            length =
                    sizes.fixedLength().isPresent()
                            ? (Long) (long) sizes.fixedLength().getAsInt()
                            : Attributes.required(template, AttributeType.CKA_VALUE_LEN);
        }
        sizes.check(length, ReturnCode.CKR_KEY_SIZE_RANGE);
        byte[] value = libraries.randomBytes(length.intValue());
        while (sizes.isWeak(value)) {
            value = libraries.randomBytes(length.intValue());
        }
        sizes.adjust(value);
        return KeyMaterial.secretKey(type, value);
    }
}
