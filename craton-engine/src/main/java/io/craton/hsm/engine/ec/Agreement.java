package io.craton.hsm.engine.ec;

import io.craton.hsm.Curve;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.Guard;
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

/**
 * The shared secret of Diffie-Hellman over curves. A point that is not on the curve, and one of
 * small order, whose secret would be known to everybody, is {@code CKR_PUBLIC_KEY_INVALID}. All
 * cofactors here are 1, or in the function already, so that the variant with cofactor is the same.
 */
final class Agreement {
    /** The sentence of {@code CKR_PUBLIC_KEY_INVALID}. */
    static final String BAD_POINT =
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
        Weierstrass.Point other = key.group().decode(point);
        boolean jca = curve.inJdk() && libraries.library(Primitive.EC_NIST) != Library.BC;
        return Guard.call(
                ReturnCode.CKR_PUBLIC_KEY_INVALID,
                BAD_POINT,
                () -> jca ? jcaEcdh(key, other) : key.group().agree(key.d(), other));
    }

    private byte[] jcaEcdh(EcKeys.Private key, Weierstrass.Point other) throws Exception {
        Provider provider = JcaEcdsa.provider(libraries, "KeyAgreement", "ECDH");
        PublicKey peer = JcaEcdsa.publicKey(new EcKeys.Public(key.curve(), other), libraries);
        return agree("ECDH", provider, JcaEcdsa.privateKey(key, libraries), peer);
    }

    private byte[] xdh(KeyMaterial material, byte[] point) {
        Rfc8410Keys.Private key = Rfc8410Keys.privateKey(material);
        byte[] other = Rfc8410KeyCodec.point(key.curve(), point);
        if (libraries.library(Primitive.XDH) != Library.BC) {
            return Guard.call(
                    ReturnCode.CKR_PUBLIC_KEY_INVALID,
                    BAD_POINT,
                    () -> jcaXdh(material, key.curve(), other));
        }
        return key.use(value -> EdwardsMontgomery.agree(key.curve(), value, other));
    }

    private byte[] jcaXdh(KeyMaterial material, Curve curve, byte[] other) throws Exception {
        String name = curve.name();
        Provider factories = libraries.provider(Primitive.XDH, "KeyFactory", name);
        KeyMaterial peer = Rfc8410KeyCodec.publicMaterial(EcParams.of(curve), curve, other);
        byte[] encoded = new Rfc8410KeyCodec(curve.keyType()).publicKeyInfo(peer);
        PublicKey theirs =
                KeyFactory.getInstance(name, factories)
                        .generatePublic(new X509EncodedKeySpec(encoded));
        PrivateKey ours = Rfc8410Keys.jcaPrivateKey(material, name, factories, libraries);
        return agree(name, libraries.provider(Primitive.XDH, "KeyAgreement", name), ours, theirs);
    }

    private byte[] agree(String name, Provider provider, PrivateKey key, PublicKey other)
            throws Exception {
        KeyAgreement agreement = KeyAgreement.getInstance(name, provider);
        agreement.init(key, libraries.random());
        agreement.doPhase(other, true);
        return agreement.generateSecret();
    }
}
