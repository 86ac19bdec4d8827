package io.craton.hsm.engine.ec;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Attributes;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.KeyCodec;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.der.DerReader;
import io.craton.hsm.spi.der.DerWriter;
import io.craton.hsm.spi.der.EcParams;
import io.craton.hsm.spi.der.KeyOid;
import io.craton.hsm.spi.der.KeyWriter;
import java.math.BigInteger;

/** Weierstrass keys as attributes, SubjectPublicKeyInfo and PKCS#8 (RFC 5480, RFC 5915). */
public final class EcKeyCodec implements KeyCodec {
    @Override
    public KeyMaterial importPublic(Template template) {
        byte[] ecParams = Attributes.bytes(template, AttributeType.CKA_EC_PARAMS);
        byte[] point = Attributes.bytes(template, AttributeType.CKA_EC_POINT);
        Weierstrass group = Weierstrass.of(CurveParams.of(ecParams));
        return EcKeys.publicMaterial(ecParams, group.decode(point));
    }

    @Override
    public KeyMaterial importPrivate(Template template) {
        byte[] ecParams = Attributes.bytes(template, AttributeType.CKA_EC_PARAMS);
        Curve curve = CurveParams.of(ecParams);
        byte[] value = Attributes.bytes(template, AttributeType.CKA_VALUE);
        BigInteger d = ByteArrays.number(value);
        ByteArrays.wipe(value);
        Attributes.require(
                inRange(curve, d), "the private value is not between 1 and the order of the curve");
        KeyMaterial key = EcKeys.privateMaterial(ecParams, curve, d, SignatureForm.of(template));
        byte[] point = template.get(AttributeType.CKA_EC_POINT);
        if (point != null && point.length > 0) {
            Attributes.require(
                    Weierstrass.of(curve)
                            .decode(point)
                            .equals(EcKeys.privateKey(key).publicPoint()),
                    "the public point is not the one of the private key");
        }
        return key;
    }

    private static boolean inRange(Curve curve, BigInteger d) {
        return d.signum() > 0 && d.compareTo(Weierstrass.of(curve).order()) < 0;
    }

    @Override
    public byte[] publicKeyInfo(KeyMaterial key) {
        boolean isPrivate = key.objectClass() == ObjectClass.CKO_PRIVATE_KEY;
        Weierstrass.Point point =
                isPrivate ? EcKeys.privateKey(key).publicPoint() : EcKeys.publicKey(key).point();
        return KeyWriter.publicKey(identifier(EcKeys.curve(key)), point.encoded());
    }

    private static byte[] identifier(Curve curve) {
        return KeyWriter.identifier(KeyOid.EC.oid(), EcParams.of(curve));
    }

    @Override
    public byte[] encodePrivate(KeyMaterial key) {
        EcKeys.Private parsed = EcKeys.privateKey(key);
        Curve curve = parsed.curve();
        byte[] version = DerWriter.integer(BigInteger.ONE);
        byte[] value = ByteArrays.fixed(parsed.d(), curve.privateLength());
        byte[] number = KeyWriter.secret(DerReader.OCTET_STRING, value);
        byte[] point = DerWriter.context(1, DerWriter.bits(parsed.publicPoint().encoded()));
        byte[] content = KeyWriter.secret(DerReader.SEQUENCE, version, number, point);
        return KeyWriter.privateKey(identifier(curve), content);
    }

    @Override
    public KeyMaterial publicHalf(KeyMaterial privateKey) {
        return EcKeys.publicMaterial(
                privateKey.component(AttributeType.CKA_EC_PARAMS),
                EcKeys.privateKey(privateKey).publicPoint());
    }

    @Override
    public long size(KeyMaterial key) {
        return EcKeys.curve(key).fieldBits();
    }
}
