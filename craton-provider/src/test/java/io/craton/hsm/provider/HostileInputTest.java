package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.spi.der.DerWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and ciphertexts that an attacker made: what is not valid is refused, and in one way. */
class HostileInputTest {
    private static final byte[] DATA = {1, 2, 3};
    private static final BigInteger E = BigInteger.valueOf(65537);
    private static TestToken token;
    private static KeyPair rsa;
    private static RSAPrivateCrtKey software;

    @BeforeAll
    static void open() throws Exception {
        token = TestToken.inMemory();
        token.keyStore();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", token.provider());
        generator.initialize(2048);
        rsa = generator.generateKeyPair();
        generator = KeyPairGenerator.getInstance("RSA", "SunRsaSign");
        generator.initialize(2048);
        software = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
    }

    @AfterAll
    static void close() {
        token.close();
    }

    private static byte[] spki(BigInteger modulus, BigInteger exponent) {
        return DerWriter.sequence(
                HexFormat.of().parseHex("300d06092a864886f70d0101010500"),
                DerWriter.element(
                        3,
                        new byte[1],
                        DerWriter.sequence(
                                DerWriter.integer(modulus), DerWriter.integer(exponent))));
    }

    static Stream<byte[]> badRsaKeys() {
        BigInteger modulus = software.getModulus();
        byte[] good = spki(modulus, E);
        byte[] algorithm = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
        byte[] numbers = DerWriter.sequence(DerWriter.integer(modulus), DerWriter.integer(E));
        return Stream.of(
                spki(modulus, BigInteger.ZERO),
                spki(modulus, BigInteger.ONE),
                spki(modulus, BigInteger.TWO),
                spki(modulus, E.add(BigInteger.ONE)),
                spki(modulus, E.negate()),
                spki(modulus, modulus),
                spki(modulus.add(BigInteger.ONE), E),
                spki(modulus.negate(), E),
                spki(BigInteger.ZERO, E),
                spki(BigInteger.ONE, E),
                spki(BigInteger.valueOf(3233), BigInteger.valueOf(17)),
                spki(BigInteger.ONE.shiftLeft(511).add(BigInteger.ONE), E),
                spki(BigInteger.ONE.shiftLeft(40_000).add(BigInteger.ONE), E),
                Arrays.copyOf(good, good.length + 1),
                Arrays.copyOf(good, good.length - 1),
                DerWriter.sequence(
                        algorithm, DerWriter.element(3, new byte[1], numbers, new byte[2])),
                DerWriter.sequence(
                        algorithm, DerWriter.element(3, new byte[1], numbers), new byte[] {5, 0}),
                DerWriter.sequence(algorithm, DerWriter.element(3, new byte[] {3}, numbers)),
                DerWriter.sequence(algorithm),
                new byte[] {0x30, (byte) 0x80, 0, 0},
                new byte[] {0x30, (byte) 0x84, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff},
                new byte[0]);
    }

