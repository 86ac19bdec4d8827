package io.craton.hsm.engine.ec;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.KeyType;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Bytes;
import io.craton.hsm.engine.common.Lazy;
import io.craton.hsm.engine.common.NativeKey;
import io.craton.hsm.engine.common.Secrets;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.math.BigInteger;
import java.security.PublicKey;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** Weierstrass keys between material and the form of the library. */
final class EcKeys {
    private EcKeys() {}

    /**
     * A private key with its curve. Its number is read for each use: a {@link BigInteger} cannot be
     * overwritten, so none is kept.
     */
    record Private(Curve curve, KeyMaterial material, NativeKey jca)
            implements KeyMaterial.Wipeable {
        /** The number. */
        BigInteger d() {
            return Secrets.use(material, Bytes::number);
        }

        /** The form of the library. */
        ECPrivateKeyParameters key() {
            return new ECPrivateKeyParameters(d(), EcDomains.of(curve));
        }

        @Override
        public void wipe() {
            jca.wipe();
        }

        @Override
        public String toString() {
            return "Private[" + curve + "]";
        }
    }

    /** A parsed public key. */
    record Public(Curve curve, ECPublicKeyParameters key, Lazy<PublicKey> jca) {}

    /** The form of a private key, kept with it. */
    static Private privateKey(KeyMaterial key) {
        return key.engineKey(
                Private.class,
                () ->
                        new Private(
                                CurveParams.of(key.component(AttributeType.CKA_EC_PARAMS)),
                                key,
                                new NativeKey()));
    }

    /** The parsed form of a public key, kept with it. */
    static Public publicKey(KeyMaterial key) {
        return key.engineKey(
                Public.class,
                () -> {
                    Curve curve = CurveParams.of(key.component(AttributeType.CKA_EC_PARAMS));
                    ECPoint point =
                            EcPoints.decode(curve, key.component(AttributeType.CKA_EC_POINT));
                    return new Public(
                            curve,
                            new ECPublicKeyParameters(point, EcDomains.of(curve)),
                            new Lazy<>());
                });
    }

    /** The point of a private key. */
    static ECPoint publicPoint(Private key) {
        return new FixedPointCombMultiplier()
                .multiply(EcDomains.of(key.curve()).getG(), key.d())
                .normalize();
    }

    /** The material of a public key. */
    static KeyMaterial publicMaterial(byte[] ecParams, ECPoint point) {
        return Secrets.publicKey(
                KeyType.CKK_EC,
                Template.builder()
                        .set(AttributeType.CKA_EC_PARAMS, ecParams)
                        .set(AttributeType.CKA_EC_POINT, EcPoints.attribute(point))
                        .build());
    }

    /**
     * The material of a private key.
     *
     * @param form what it says of its signatures
     */
    static KeyMaterial privateMaterial(byte[] ecParams, Curve curve, BigInteger d, Template form) {
        return Secrets.privateKey(
                KeyType.CKK_EC,
                form.toBuilder().set(AttributeType.CKA_EC_PARAMS, ecParams).build(),
                Bytes.fixed(d, curve.privateLength()));
    }
}
