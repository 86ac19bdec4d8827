package io.craton.hsm.engine.ec;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Attributes;
import io.craton.hsm.engine.common.Bytes;
import io.craton.hsm.engine.common.KeyCodec;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.der.DerReader;
import io.craton.hsm.spi.der.DerWriter;
import io.craton.hsm.spi.der.EcParams;
import io.craton.hsm.spi.der.KeyOid;
import io.craton.hsm.spi.der.KeyWriter;
import java.math.BigInteger;
import org.bouncycastle.math.ec.ECPoint;

/** Weierstrass keys as attributes, SubjectPublicKeyInfo and PKCS#8 (RFC 5480, RFC 5915). */
public final class EcKeyCodec implements KeyCodec {
    @Override
    public KeyMaterial importPublic(Template template) {
        byte[] ecParams = Attributes.bytes(template, AttributeType.CKA_EC_PARAMS);
        byte[] point = Attributes.bytes(template, AttributeType.CKA_EC_POINT);
        return EcKeys.publicMaterial(ecParams, EcPoints.decode(CurveParams.of(ecParams), point));
    }

    @Override
    public KeyMaterial importPrivate(Template template) {
        byte[] ecParams = Attributes.bytes(template, AttributeType.CKA_EC_PARAMS);
        Curve curve = CurveParams.of(ecParams);
        byte[] value = Attributes.bytes(template, AttributeType.CKA_VALUE);
        BigInteger d = Bytes.number(value);
        Bytes.wipe(value);
        Attributes.require(
                inRange(curve, d), "the private value is not between 1 and the order of the curve");
        KeyMaterial key = EcKeys.privateMaterial(ecParams, curve, d, SignatureForm.of(template));
        byte[] point = template.get(AttributeType.CKA_EC_POINT);
        if (point != null && point.length > 0) {
            Attributes.require(
                    EcPoints.decode(curve, point)
                            .equals(EcKeys.publicPoint(EcKeys.privateKey(key))),
                    "the public point is not the one of the private key");
        }
        return key;
    }

    private static boolean inRange(Curve curve, BigInteger d) {
        return d.signum() > 0 && d.compareTo(EcDomains.of(curve).getN()) < 0;
    }

    @Override
    public byte[] publicKeyInfo(KeyMaterial key) {
        boolean isPrivate = key.objectClass() == ObjectClass.CKO_PRIVATE_KEY;
        Curve curve = CurveParams.of(key.component(AttributeType.CKA_EC_PARAMS));
        ECPoint point =
                isPrivate
                        ? EcKeys.publicPoint(EcKeys.privateKey(key))
                        : EcKeys.publicKey(key).key().getQ();
        return KeyWriter.publicKey(identifier(curve), EcPoints.encode(point));
    }

    private static byte[] identifier(Curve curve) {
        return KeyWriter.identifier(KeyOid.EC.oid(), EcParams.of(curve));
    }

    @Override
    public byte[] encodePrivate(KeyMaterial key) {
        EcKeys.Private parsed = EcKeys.privateKey(key);
        Curve curve = parsed.curve();
        byte[] point = EcPoints.encode(EcKeys.publicPoint(parsed));
        byte[] content =
                KeyWriter.secret(
                        DerReader.SEQUENCE,
                        DerWriter.integer(BigInteger.ONE),
                        KeyWriter.secret(
                                DerReader.OCTET_STRING,
                                Bytes.fixed(parsed.d(), curve.privateLength())),
                        DerWriter.context(1, DerWriter.bits(point)));
        return KeyWriter.privateKey(identifier(curve), content);
    }

    @Override
    public KeyMaterial publicHalf(KeyMaterial privateKey) {
        return EcKeys.publicMaterial(
                privateKey.component(AttributeType.CKA_EC_PARAMS),
                EcKeys.publicPoint(EcKeys.privateKey(privateKey)));
    }

    @Override
    public long size(KeyMaterial key) {
        return CurveParams.of(key.component(AttributeType.CKA_EC_PARAMS)).fieldBits();
    }
}