    @ParameterizedTest
    @MethodSource("badRsaKeys")
    void rsaPublicKeys_thatAreNone_areInvalidKeys(byte[] encoding) throws Exception {
        PublicKey key = OtherServicesTest.raw("RSA", encoding);
        for (String algorithm : List.of("SHA256withRSA", "SHA256withRSAandMGF1", "NONEwithRSA")) {
            Signature signature = Signature.getInstance(algorithm, token.provider());
            assertThatThrownBy(() -> signature.initVerify(key))
                    .isInstanceOf(InvalidKeyException.class);
        }
        for (String transformation :
                List.of("RSA/ECB/PKCS1Padding", "RSA/ECB/OAEPWithSHA-256AndMGF1Padding")) {
            Cipher cipher = Cipher.getInstance(transformation, token.provider());
            assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, key))
                    .isInstanceOf(InvalidKeyException.class);
        }
        Signature pss = Signature.getInstance("RSASSA-PSS", token.provider());
        assertThatThrownBy(
                        () -> {
                            pss.initVerify(key);
                            pss.setParameter(
                                    new java.security.spec.PSSParameterSpec(
                                            "SHA-256",
                                            "MGF1",
                                            java.security.spec.MGF1ParameterSpec.SHA256,
                                            32,
                                            1));
                            pss.update(DATA);
                            if (!pss.verify(new byte[256])) {
                                throw new InvalidKeyException("not verified");
                            }
                        })
                .isInstanceOf(GeneralSecurityException.class);
    }

    private static byte[] pkcs8(BigInteger... numbers) {
        byte[][] parts = new byte[numbers.length][];
        for (int i = 0; i < numbers.length; i++) {
            parts[i] = DerWriter.integer(numbers[i]);
        }
        return DerWriter.sequence(
                DerWriter.integer(BigInteger.ZERO),
                HexFormat.of().parseHex("300d06092a864886f70d0101010500"),
                DerWriter.octets(DerWriter.sequence(parts)));
    }

    /** Each number of a good key in turn made wrong. */
    @Test
    void rsaPrivateKeys_thatAreNotValidInThemselves_areNotImported() throws Exception {
        BigInteger[] good = {
            BigInteger.ZERO,
            software.getModulus(),
            software.getPublicExponent(),
            software.getPrivateExponent(),
            software.getPrimeP(),
            software.getPrimeQ(),
            software.getPrimeExponentP(),
            software.getPrimeExponentQ(),
            software.getCrtCoefficient()
        };
        KeyFactory factory = KeyFactory.getInstance("RSA", token.provider());
        factory.generatePrivate(spec(pkcs8(good)));
        for (int i = 0; i < good.length; i++) {
            for (BigInteger wrong :
                    List.of(
                            good[i].add(BigInteger.TWO),
                            good[i].negate(),
                            BigInteger.ZERO,
                            BigInteger.ONE,
                            good[i].shiftLeft(8))) {
                BigInteger[] numbers = good.clone();
                numbers[i] = wrong;
                if (!wrong.equals(good[i])) {
                    assertThatThrownBy(() -> factory.generatePrivate(spec(pkcs8(numbers))))
                            .as("number %d", i)
                            .isInstanceOf(InvalidKeySpecException.class);
                }
            }
        }
    }

    private static CratonKeySpec spec(byte[] pkcs8) {
        return CratonKeySpec.builder().token(false).keySpec(new PKCS8EncodedKeySpec(pkcs8)).build();
    }

    // Decryption

    /** A caller who can tell causes apart can decrypt (Manger; for PKCS #1, PaddingOracleTest). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "RSA/ECB/OAEPWithSHA-256AndMGF1Padding",
                "RSA/ECB/OAEPWithSHA-1AndMGF1Padding"
            })
    void rsaDecryption_failsInOneWay(String transformation) throws Exception {
        BigInteger modulus = ((RSAPublicKey) rsa.getPublic()).getModulus();
        List<byte[]> blocks = new ArrayList<>();
        for (int first : new int[] {0, 1, 2, 255}) {
            for (int second : new int[] {0, 1, 2, 3, 255}) {
                for (int fill : new int[] {0, 1, 0x55, 255}) {
                    byte[] block = new byte[256];
                    Arrays.fill(block, (byte) fill);
                    block[0] = (byte) first;
                    block[1] = (byte) second;
                    blocks.add(block);
                }
            }
        }
        Set<String> ways = new HashSet<>();
        int refused = 0;
        for (byte[] block : blocks) {
            BigInteger number = new BigInteger(1, block);
            if (number.compareTo(modulus) >= 0) {
                continue;
            }
            byte[] ciphertext = fixed(number.modPow(E, modulus));
            Cipher cipher = Cipher.getInstance(transformation, token.provider());
            cipher.init(Cipher.DECRYPT_MODE, rsa.getPrivate());
            try {
                cipher.doFinal(ciphertext);
            } catch (BadPaddingException e) {
                refused++;
                ways.add(e.getClass() + " " + e.getMessage());
            }
        }
        assertThat(refused).isGreaterThan(30);
        assertThat(ways).hasSize(1);
        Cipher cipher = Cipher.getInstance(transformation, token.provider());
        for (byte[] number :
                List.of(fixed(modulus), fixed(modulus.add(BigInteger.ONE)), new byte[256])) {
            cipher.init(Cipher.DECRYPT_MODE, rsa.getPrivate());
            assertThatThrownBy(() -> cipher.doFinal(number))
                    .isInstanceOf(GeneralSecurityException.class);
        }
        for (int length : new int[] {0, 1, 255, 257, 10_000}) {
            cipher.init(Cipher.DECRYPT_MODE, rsa.getPrivate());
            assertThatThrownBy(() -> cipher.doFinal(new byte[length]))
                    .isInstanceOf(GeneralSecurityException.class);
        }
    }

    private static byte[] fixed(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] out = new byte[256];
        int length = Math.min(256, bytes.length);
        System.arraycopy(bytes, bytes.length - length, out, 256 - length, length);
        return out;
    }

    // Signatures

    /** A public key for which r and s of one byte each are a valid signature. */
    @Test
    void ecdsa_plainFormWithShortNumbers_isRefused_andThePaddedOneAccepted() throws Exception {
        X9ECParameters curve = SECNamedCurves.getByName("secp256r1");
        BigInteger hash = new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(DATA));
        byte[] compressed = new byte[33];
        compressed[0] = 2;
        ECPoint point = null;
        while (point == null) {
            compressed[32]++;
            try {
                point = curve.getCurve().decodePoint(compressed);
            } catch (IllegalArgumentException e) {
                // No point has this x; the next one may.
                assertThat(compressed[32]).isNotZero();
            }
        }
        BigInteger r = BigInteger.valueOf(compressed[32]);
        ECPoint key =
                point.subtract(curve.getG().multiply(hash)).multiply(r.modInverse(curve.getN()));
        byte[] spki =
                DerWriter.sequence(
                        HexFormat.of().parseHex("301306072a8648ce3d020106082a8648ce3d030107"),
                        DerWriter.element(3, new byte[1], key.getEncoded(false)));
        byte[] padded = new byte[64];
        padded[31] = r.byteValue();
        padded[63] = 1;
        PublicKey raw = OtherServicesTest.raw("EC", spki);
        assertThat(verify("SHA256withECDSAinP1363Format", raw, padded)).isTrue();
        assertThat(
                        verify(
                                "SHA256withECDSA",
                                raw,
                                DerWriter.sequence(
                                        DerWriter.integer(r), DerWriter.integer(BigInteger.ONE))))
                .isTrue();
        for (int half : new int[] {1, 2, 31, 33, 40}) {
            byte[] other = new byte[2 * half];
            other[half - 1] = r.byteValue();
            other[2 * half - 1] = 1;
            assertThat(verify("SHA256withECDSAinP1363Format", raw, other)).isFalse();
        }
    }

    private static boolean verify(String algorithm, PublicKey key, byte[] value) throws Exception {
        Signature signature = Signature.getInstance(algorithm, token.provider());
        signature.initVerify(key);
        signature.update(DATA);
        return signature.verify(value);
    }

    // Post-quantum

    @ParameterizedTest
    @ValueSource(strings = {"ML-KEM-512", "ML-KEM-768", "ML-KEM-1024"})
    void mlKem_publicKeyThatIsNotReduced_isAnInvalidKey(String name) throws Exception {
        Assumptions.assumeTrue(
                token.provider().getService("KEM", name) != null,
                "skipped: this Java has no javax.crypto.KEM");
        byte[] spki =
                KeyPairGenerator.getInstance(name, token.provider())
                        .generateKeyPair()
                        .getPublic()
                        .getEncoded();
        Object kem = KemTest.kem("ML-KEM", token.provider());
        KemTest.encapsulator(kem, OtherServicesTest.raw(name, spki));
        byte[] bad = spki.clone();
        bad[22] = (byte) 0xff;
        bad[23] |= 0x0f;
        byte[] wrongSet = spki.clone();
        wrongSet[16] ^= 7;
        for (byte[] encoding :
                List.of(
                        bad,
                        wrongSet,
                        Arrays.copyOf(spki, spki.length - 1),
                        Arrays.copyOf(spki, spki.length + 1),
                        new byte[0])) {
            assertThatThrownBy(
                            () -> KemTest.encapsulator(kem, OtherServicesTest.raw(name, encoding)))
                    .isInstanceOf(InvalidKeyException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ML-DSA-44", "ML-DSA-87", "SLH-DSA-SHA2-128f", "Ed25519", "Ed448"})
    void publicKeys_ofTheWrongLength_areInvalid(String name) throws Exception {
        byte[] spki =
                KeyPairGenerator.getInstance(name, token.provider())
                        .generateKeyPair()
                        .getPublic()
                        .getEncoded();
        io.craton.hsm.spi.der.DerReader info = new io.craton.hsm.spi.der.DerReader(spki).sequence();
        byte[] algorithm = info.element();
        byte[] key = info.bitString();
        for (int length : new int[] {0, 1, key.length - 1, key.length + 1, 2 * key.length}) {
            byte[] changed =
                    DerWriter.sequence(
                            algorithm,
                            DerWriter.element(3, new byte[1], Arrays.copyOf(key, length)));
            Signature signature = Signature.getInstance(name, token.provider());
            assertThatThrownBy(() -> signature.initVerify(OtherServicesTest.raw(name, changed)))
                    .as("%d bytes", length)
                    .isInstanceOf(InvalidKeyException.class);
        }
        KeyFactory factory = KeyFactory.getInstance(name, token.provider());
        assertThatThrownBy(
                        () ->
                                factory.generatePublic(
                                        new X509EncodedKeySpec(
                                                Arrays.copyOf(spki, spki.length + 1))))
                .isInstanceOf(InvalidKeySpecException.class);
    }
}
