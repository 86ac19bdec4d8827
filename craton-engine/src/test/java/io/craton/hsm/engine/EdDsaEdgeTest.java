package io.craton.hsm.engine;

import static io.craton.hsm.engine.EngineFixture.assertCode;
import static io.craton.hsm.engine.EngineFixture.ecPair;
import static io.craton.hsm.engine.EngineFixture.engine;
import static io.craton.hsm.engine.EngineFixture.hex;
import static io.craton.hsm.engine.EngineFixture.random;
import static io.craton.hsm.engine.EngineFixture.sign;
import static io.craton.hsm.engine.EngineFixture.verify;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.EdDsa;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.engine.spi.VerifyContext;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One rule of verification at every backend: without the cofactor. */
class EdDsaEdgeTest {
    private static final Mechanism PURE = Mechanism.of(MechanismType.CKM_EDDSA);
    private static final String SPKI = "302a300506032b6570032100";

    private static KeyMaterial publicKey(Engines engine, byte[] point) {
        return engine.importKey(
                Template.builder()
                        .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                        .keyType(KeyType.CKK_EC_EDWARDS)
                        .set(AttributeType.CKA_EC_PARAMS, hex(EngineFixture.CURVES.get("Ed25519")))
                        .set(AttributeType.CKA_EC_POINT, point)
                        .build());
    }

