package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Security;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * DHKEM with keys of the token: the vectors of RFC 9180, and HPKE with Bouncy Castle as the other
 * party.
 */
class DhKemTest {
    private static final byte[] INFO = "info".getBytes();
    private static final byte[] AAD = "authenticated".getBytes();
    private static final byte[] TEXT = "for the holder of the key".getBytes();
    private static final Class<?>[] RANGE = {int.class, int.class, String.class};
    private static final Class<?>[] BACK = {byte[].class, int.class, int.class, String.class};
    private static TestToken token;

    @BeforeAll
    static void open() throws Exception {
        token = TestToken.inMemory();
        token.keyStore();
    }

    @AfterAll
    static void close() {
        token.close();
    }

    @BeforeEach
    void needsKem() {
        KemTest.assumeKem();
    }

    private static SecretKey decapsulate(Object kem, PrivateKey key, byte[] encapsulation)
            throws Exception {
        return (SecretKey)
                KemTest.call(
                        KemTest.decapsulator(kem, key),
                        "decapsulate",
                        new Class<?>[] {byte[].class},
                        (Object) encapsulation);
    }

    private static Object dhKem() throws Exception {
        return KemTest.kem("DHKEM", token.provider());
    }

    private static byte[] pkcs8(String curve, byte[] scalar) throws Exception {
        if (curve.startsWith("X")) {
            ASN1ObjectIdentifier oid =
                    new ASN1ObjectIdentifier(
                            curve.equals("X25519") ? "1.3.101.110" : "1.3.101.111");
            return new PrivateKeyInfo(new AlgorithmIdentifier(oid), new DEROctetString(scalar))
                    .getEncoded();
        }
        ASN1ObjectIdentifier oid = org.bouncycastle.asn1.x9.ECNamedCurveTable.getOID(curve);
        AlgorithmIdentifier identifier =
                new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, oid);
        ECPrivateKey key = new ECPrivateKey(scalar.length * 8, new java.math.BigInteger(1, scalar));
        return new PrivateKeyInfo(identifier, key).getEncoded();
    }

    private static PrivateKey imported(String curve, byte[] scalar) throws Exception {
        String algorithm = curve.startsWith("X") ? curve : "EC";
        CratonKeySpec spec =
                CratonKeySpec.builder()
                        .token(false)
                        .keySpec(new PKCS8EncodedKeySpec(pkcs8(curve, scalar)))
                        .build();
        return KeyFactory.getInstance(algorithm, token.provider()).generatePrivate(spec);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/vectors/rfc9180.csv", numLinesToSkip = 1)
    void vectorOfTheStandard(String section, String curve, String key, String enc, String secret)
            throws Exception {
        HexFormat hex = HexFormat.of();
        PrivateKey recipient = imported(curve, hex.parseHex(key));
        byte[] shared = decapsulate(dhKem(), recipient, hex.parseHex(enc)).getEncoded();
        assertThat(hex.formatHex(shared)).as(section).isEqualTo(secret);
    }

    private static KeyPair pair(String curve) throws Exception {
        boolean montgomery = curve.startsWith("X");
        KeyPairGenerator generator =
                KeyPairGenerator.getInstance(montgomery ? curve : "EC", token.provider());
        if (!montgomery) {
            generator.initialize(new ECGenParameterSpec(curve));
        }
        return generator.generateKeyPair();
    }

    private static HPKE hpke(int kem) {
        return new HPKE(HPKE.mode_base, (short) kem, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM128);
    }

    /** What they sealed for a key of the token is opened with the secret that it decapsulates. */
    @ParameterizedTest
    @CsvSource({"P-256,16", "P-384,17", "P-521,18", "X25519,32", "X448,33"})
    void hpkeOfAnotherEngine_sealsForAKeyOfTheToken(String curve, int kem) throws Exception {
        KeyPair pair = pair(curve);
        AsymmetricKeyParameter theirs =
                PublicKeyFactory.createKey(
                        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        HPKEContextWithEncapsulation sender = hpke(kem).setupBaseS(theirs, INFO);
        byte[] sealed = sender.seal(AAD, TEXT);
        for (Object ours : new Object[] {dhKem(), unnamed()}) {
            byte[] shared =
                    decapsulate(ours, pair.getPrivate(), sender.getEncapsulation()).getEncoded();
            HpkeKeys keys = HpkeKeys.of(kem, shared, INFO);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
            cipher.init(
                    Cipher.DECRYPT_MODE, keys.key(), new GCMParameterSpec(128, keys.baseNonce()));
            cipher.updateAAD(AAD);
            assertThat(cipher.doFinal(sealed)).isEqualTo(TEXT);
        }
    }

    // Behind the JDK's own, which does not take keys of the token.
    private static Object unnamed() throws Exception {
        Security.addProvider(token.provider());
        return KemTest.call(
                Class.forName("javax.crypto.KEM"),
                "getInstance",
                new Class<?>[] {String.class},
                "DHKEM");
    }

    @ParameterizedTest
    @CsvSource({"P-256,16", "P-384,17", "P-521,18", "X25519,32", "X448,33"})
    void hpkeOfAnotherEngine_opensWhatTheTokenEncapsulated(String curve, int kem) throws Exception {
        HPKE theirs = hpke(kem);
        AsymmetricCipherKeyPair recipient = theirs.generatePrivateKey();
        AlgorithmIdentifier identifier =
                SubjectPublicKeyInfo.getInstance(pair(curve).getPublic().getEncoded())
                        .getAlgorithm();
        byte[] point = theirs.serializePublicKey(recipient.getPublic());
        byte[] spki = new SubjectPublicKeyInfo(identifier, point).getEncoded();
        PublicKey key =
                KeyFactory.getInstance(curve.startsWith("X") ? curve : "EC", token.provider())
                        .generatePublic(new java.security.spec.X509EncodedKeySpec(spki));
        Object made =
                KemTest.call(KemTest.encapsulator(dhKem(), key), "encapsulate", new Class<?>[0]);
        byte[] shared = ((SecretKey) KemTest.call(made, "key", new Class<?>[0])).getEncoded();
        byte[] encapsulation = (byte[]) KemTest.call(made, "encapsulation", new Class<?>[0]);
        HpkeKeys keys = HpkeKeys.of(kem, shared, INFO);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
        cipher.init(Cipher.ENCRYPT_MODE, keys.key(), new GCMParameterSpec(128, keys.baseNonce()));
        cipher.updateAAD(AAD);
        byte[] sealed = cipher.doFinal(TEXT);
        assertThat(theirs.setupBaseR(encapsulation, recipient, INFO).open(AAD, sealed))
                .isEqualTo(TEXT);
    }

    @Test
    void secretForAUse_staysInTheToken() throws Exception {
        KeyPair pair = pair("P-256");
        Object kem = dhKem();
        Object made =
                KemTest.call(
                        KemTest.encapsulator(kem, pair.getPublic()),
                        "encapsulate",
                        RANGE,
                        0,
                        16,
                        "AES");
        SecretKey ours = (SecretKey) KemTest.call(made, "key", new Class<?>[0]);
        byte[] encapsulation = (byte[]) KemTest.call(made, "encapsulation", new Class<?>[0]);
        Object decapsulator = KemTest.decapsulator(kem, pair.getPrivate());
        SecretKey back =
                (SecretKey)
                        KemTest.call(
                                decapsulator, "decapsulate", BACK, encapsulation, 0, 16, "AES");
        assertThat(ours.getEncoded()).isNull();
        assertThat(back.getEncoded()).isNull();
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", token.provider());
        cipher.init(Cipher.ENCRYPT_MODE, ours);
        byte[] encrypted = cipher.doFinal(TEXT);
        Cipher other = Cipher.getInstance("AES/GCM/NoPadding", token.provider());
        other.init(Cipher.DECRYPT_MODE, back, cipher.getParameters());
        assertThat(other.doFinal(encrypted)).isEqualTo(TEXT);
        byte[] whole = decapsulate(kem, pair.getPrivate(), encapsulation).getEncoded();
        SecretKey part =
                (SecretKey)
                        KemTest.call(
                                decapsulator, "decapsulate", BACK, encapsulation, 8, 24, "Generic");
        assertThat(part.getEncoded()).isEqualTo(Arrays.copyOfRange(whole, 8, 24));
    }

    @Test
    void whatIsNone_isRefused() throws Exception {
        Object kem = dhKem();
        assertThatThrownBy(() -> KemTest.decapsulator(kem, pair("secp256k1").getPrivate()))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("curves of RFC 9180");
        PrivateKey key = pair("P-256").getPrivate();
        assertThatThrownBy(() -> decapsulate(kem, key, new byte[32]))
                .hasMessageContaining("a public key of 65 bytes, not 32");
        byte[] offTheCurve = new byte[65];
        offTheCurve[0] = 4;
        assertThatThrownBy(() -> decapsulate(kem, key, offTheCurve))
                .matches(e -> e.getClass().getSimpleName().equals("DecapsulateException"));
    }
}
