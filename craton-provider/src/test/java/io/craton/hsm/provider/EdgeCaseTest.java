package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.spi.der.DerWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The classes of attack that published edge-case vectors try, with values made here: nothing
 * invalid is accepted, and what is thrown is what JCA documents.
 */
class EdgeCaseTest {
    private static final byte[] DATA = {1, 2, 3};
    private static final BigInteger ED25519_ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static TestToken token;
    private static KeyPair ec;
    private static KeyPair rsa;
    private static KeyPair ed;

    @BeforeAll
    static void open() throws Exception {
        token = TestToken.inMemory();
        token.keyStore();
        ec = KeyPairGenerator.getInstance("EC", token.provider()).generateKeyPair();
        ed = KeyPairGenerator.getInstance("Ed25519", token.provider()).generateKeyPair();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", token.provider());
        generator.initialize(2048);
        rsa = generator.generateKeyPair();
    }

    @AfterAll
    static void close() {
        token.close();
    }

    private static byte[] sign(String algorithm, KeyPair pair) throws Exception {
        Signature signature = Signature.getInstance(algorithm, token.provider());
        signature.initSign(pair.getPrivate());
        signature.update(DATA);
        return signature.sign();
    }

    private static boolean verify(String algorithm, PublicKey key, byte[] value) throws Exception {
        Signature signature = Signature.getInstance(algorithm, token.provider());
        signature.initVerify(key);
        signature.update(DATA);
        try {
            return signature.verify(value);
        } catch (SignatureException e) {
            return false;
        }
    }

    private static void refused(String what, String algorithm, PublicKey key, byte[] value)
            throws Exception {
        assertThat(verify(algorithm, key, value)).as(what).isFalse();
    }

    // ECDSA

    @Test
    void ecdsa_numbersOutOfRange_areRefused() throws Exception {
        BigInteger order = ((ECPublicKey) ec.getPublic()).getParams().getOrder();
        BigInteger prime =
                ((java.security.spec.ECFieldFp)
                                ((ECPublicKey) ec.getPublic()).getParams().getCurve().getField())
                        .getP();
        byte[] plain = sign("SHA256withECDSAinP1363Format", ec);
        BigInteger r = new BigInteger(1, plain, 0, 32);
        BigInteger s = new BigInteger(1, plain, 32, 32);
        assertThat(verify("SHA256withECDSA", ec.getPublic(), der(r, s))).isTrue();
        BigInteger[] special = {
            BigInteger.ZERO,
            BigInteger.ONE,
            BigInteger.ONE.negate(),
            order,
            order.add(BigInteger.ONE),
            order.subtract(BigInteger.ONE),
            prime,
            BigInteger.ONE.shiftLeft(256),
            BigInteger.ONE.shiftLeft(8000),
            r.add(order),
            s.add(order),
            r.negate(),
            s.negate()
        };
        for (BigInteger one : special) {
            refused("r = " + one, "SHA256withECDSA", ec.getPublic(), der(one, s));
            refused("s = " + one, "SHA256withECDSA", ec.getPublic(), der(r, one));
            for (BigInteger two : special) {
                refused(one + ", " + two, "SHA256withECDSA", ec.getPublic(), der(one, two));
            }
        }
    }

    private static byte[] der(BigInteger r, BigInteger s) {
        return DerWriter.sequence(DerWriter.integer(r), DerWriter.integer(s));
    }

