package io.craton.hsm.provider.agreement;

import io.craton.hsm.Curve;
import io.craton.hsm.provider.key.KeyAlgorithm;
import io.craton.hsm.provider.key.TokenPrivateKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.ECKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.security.spec.XECPrivateKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/**
 * Looks whether the other party's point is one to agree with. Nothing is derived for that: no
 * secret of the token takes part. The module looks again when it agrees.
 */
final class PublicPoint {
    private static final String UNUSABLE = "the public key is not a usable point of the curve";
    private static final String JDK = "SunEC";

    private PublicPoint() {}

    /**
     * Refuses a point that is not on the curve of a private key, or of small order.
     *
     * @param own the private key
     * @param other the other party's key, on the same curve by its parameters
     * @param point its point
     */
    static void check(TokenPrivateKey own, Key other, byte[] point) throws InvalidKeyException {
        if (own instanceof ECKey curve) {
            // All curves of the module have the cofactor 1.
            if (!onCurve(point, curve.getParams())) {
                throw new InvalidKeyException(UNUSABLE);
            }
        } else {
            checkOrder(own.keyAlgorithm(), other.getEncoded());
        }
    }

    private static boolean onCurve(byte[] point, ECParameterSpec curve) {
        BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
        int length = (p.bitLength() + 7) / 8;
        boolean whole = point.length == 1 + 2 * length && point[0] == 4;
        boolean compressed = point.length == 1 + length && (point[0] == 2 || point[0] == 3);
        if (!whole && !compressed) {
            return false;
        }
        BigInteger x = new BigInteger(1, point, 1, length);
        if (x.compareTo(p) >= 0) {
            return false;
        }
        BigInteger square =
                x.multiply(x)
                        .add(curve.getCurve().getA())
                        .multiply(x)
                        .add(curve.getCurve().getB())
                        .mod(p);
        if (compressed) {
            // Euler's criterion: there is a y.
            return square.modPow(p.shiftRight(1), p).equals(BigInteger.ONE);
        }
        BigInteger y = new BigInteger(1, point, 1 + length, length);
        return y.compareTo(p) < 0 && y.multiply(y).mod(p).equals(square);
    }

    // The JDK's agreement refuses a point of small order, whatever the private key: this one is
    // known to everybody.
    private static void checkOrder(KeyAlgorithm algorithm, byte[] publicKey)
            throws InvalidKeyException {
        Curve curve = algorithm.curve();
        if (curve == null || !curve.inJdk()) {
            return;
        }
        String name = curve.javaName();
        try {
            KeyFactory factory = KeyFactory.getInstance(name, JDK);
            byte[] scalar = new byte[curve.privateLength()];
            Arrays.fill(scalar, (byte) 0x55);
            PrivateKey known =
                    factory.generatePrivate(
                            new XECPrivateKeySpec(new NamedParameterSpec(name), scalar));
            KeyAgreement agreement = KeyAgreement.getInstance(name, JDK);
            agreement.init(known);
            agreement.doPhase(factory.generatePublic(new X509EncodedKeySpec(publicKey)), true);
        } catch (GeneralSecurityException e) {
            throw new InvalidKeyException(UNUSABLE, e);
        }
    }
}
