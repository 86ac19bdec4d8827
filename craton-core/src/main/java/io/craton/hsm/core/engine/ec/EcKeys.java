package io.craton.hsm.core.engine.ec;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.Template;
import io.craton.hsm.core.engine.KeyMaterial;
import io.craton.hsm.core.engine.common.Bytes;
import io.craton.hsm.core.engine.common.Lazy;
import io.craton.hsm.core.engine.common.Secrets;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.PublicKey;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** Weierstrass keys between material and the form of the library. */
final class EcKeys {
    private EcKeys() {}

    /** A parsed private key. */
    record Private(Curve curve, ECPrivateKeyParameters key, Lazy<PrivateKey> jca) {
        @Override
        public String toString() {
            return "Private[" + curve + "]";
        }
    }

    /** A parsed public key. */
    record Public(Curve curve, ECPublicKeyParameters key, Lazy<PublicKey> jca) {}

    /** The parsed form of a private key, kept with it. */
    static Private privateKey(KeyMaterial key) {
        return key.engineKey(
                Private.class,
                () -> {
                    Curve curve = Curve.of(key.component(AttributeType.CKA_EC_PARAMS));
                    BigInteger d = Secrets.use(key, Bytes::number);
                    return new Private(
                            curve, new ECPrivateKeyParameters(d, curve.domain()), new Lazy<>());
                });
    }

    /** The parsed form of a public key, kept with it. */
    static Public publicKey(KeyMaterial key) {
        return key.engineKey(
                Public.class,
                () -> {
                    Curve curve = Curve.of(key.component(AttributeType.CKA_EC_PARAMS));
                    ECPoint point =
                            EcPoints.decode(curve, key.component(AttributeType.CKA_EC_POINT));
                    return new Public(
                            curve, new ECPublicKeyParameters(point, curve.domain()), new Lazy<>());
                });
    }

    /** The point of a private key. */
    static ECPoint publicPoint(Private key) {
        return new FixedPointCombMultiplier()
                .multiply(key.curve().domain().getG(), key.key().getD())
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

    /** The material of a private key. */
    static KeyMaterial privateMaterial(byte[] ecParams, Curve curve, BigInteger d) {
        return Secrets.privateKey(
                KeyType.CKK_EC,
                Template.builder().set(AttributeType.CKA_EC_PARAMS, ecParams).build(),
                Bytes.fixed(d, curve.orderLength()));
    }
}