    @Test
    void ecdsa_otherEncodings_areRefused() throws Exception {
        byte[] good = sign("SHA256withECDSA", ec);
        byte[] plain = sign("SHA256withECDSAinP1363Format", ec);
        byte[] r = Arrays.copyOf(plain, 32);
        byte[] s = Arrays.copyOfRange(plain, 32, 64);
        List<byte[]> wrong = new ArrayList<>();
        wrong.add(new byte[0]);
        wrong.add(new byte[] {0x30});
        wrong.add(new byte[] {0x30, (byte) 0x80, 0, 0});
        wrong.add(
                new byte[] {0x30, (byte) 0x84, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff});
        wrong.add(new byte[] {5, 0});
        wrong.add(plain);
        wrong.add(Arrays.copyOf(good, good.length + 1));
        wrong.add(Arrays.copyOf(good, good.length - 1));
        // A length in the long form, zeros before a number, a third number, one number only.
        wrong.add(
                concat(
                        new byte[] {0x30, (byte) 0x81, good[1]},
                        Arrays.copyOfRange(good, 2, good.length)));
        wrong.add(
                DerWriter.sequence(
                        DerWriter.element(2, new byte[2], r),
                        DerWriter.element(2, new byte[2], s)));
        wrong.add(
                DerWriter.sequence(
                        DerWriter.integer(new BigInteger(1, r)),
                        DerWriter.integer(new BigInteger(1, s)),
                        DerWriter.integer(BigInteger.ONE)));
        wrong.add(DerWriter.sequence(DerWriter.integer(new BigInteger(1, r))));
        wrong.add(DerWriter.sequence(DerWriter.element(2), DerWriter.element(2)));
        wrong.add(DerWriter.sequence(DerWriter.element(4, r), DerWriter.element(4, s)));
        for (byte[] value : wrong) {
            refused(HexFormat.of().formatHex(value), "SHA256withECDSA", ec.getPublic(), value);
        }
        for (int i = 0; i < good.length; i++) {
            byte[] flipped = good.clone();
            flipped[i] ^= 1;
            refused("byte " + i, "SHA256withECDSA", ec.getPublic(), flipped);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 62, 63, 65, 66, 128, 100_000})
    void ecdsa_plainForm_ofAnotherLength_isRefused(int length) throws Exception {
        byte[] plain = sign("SHA256withECDSAinP1363Format", ec);
        refused(
                "length " + length,
                "SHA256withECDSAinP1363Format",
                ec.getPublic(),
                Arrays.copyOf(plain, length));
    }