    private static String verdict(String backend, byte[] message, byte[] point, byte[] signature) {
        KeyMaterial key;
        try {
            key = publicKey(engine(backend), point);
        } catch (HsmException e) {
            assertThat(e.code()).isEqualTo(ReturnCode.CKR_PUBLIC_KEY_INVALID);
            return "k";
        }
        try {
            verify(engine(backend), PURE, key, message, signature);
            return "V";
        } catch (HsmException e) {
            assertThat(e.code()).isEqualTo(ReturnCode.CKR_SIGNATURE_INVALID);
            return "x";
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdk", "bc"})
    void publishedEdgeCases_haveTheirVerdict(String backend) throws IOException {
        try (InputStream in = getClass().getResourceAsStream("/vectors/ed25519-edges.txt")) {
            String text =
                    new String(
                            Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
            List<String> lines = text.lines().filter(line -> !line.startsWith("#")).toList();
            assertThat(lines).hasSize(15);
            for (String line : lines) {
                String[] part = line.split(" ");
                assertThat(verdict(backend, hex(part[1]), hex(part[2]), hex(part[3])))
                        .as(line)
                        .isEqualTo(part[0]);
            }
        }
    }

    /**
     * Signatures by a key with a part of small order, and with an R that has one: the verdict is
     * the JDK's, and it is not always "valid", as it would be with the cofactor.
     */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdk", "bc"})
    void mixedPoints_haveTheVerdictOfTheJdk(String backend) throws Exception {
        List<String> verdicts = new ArrayList<>();
        for (int torsion = 1; torsion < 8; torsion++) {
            Curve25519.Point small = Curve25519.SMALL.times(BigInteger.valueOf(torsion));
            for (int round = 0; round < 3; round++) {
                BigInteger a = new BigInteger(1, random(31));
                BigInteger r = new BigInteger(1, random(31));
                byte[] message = random(20);
                Curve25519.Point publicKey = Curve25519.BASE.times(a).plus(small);
                Curve25519.Point nonce = Curve25519.BASE.times(r);
                byte[] point = publicKey.encoded();
                byte[] first = (round == 2 ? nonce.plus(small) : nonce).encoded();
                BigInteger k = Curve25519.challenge(first, point, message);
                byte[] signature = Curve25519.signature(first, r.add(k.multiply(a)));
                String jdk = jdk(message, point, signature) ? "V" : "x";
                assertThat(verdict(backend, message, point, signature)).isEqualTo(jdk);
                verdicts.add(jdk);
            }
        }
        assertThat(verdicts).contains("x");
    }

    /** The key has no part of small order, and its owner has made signatures whose R has one. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdk", "bc"})
    void mixedPointOfASignature_isNotValid_alsoWithAKeyOfPrimeOrder(String backend)
            throws Exception {
        BigInteger a = new BigInteger(1, random(31));
        BigInteger r = new BigInteger(1, random(31));
        byte[] point = Curve25519.BASE.times(a).encoded();
        byte[] message = random(20);
        for (int torsion = 0; torsion < 8; torsion++) {
            Curve25519.Point small = Curve25519.SMALL.times(BigInteger.valueOf(torsion));
            byte[] first = Curve25519.BASE.times(r).plus(small).encoded();
            BigInteger k = Curve25519.challenge(first, point, message);
            byte[] signature = Curve25519.signature(first, r.add(k.multiply(a)));
            String expected = torsion == 0 ? "V" : "x";
            assertThat(jdk(message, point, signature)).isEqualTo(torsion == 0);
            assertThat(verdict(backend, message, point, signature)).isEqualTo(expected);
        }
    }

    private static boolean jdk(byte[] message, byte[] point, byte[] signature)
            throws GeneralSecurityException {
        PublicKey key =
                KeyFactory.getInstance("Ed25519", "SunEC")
                        .generatePublic(new X509EncodedKeySpec(hex(SPKI + hex(point))));
        Signature verifier = Signature.getInstance("Ed25519", "SunEC");
        verifier.initVerify(key);
        verifier.update(message);
        return verifier.verify(signature);
    }

    /** Affine arithmetic on edwards25519 (RFC 8032, section 5.1), as slow as it is short. */
    private static final class Curve25519 {
        static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
        static final BigInteger L =
                BigInteger.TWO
                        .pow(252)
                        .add(new BigInteger("27742317777372353535851937790883648493"));
        static final BigInteger D =
                BigInteger.valueOf(-121665)
                        .multiply(BigInteger.valueOf(121666).modInverse(P))
                        .mod(P);
        static final Point BASE =
                new Point(
                        new BigInteger(
                                "15112221349535400772501151409588531511454012693041857206046113283949847762202"),
                        BigInteger.valueOf(4).multiply(BigInteger.valueOf(5).modInverse(P)).mod(P));

        /** Of order 8 (the encoding of the published edge cases). */
        static final Point SMALL = small();

        record Point(BigInteger x, BigInteger y) {
            Point plus(Point q) {
                BigInteger t = D.multiply(x).multiply(q.x).multiply(y).multiply(q.y).mod(P);
                BigInteger px = x.multiply(q.y).add(q.x.multiply(y));
                BigInteger py = y.multiply(q.y).add(x.multiply(q.x));
                return new Point(
                        px.multiply(BigInteger.ONE.add(t).modInverse(P)).mod(P),
                        py.multiply(BigInteger.ONE.subtract(t).mod(P).modInverse(P)).mod(P));
            }

            Point times(BigInteger n) {
                Point sum = new Point(BigInteger.ZERO, BigInteger.ONE);
                for (int i = n.bitLength() - 1; i >= 0; i--) {
                    sum = sum.plus(sum);
                    sum = n.testBit(i) ? sum.plus(this) : sum;
                }
                return sum;
            }

            byte[] encoded() {
                byte[] bytes = little(y, 32);
                bytes[31] |= (byte) (x.testBit(0) ? 0x80 : 0);
                return bytes;
            }
        }

        /** What L makes of a point outside the subgroup has an order that divides 8. */
        private static Point small() {
            for (int y = 2; ; y++) {
                BigInteger square = BigInteger.valueOf(y).pow(2);
                BigInteger x2 =
                        square.subtract(BigInteger.ONE)
                                .multiply(D.multiply(square).add(BigInteger.ONE).modInverse(P))
                                .mod(P);
                BigInteger x = x2.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
                if (!x.multiply(x).mod(P).equals(x2)) {
                    x =
                            x.multiply(
                                            BigInteger.TWO.modPow(
                                                    P.subtract(BigInteger.ONE).shiftRight(2), P))
                                    .mod(P);
                }
                if (x.multiply(x).mod(P).equals(x2)) {
                    Point small = new Point(x, BigInteger.valueOf(y)).times(L);
                    if (!small.times(BigInteger.valueOf(4)).x().equals(BigInteger.ZERO)
                            || !small.times(BigInteger.valueOf(4)).y().equals(BigInteger.ONE)) {
                        return small;
                    }
                }
            }
        }

        static byte[] little(BigInteger number, int length) {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = number.shiftRight(8 * i).byteValue();
            }
            return bytes;
        }

        static BigInteger challenge(byte[] r, byte[] a, byte[] message)
                throws GeneralSecurityException {
            MessageDigest sha = MessageDigest.getInstance("SHA-512");
            sha.update(r);
            sha.update(a);
            byte[] digest = sha.digest(message);
            BigInteger k = BigInteger.ZERO;
            for (int i = 63; i >= 0; i--) {
                k = k.shiftLeft(8).or(BigInteger.valueOf(digest[i] & 0xff));
            }
            return k.mod(L);
        }

        static byte[] signature(byte[] r, BigInteger s) {
            byte[] signature = java.util.Arrays.copyOf(r, 64);
            System.arraycopy(little(s.mod(L), 32), 0, signature, 32, 32);
            return signature;
        }
    }

    @ParameterizedTest
    @CsvSource({"Ed25519,false", "Ed25519,true", "Ed448,false", "Ed448,true"})
    void variantsWithContextAndDigest_verifyAtEveryBackend(String curve, boolean preHash) {
        for (String backend : new String[] {"auto", "jdk", "bc"}) {
            Engines engine = engine(backend);
            KeyPairMaterial pair = ecPair(engine, curve);
            Mechanism mechanism =
                    Mechanism.of(MechanismType.CKM_EDDSA, new EdDsa(preHash, new byte[] {1, 2, 3}));
            byte[] data = random(1000);
            byte[] signature = sign(engine, mechanism, pair.privateKey(), data);
            verify(engine, mechanism, pair.publicKey(), data, signature);
            try (VerifyContext pieces = engine.verify(mechanism, pair.publicKey())) {
                for (int i = 0; i < data.length; i += 100) {
                    pieces.update(data, i, 100);
                }
                pieces.verify(signature);
            }
            Mechanism other =
                    Mechanism.of(MechanismType.CKM_EDDSA, new EdDsa(preHash, new byte[] {9}));
            assertCode(
                    () -> verify(engine, other, pair.publicKey(), data, signature),
                    ReturnCode.CKR_SIGNATURE_INVALID);
        }
    }

    @Test
    void scalarBeyondTheOrder_isNotValid() {
        Engines engine = engine("auto");
        KeyPairMaterial pair = ecPair(engine, "Ed25519");
        byte[] data = random(10);
        byte[] signature = sign(engine, PURE, pair.privateKey(), data);
        BigInteger s = BigInteger.ZERO;
        for (int i = 63; i >= 32; i--) {
            s = s.shiftLeft(8).or(BigInteger.valueOf(signature[i] & 0xff));
        }
        System.arraycopy(Curve25519.little(s.add(Curve25519.L), 32), 0, signature, 32, 32);
        assertCode(
                () -> verify(engine, PURE, pair.publicKey(), data, signature),
                ReturnCode.CKR_SIGNATURE_INVALID);
    }
}
