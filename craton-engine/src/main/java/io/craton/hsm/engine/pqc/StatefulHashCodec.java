package io.craton.hsm.engine.pqc;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Attributes;
import io.craton.hsm.engine.common.KeyCodec;
import io.craton.hsm.engine.common.Secrets;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.der.KeyWriter;
import java.nio.ByteBuffer;
import org.bouncycastle.crypto.params.HSSPublicKeyParameters;

/** HSS, XMSS and XMSS^MT public keys; there are no private ones here (RFC 9802). */
public final class StatefulHashCodec implements KeyCodec {
    private final KeyType keyType;

    /**
     * For one of {@link KeyType#CKK_HSS}, {@link KeyType#CKK_XMSS} and {@link KeyType#CKK_XMSSMT}.
     */
    public StatefulHashCodec(KeyType keyType) {
        this.keyType = keyType;
    }

    @Override
    public KeyMaterial importPublic(Template template) {
        byte[] value = Attributes.bytes(template, AttributeType.CKA_VALUE);
        StatefulHash.Parsed parsed = StatefulHash.parse(keyType, value);
        Template.Builder components = Template.builder().set(AttributeType.CKA_VALUE, value);
        if (parsed.key() instanceof HSSPublicKeyParameters hss) {
            components
                    .set(AttributeType.CKA_HSS_LEVELS, (long) hss.getL())
                    .set(
                            AttributeType.CKA_HSS_LMS_TYPE,
                            (long) hss.getLMSPublicKey().getSigParameters().getType())
                    .set(
                            AttributeType.CKA_HSS_LMOTS_TYPE,
                            (long) hss.getLMSPublicKey().getOtsParameters().getType());
        } else {
            long set = ByteBuffer.wrap(value).getInt();
            if (template.get(AttributeType.CKA_PARAMETER_SET, set) != set) {
                throw new HsmException(
                        ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                        "CKA_PARAMETER_SET is not the set of CKA_VALUE");
            }
            components.set(AttributeType.CKA_PARAMETER_SET, set);
        }
        return Secrets.publicKey(keyType, components.build());
    }

    @Override
    public KeyMaterial importPrivate(Template template) {
        throw noPrivateKeys(ReturnCode.CKR_TEMPLATE_INCONSISTENT);
    }

    @Override
    public byte[] publicKeyInfo(KeyMaterial key) {
        String oid =
                switch (keyType) {
                    case CKK_HSS -> "1.2.840.113549.1.9.16.3.17";
                    case CKK_XMSS -> "1.3.6.1.5.5.7.6.34";
                    default -> "1.3.6.1.5.5.7.6.35";
                };
        return KeyWriter.publicKey(
                KeyWriter.identifier(oid), key.component(AttributeType.CKA_VALUE));
    }

    @Override
    public byte[] encodePrivate(KeyMaterial key) {
        throw noPrivateKeys(ReturnCode.CKR_KEY_NOT_WRAPPABLE);
    }

    @Override
    public KeyMaterial publicHalf(KeyMaterial privateKey) {
        throw noPrivateKeys(ReturnCode.CKR_KEY_TYPE_INCONSISTENT);
    }

    @Override
    public long size(KeyMaterial key) {
        return key.component(AttributeType.CKA_VALUE).length;
    }

    private HsmException noPrivateKeys(ReturnCode code) {
        return new HsmException(code, "keys of the type " + keyType + " are for verification only");
    }
}