    private static byte[] concat(byte[] one, byte[] two) {
        byte[] all = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, all, one.length, two.length);
        return all;
    }

    // EdDSA

    @Test
    void edwards_malleableSignatures_areRefused() throws Exception {
        byte[] good = sign("Ed25519", ed);
        assertThat(verify("Ed25519", ed.getPublic(), good)).isTrue();
        BigInteger s = new BigInteger(1, reversed(Arrays.copyOfRange(good, 32, 64)));
        for (int times = 1; times <= 8; times++) {
            byte[] more = s.add(ED25519_ORDER.multiply(BigInteger.valueOf(times))).toByteArray();
            byte[] little = Arrays.copyOf(reversed(more), 32);
            refused(
                    "s + " + times + " L",
                    "Ed25519",
                    ed.getPublic(),
                    concat(Arrays.copyOf(good, 32), little));
        }
        refused("all zero", "Ed25519", ed.getPublic(), new byte[64]);
        byte[] identity = new byte[64];
        identity[0] = 1;
        refused("R = identity, s = 0", "Ed25519", ed.getPublic(), identity);
        for (int length : new int[] {0, 1, 32, 63, 65, 5000}) {
            refused("length " + length, "Ed25519", ed.getPublic(), Arrays.copyOf(good, length));
        }
        for (int i = 0; i < good.length; i++) {
            byte[] flipped = good.clone();
            flipped[i] ^= (byte) 0x80;
            refused("byte " + i, "Ed25519", ed.getPublic(), flipped);
        }
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] out = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            out[i] = bytes[bytes.length - 1 - i];
        }
        return out;
    }

    // RSA

    @ParameterizedTest
    @ValueSource(strings = {"SHA256withRSA", "SHA256withRSAandMGF1"})
    void rsa_otherNumbers_areRefused(String algorithm) throws Exception {
        byte[] good = sign(algorithm, rsa);
        BigInteger modulus = ((RSAPublicKey) rsa.getPublic()).getModulus();
        BigInteger value = new BigInteger(1, good);
        List<byte[]> wrong =
                new ArrayList<>(
                        List.of(
                                new byte[0],
                                new byte[1],
                                new byte[256],
                                new byte[10_000],
                                concat(new byte[1], good),
                                Arrays.copyOf(good, 255),
                                Arrays.copyOf(good, 257),
                                fixed(modulus),
                                fixed(modulus.subtract(BigInteger.ONE)),
                                fixed(BigInteger.ONE)));
        if (value.add(modulus).bitLength() <= 2048) {
            wrong.add(fixed(value.add(modulus)));
        }
        for (byte[] candidate : wrong) {
            refused("length " + candidate.length, algorithm, rsa.getPublic(), candidate);
        }
    }

    private static byte[] fixed(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] out = new byte[256];
        int length = Math.min(256, bytes.length);
        System.arraycopy(bytes, bytes.length - length, out, 256 - length, length);
        return out;
    }

    /** Paddings that a lax parser takes for the right one, made with the raw private operation. */
    @Test
    void rsaPkcs1_forgedPaddings_areRefused() throws Exception {
        byte[] hash = java.security.MessageDigest.getInstance("SHA-256").digest(DATA);
        String info = "3031300d060960864801650304020105000420";
        String hex = HexFormat.of().formatHex(hash);
        int length = (info.length() + hex.length()) / 2;
        List<String> forged =
                List.of(
                        // Block type 2, a hole in the padding, data after the digest, a short
                        // padding, no separator.
                        "0002" + "ff".repeat(253 - length) + "00" + info + hex,
                        "0001" + "ff".repeat(252 - length) + "fe" + "00" + info + hex,
                        "0001" + "ff".repeat(253 - length - 4) + "00" + info + hex + "00000000",
                        "0001"
                                + "ff".repeat(8)
                                + "00"
                                + info
                                + hex
                                + "00".repeat(256 - 11 - length),
                        "0001" + "ff".repeat(254 - length) + info + hex,
                        "0001" + "00".repeat(253 - length) + "00" + info + hex,
                        // Parameters where NULL belongs, a length in the long form, another
                        // digest's identifier.
                        "0001"
                                + "ff".repeat(253 - length - 2)
                                + "00"
                                + "3033300f060960864801650304020105000500"
                                + "0420"
                                + hex,
                        "0001"
                                + "ff".repeat(253 - length - 1)
                                + "00"
                                + "308131300d060960864801650304020105000420"
                                + hex,
                        "0001"
                                + "ff".repeat(253 - length)
                                + "00"
                                + "3031300d060960864801650304020305000420"
                                + hex);
        Cipher raw = Cipher.getInstance("RSA/ECB/NoPadding", token.provider());
        for (String block : forged) {
            assertThat(block).hasSize(512);
            raw.init(Cipher.DECRYPT_MODE, rsa.getPrivate());
            byte[] value = raw.doFinal(HexFormat.of().parseHex(block));
            refused(block, "SHA256withRSA", rsa.getPublic(), value);
        }
        raw.init(Cipher.DECRYPT_MODE, rsa.getPrivate());
        String right = "0001" + "ff".repeat(253 - length) + "00" + info + hex;
        assertThat(
                        verify(
                                "SHA256withRSA",
                                rsa.getPublic(),
                                raw.doFinal(HexFormat.of().parseHex(right))))
                .isTrue();
    }

    // Key agreement

    static Stream<String> lowOrder25519() {
        return Stream.of(
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");
    }

    @ParameterizedTest
    @MethodSource("lowOrder25519")
    void x25519_lowOrderPoints_areInvalidKeys(String point) throws Exception {
        KeyPair mine = KeyPairGenerator.getInstance("X25519", token.provider()).generateKeyPair();
        byte[] spki =
                concat(
                        HexFormat.of().parseHex("302a300506032b656e032100"),
                        HexFormat.of().parseHex(point));
        invalidPoint("X25519", mine, OtherServicesTest.raw("XDH", spki));
    }

    private static void invalidPoint(String algorithm, KeyPair mine, Key point) throws Exception {
        KeyAgreement agreement = KeyAgreement.getInstance(algorithm, token.provider());
        agreement.init(mine.getPrivate());
        try {
            agreement.doPhase(point, true);
        } catch (java.security.InvalidKeyException e) {
            return;
        }
        throw new AssertionError("a point that is no partner's was accepted");
    }

    @Test
    void ecdh_pointsThatAreNone_areInvalidKeys() throws Exception {
        byte[] good = ec.getPublic().getEncoded();
        int head = good.length - 65;
        byte[] prefix = Arrays.copyOf(good, head);
        List<byte[]> points = new ArrayList<>();
        byte[] zero = new byte[65];
        zero[0] = 4;
        points.add(zero);
        byte[] max = new byte[65];
        Arrays.fill(max, (byte) 0xff);
        max[0] = 4;
        points.add(max);
        for (int i : new int[] {1, 32, 33, 64}) {
            byte[] flipped = Arrays.copyOfRange(good, head, good.length);
            flipped[i] ^= 1;
            points.add(flipped);
        }
        byte[] hybrid = Arrays.copyOfRange(good, head, good.length);
        hybrid[0] = 9;
        points.add(hybrid);
        for (byte[] point : points) {
            invalidPoint("ECDH", ec, OtherServicesTest.raw("EC", concat(prefix, point)));
        }
        // Infinity, and points of the wrong length: the structure around them changes with them.
        for (int length : new int[] {1, 33, 64, 66}) {
            byte[] algorithm = Arrays.copyOfRange(good, 2, head - 3);
            byte[] spki = DerWriter.sequence(algorithm, DerWriter.element(3, new byte[1 + length]));
            invalidPoint("ECDH", ec, OtherServicesTest.raw("EC", spki));
        }
    }

    // Key wrap

    @ParameterizedTest
    @ValueSource(strings = {"AES/KW/NoPadding", "AES/KWP/NoPadding"})
    void keyWrap_anythingModified_isAnInvalidKey(String transformation) throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("AES", token.provider());
        generator.init(CratonKeySpec.wrapping().token(false).build());
        SecretKey wrapping = generator.generateKey();
        generator.init(CratonKeySpec.builder().token(false).extractable(true).keySize(128).build());
        Cipher cipher = Cipher.getInstance(transformation, token.provider());
        cipher.init(Cipher.WRAP_MODE, wrapping);
        byte[] wrapped = cipher.wrap(generator.generateKey());
        List<byte[]> wrong = new ArrayList<>();
        for (int i = 0; i < wrapped.length; i++) {
            byte[] flipped = wrapped.clone();
            flipped[i] ^= 1;
            wrong.add(flipped);
        }
        for (int length :
                new int[] {
                    0, 1, 8, 15, 16, 17, wrapped.length - 1, wrapped.length + 1, wrapped.length + 8
                }) {
            wrong.add(Arrays.copyOf(wrapped, length));
        }
        cipher.init(Cipher.UNWRAP_MODE, wrapping);
        for (byte[] value : wrong) {
            try {
                cipher.unwrap(value, "AES", Cipher.SECRET_KEY);
            } catch (GeneralSecurityException e) {
                continue;
            }
            throw new AssertionError("a modified key was unwrapped, length " + value.length);
        }
    }

    // Post-quantum

    @Test
    void mlDsa_modifiedSignatures_areRefused() throws Exception {
        KeyPair pair =
                KeyPairGenerator.getInstance("ML-DSA-44", token.provider()).generateKeyPair();
        byte[] good = sign("ML-DSA", pair);
        for (int i = 0; i < good.length; i += 97) {
            byte[] flipped = good.clone();
            flipped[i] ^= 1;
            refused("byte " + i, "ML-DSA", pair.getPublic(), flipped);
        }
        // The hints at the end have an encoding of their own.
        for (int i = good.length - 84; i < good.length; i++) {
            byte[] changed = good.clone();
            changed[i] = (byte) (good[i] == -1 ? 0 : 0xff);
            refused("hint byte " + i, "ML-DSA", pair.getPublic(), changed);
        }
        for (int length : new int[] {0, 1, good.length - 1, good.length + 1, 100_000}) {
            refused("length " + length, "ML-DSA", pair.getPublic(), Arrays.copyOf(good, length));
        }
    }
}
