package io.craton.hsm.engine.ec;

import io.craton.hsm.Curve;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.Bytes;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.Lazy;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.Library;
import io.craton.hsm.engine.common.Primitive;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.der.EcParams;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.KeyAgreement;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc7748.X448;

/**
 * The shared secret of Diffie-Hellman over curves. A point that is not on the curve, and one of
 * small order, whose secret would be known to everybody, is {@code CKR_PUBLIC_KEY_INVALID}. All
 * cofactors here are 1, or in the function already, so that the variant with cofactor is the same.
 */
final class Agreement {
    private static final String BAD_POINT =
            "the other party's public key is not a usable point of the curve";

    private final Libraries libraries;

    Agreement(Libraries libraries) {
        this.libraries = libraries;
    }

    /** The shared secret with the owner of a point; the caller wipes it. */
    byte[] secret(KeyMaterial privateKey, byte[] point) {
        if (point.length == 0) {
            throw new HsmException(
                    ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                    "the other party's public key is missing");
        }
        return privateKey.keyType() == KeyType.CKK_EC
                ? ecdh(privateKey, point)
                : xdh(privateKey, point);
    }

    private byte[] ecdh(KeyMaterial material, byte[] point) {
        EcKeys.Private key = EcKeys.privateKey(material);
        Curve curve = key.curve();
        ECPoint other = EcPoints.decode(curve, point);
        if (curve.inJdk() && libraries.library(Primitive.EC_NIST) != Library.BC) {
            EcKeys.Public peer =
                    new EcKeys.Public(
                            curve,
                            new ECPublicKeyParameters(other, EcDomains.of(curve)),
                            new Lazy<>());
            return Guard.call(
                    ReturnCode.CKR_PUBLIC_KEY_INVALID,
                    BAD_POINT,
                    () ->
                            agree(
                                    "ECDH",
                                    JcaEcdsa.provider(libraries, "KeyAgreement", "ECDH"),
                                    JcaEcdsa.privateKey(key, libraries),
                                    JcaEcdsa.publicKey(peer, libraries)));
        }
        return Guard.call(
                ReturnCode.CKR_PUBLIC_KEY_INVALID,
                BAD_POINT,
                () -> {
                    ECDHBasicAgreement agreement = new ECDHBasicAgreement();
                    agreement.init(key.key());
                    return Bytes.fixed(
                            agreement.calculateAgreement(
                                    new ECPublicKeyParameters(other, EcDomains.of(curve))),
                            (curve.fieldBits() + 7) / 8);
                });
    }

    private byte[] xdh(KeyMaterial material, byte[] point) {
        Rfc8410Keys.Private key = Rfc8410Keys.privateKey(material);
        byte[] other = Rfc8410KeyCodec.point(key.curve(), point);
        if (libraries.library(Primitive.XDH) != Library.BC) {
            return jcaXdh(material, key.curve(), other);
        }
        return key.use(value -> bareXdh(key.curve(), value, other));
    }

    private static byte[] bareXdh(Curve curve, byte[] value, byte[] other) {
        byte[] secret = new byte[curve.privateLength()];
        boolean usable =
                curve == Curve.X25519
                        ? X25519.calculateAgreement(value, 0, other, 0, secret, 0)
                        : X448.calculateAgreement(value, 0, other, 0, secret, 0);
        // A secret of zeros is everybody's.
        if (!usable) {
            throw new HsmException(ReturnCode.CKR_PUBLIC_KEY_INVALID, BAD_POINT);
        }
        return secret;
    }

    private byte[] jcaXdh(KeyMaterial material, Curve curve, byte[] other) {
        String name = curve.name();
        Rfc8410KeyCodec codec = new Rfc8410KeyCodec(KeyType.CKK_EC_MONTGOMERY);
        return Guard.call(
                ReturnCode.CKR_PUBLIC_KEY_INVALID,
                BAD_POINT,
                () -> {
                    Provider factories = libraries.provider(Primitive.XDH, "KeyFactory", name);
                    KeyMaterial peer =
                            Rfc8410KeyCodec.publicMaterial(EcParams.of(curve), curve, other);
                    PublicKey theirs =
                            KeyFactory.getInstance(name, factories)
                                    .generatePublic(
                                            new X509EncodedKeySpec(codec.publicKeyInfo(peer)));
                    return agree(
                            name,
                            libraries.provider(Primitive.XDH, "KeyAgreement", name),
                            Rfc8410Keys.jcaPrivateKey(material, name, factories, libraries),
                            theirs);
                });
    }

    private byte[] agree(String name, Provider provider, PrivateKey key, PublicKey other)
            throws Exception {
        KeyAgreement agreement = KeyAgreement.getInstance(name, provider);
        agreement.init(key, libraries.random());
        agreement.doPhase(other, true);
        return agreement.generateSecret();
    }
}
