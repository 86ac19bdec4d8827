package io.craton.hsm.engine.ec;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Attributes;
import io.craton.hsm.engine.common.KeyCodec;
import io.craton.hsm.engine.common.Secrets;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import io.craton.hsm.spi.der.DerWriter;
import io.craton.hsm.spi.der.KeyWriter;
import java.util.Arrays;

/**
 * Edwards and Montgomery keys as attributes, SubjectPublicKeyInfo and PKCS#8 (RFC 8410). {@code
 * CKA_EC_POINT} is the bare public key, as the standard says; a DER OCTET STRING around it is
 * accepted.
 */
public final class Rfc8410KeyCodec implements KeyCodec {
    private final KeyType keyType;

    /** For one of {@link KeyType#CKK_EC_EDWARDS} and {@link KeyType#CKK_EC_MONTGOMERY}. */
    public Rfc8410KeyCodec(KeyType keyType) {
        this.keyType = keyType;
    }

    @Override
    public KeyMaterial importPublic(Template template) {
        byte[] ecParams = Attributes.bytes(template, AttributeType.CKA_EC_PARAMS);
        Curve curve = CurveParams.of(keyType, ecParams);
        byte[] point = point(curve, Attributes.bytes(template, AttributeType.CKA_EC_POINT));
        Rfc8410Keys.requireValid(curve, point);
        return publicMaterial(ecParams, curve, point);
    }

    /** The bare point, taken out of a DER OCTET STRING if it is in one. */
    static byte[] point(Curve curve, byte[] encoded) {
        byte[] point =
                encoded.length == curve.privateLength() ? encoded : PointForm.octets(encoded);
        if (point.length != curve.privateLength()) {
            throw new HsmException(
                    ReturnCode.CKR_PUBLIC_KEY_INVALID,
                    "a public key of "
                            + curve
                            + " has "
                            + curve.privateLength()
                            + " bytes, not "
                            + point.length);
        }
        return point;
    }

    @Override
    public KeyMaterial importPrivate(Template template) {
        byte[] ecParams = Attributes.bytes(template, AttributeType.CKA_EC_PARAMS);
        Curve curve = CurveParams.of(keyType, ecParams);
        byte[] value = Attributes.bytes(template, AttributeType.CKA_VALUE);
        Attributes.require(
                value.length == curve.privateLength(),
                "a private key of "
                        + curve
                        + " has "
                        + curve.privateLength()
                        + " bytes, not "
                        + value.length);
        KeyMaterial key = privateMaterial(ecParams, curve, value);
        byte[] point = template.get(AttributeType.CKA_EC_POINT);
        if (point != null && point.length > 0) {
            Attributes.require(
                    Arrays.equals(point(curve, point), Rfc8410Keys.privateKey(key).publicKey()),
                    "the public key is not the one of the private key of " + curve);
        }
        return key;
    }

    static KeyMaterial publicMaterial(byte[] ecParams, Curve curve, byte[] point) {
        return Secrets.publicKey(
                curve.keyType(),
                Template.builder()
                        .set(AttributeType.CKA_EC_PARAMS, ecParams)
                        .set(AttributeType.CKA_EC_POINT, point)
                        .build());
    }

    static KeyMaterial privateMaterial(byte[] ecParams, Curve curve, byte[] value) {
        return Secrets.privateKey(
                curve.keyType(),
                Template.builder().set(AttributeType.CKA_EC_PARAMS, ecParams).build(),
                value);
    }

    @Override
    public byte[] publicKeyInfo(KeyMaterial key) {
        Curve curve = curve(key);
        byte[] point =
                key.objectClass() == ObjectClass.CKO_PRIVATE_KEY
                        ? Rfc8410Keys.privateKey(key).publicKey()
                        : key.component(AttributeType.CKA_EC_POINT);
        return KeyWriter.publicKey(KeyWriter.identifier(curve.oid()), point);
    }

    @Override
    public byte[] encodePrivate(KeyMaterial key) {
        return Secrets.use(
                SecretAccess.READ,
                key,
                value ->
                        KeyWriter.privateKey(
                                KeyWriter.identifier(curve(key).oid()), DerWriter.octets(value)));
    }

    @Override
    public KeyMaterial publicHalf(KeyMaterial privateKey) {
        return publicMaterial(
                privateKey.component(AttributeType.CKA_EC_PARAMS),
                curve(privateKey),
                Rfc8410Keys.privateKey(privateKey).publicKey());
    }

    @Override
    public long size(KeyMaterial key) {
        return curve(key).fieldBits();
    }

    static Curve curve(KeyMaterial key) {
        return CurveParams.of(key.keyType(), key.component(AttributeType.CKA_EC_PARAMS));
    }
}
