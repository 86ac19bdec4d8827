package io.craton.hsm.core.engine.ec;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import io.craton.hsm.core.engine.KeyMaterial;
import io.craton.hsm.core.engine.common.Attributes;
import io.craton.hsm.core.engine.common.Bytes;
import io.craton.hsm.core.engine.common.Guard;
import io.craton.hsm.core.engine.common.KeyCodec;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.math.ec.ECPoint;

/** Weierstrass keys as attributes, SubjectPublicKeyInfo and PKCS#8 (RFC 5480, RFC 5915). */
public final class EcKeyCodec implements KeyCodec {
    @Override
    public KeyMaterial importPublic(Template template) {
        byte[] ecParams = Attributes.bytes(template, AttributeType.CKA_EC_PARAMS);
        byte[] point = Attributes.bytes(template, AttributeType.CKA_EC_POINT);
        return EcKeys.publicMaterial(ecParams, EcPoints.decode(Curve.of(ecParams), point));
    }

    @Override
    public KeyMaterial importPrivate(Template template) {
        byte[] ecParams = Attributes.bytes(template, AttributeType.CKA_EC_PARAMS);
        Curve curve = Curve.of(ecParams);
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
        return d.signum() > 0 && d.compareTo(curve.domain().getN()) < 0;
    }

    @Override
    public byte[] publicKeyInfo(KeyMaterial key) {
        boolean isPrivate = key.objectClass() == ObjectClass.CKO_PRIVATE_KEY;
        Curve curve = Curve.of(key.component(AttributeType.CKA_EC_PARAMS));
        ECPoint point =
                isPrivate
                        ? EcKeys.publicPoint(EcKeys.privateKey(key))
                        : EcKeys.publicKey(key).key().getQ();
        return Guard.call(
                "the EC public key cannot be encoded",
                () ->
                        new SubjectPublicKeyInfo(algorithm(curve), EcPoints.encode(point))
                                .getEncoded(ASN1Encoding.DER));
    }

    private static AlgorithmIdentifier algorithm(Curve curve) {
        return new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve.oid());
    }

    @Override
    public byte[] encodePrivate(KeyMaterial key) {
        EcKeys.Private parsed = EcKeys.privateKey(key);
        Curve curve = parsed.curve();
        return Guard.call(
                "the EC private key cannot be encoded",
                () -> {
                    ECPrivateKey content =
                            new ECPrivateKey(
                                    curve.domain().getN().bitLength(),
                                    parsed.d(),
                                    new DERBitString(EcPoints.encode(EcKeys.publicPoint(parsed))),
                                    null);
                    return new PrivateKeyInfo(algorithm(curve), content)
                            .getEncoded(ASN1Encoding.DER);
                });
    }

    @Override
    public KeyMaterial publicHalf(KeyMaterial privateKey) {
        return EcKeys.publicMaterial(
                privateKey.component(AttributeType.CKA_EC_PARAMS),
                EcKeys.publicPoint(EcKeys.privateKey(privateKey)));
    }

    @Override
    public long size(KeyMaterial key) {
        return Curve.of(key.component(AttributeType.CKA_EC_PARAMS)).fieldBits();
    }
}
