package io.craton.hsm.engine.ec;

import io.craton.hsm.Curve;
import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismParameters.EdDsa;
import io.craton.hsm.ReturnCode;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc7748.X448;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed448;

/**
 * The arithmetic of the curves of Edwards and Montgomery (RFC 8032, RFC 7748), by Bouncy Castle:
 * see {@link Weierstrass}. Keys are bytes; whoever has them wipes them. Safe for use by several
 * threads.
 */
final class EdwardsMontgomery {
    private EdwardsMontgomery() {}

    /** The public key of a private key. */
    static byte[] publicKey(Curve curve, byte[] privateKey) {
        byte[] publicKey = new byte[curve.privateLength()];
        switch (curve) {
            case ED25519 -> Ed25519.generatePublicKey(privateKey, 0, publicKey, 0);
            case ED448 -> Ed448.generatePublicKey(privateKey, 0, publicKey, 0);
            case X25519 -> X25519.generatePublicKey(privateKey, 0, publicKey, 0);
            case X448 -> X448.generatePublicKey(privateKey, 0, publicKey, 0);
            default -> throw new IllegalStateException(curve + " is of Weierstrass");
        }
        return publicKey;
    }

    /**
     * Whether the bytes are a usable point; every string of the right length is one on a Montgomery
     * curve.
     */
    static boolean isValid(Curve curve, byte[] point) {
        return switch (curve) {
            case ED25519 -> Ed25519.validatePublicKeyPartial(point, 0);
            case ED448 -> Ed448.validatePublicKeyPartial(point, 0);
            case X25519, X448 -> true;
            default -> throw new IllegalStateException(curve + " is of Weierstrass");
        };
    }

    /** A public key of Ed25519 in the subgroup of prime order, if it is in there. */
    static Optional<PrimeOrderPoint> primeOrderPoint(byte[] point) {
        return Optional.ofNullable(Ed25519.validatePublicKeyFullExport(point, 0))
                .map(PrimeOrderPoint::new);
    }

    /**
     * A public key of Ed25519 without a part of small order.
     *
     * @param point the key
     */
    record PrimeOrderPoint(Ed25519.PublicPoint point) {
        /**
         * Whether a signature of pure Ed25519 is valid for certain. The library multiplies both
         * sides of the equation by the cofactor, which makes no difference as long as the key and
         * the signature's point are both of prime order. Where the point is not, the answer is
         * false, and says nothing.
         *
         * @param signature 64 bytes
         */
        boolean surelySigned(byte[] message, byte[] signature) {
            return Ed25519.verify(signature, 0, point, message, 0, message.length)
                    && Ed25519.validatePublicKeyFull(signature, 0);
        }
    }

    /**
     * The shared secret with the owner of a point, over a curve of Montgomery.
     *
     * @throws HsmException {@code CKR_PUBLIC_KEY_INVALID} if it is everybody's, namely zeros
     */
    static byte[] agree(Curve curve, byte[] privateKey, byte[] point) {
        byte[] secret = new byte[curve.privateLength()];
        boolean usable =
                curve == Curve.X25519
                        ? X25519.calculateAgreement(privateKey, 0, point, 0, secret, 0)
                        : X448.calculateAgreement(privateKey, 0, point, 0, secret, 0);
        if (!usable) {
            throw new HsmException(ReturnCode.CKR_PUBLIC_KEY_INVALID, Agreement.BAD_POINT);
        }
        return secret;
    }

    /**
     * A signature over a curve of Edwards.
     *
     * @param form whether the data is the digest of a message, and the context
     */
    static byte[] sign(Curve curve, byte[] privateKey, byte[] publicKey, EdDsa form, byte[] data) {
        return curve == Curve.ED25519
                ? sign25519(privateKey, publicKey, form, data)
                : sign448(privateKey, publicKey, form, data);
    }

    private static byte[] sign25519(byte[] key, byte[] publicKey, EdDsa form, byte[] data) {
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        byte[] context = form.context();
        if (form.preHash()) {
            Ed25519.signPrehash(key, 0, publicKey, 0, context, data, 0, signature, 0);
        } else if (context.length == 0) {
            Ed25519.sign(key, 0, publicKey, 0, data, 0, data.length, signature, 0);
        } else {
            Ed25519.sign(key, 0, publicKey, 0, context, data, 0, data.length, signature, 0);
        }
        return signature;
    }

    private static byte[] sign448(byte[] key, byte[] publicKey, EdDsa form, byte[] data) {
        byte[] signature = new byte[Ed448.SIGNATURE_SIZE];
        byte[] context = form.context();
        if (form.preHash()) {
            Ed448.signPrehash(key, 0, publicKey, 0, context, data, 0, signature, 0);
        } else {
            Ed448.sign(key, 0, publicKey, 0, context, data, 0, data.length, signature, 0);
        }
        return signature;
    }
}
