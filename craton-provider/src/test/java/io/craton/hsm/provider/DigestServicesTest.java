package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismType;
import io.craton.hsm.provider.generator.JdkDigest;
import io.craton.hsm.provider.generator.TokenDigest;
import java.io.ByteArrayOutputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Walks the table of hash functions: each is at work in every service that has a mechanism for it.
 * No list of names stands here; they are put together as the JDK does it.
 */
class DigestServicesTest {
    private static final Provider BC = new BouncyCastleProvider();
    private static final byte[] ABC = {'a', 'b', 'c'};
    private static TestToken token;
    private static Provider ours;
    private static KeyPair rsa;
    private static KeyPair ec;

    @BeforeAll
    static void open() throws Exception {
        token =
                TestToken.with(
                        TestToken.config()
                                .set(ConfigKey.ALGORITHMS_ALLOW_SHA1_SIGNING, true)
                                .build());
        ours = token.provider();
        token.keyStore();
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("RSA", ours);
        pairs.initialize(2048);
        rsa = pairs.generateKeyPair();
        pairs = KeyPairGenerator.getInstance("EC", ours);
        pairs.initialize(new ECGenParameterSpec("secp521r1"));
        ec = pairs.generateKeyPair();
    }

    @AfterAll
    static void close() {
        token.close();
    }

    /** What the table says of a hash function, so that a test can say something wrong. */
    private record Row(
            Digest digest, String standardName, String nameInside, String hmacName, String oid) {
        static Row of(Digest digest) {
            return new Row(
                    digest,
                    digest.standardName(),
                    digest.nameInside(),
                    digest.hmacName(),
                    digest.oid());
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachHashFunction_isInEveryServiceThatHasAMechanismForIt(Digest digest) throws Exception {
        check(Row.of(digest));
    }

    static Stream<Row> faulty() {
        Row good = Row.of(Digest.SHA_256);
        return Stream.of(
                new Row(good.digest, "SHA-257", good.nameInside, good.hmacName, good.oid),
                new Row(good.digest, good.standardName, "SHA257", good.hmacName, good.oid),
                new Row(good.digest, good.standardName, good.nameInside, "", good.oid),
                new Row(good.digest, good.standardName, good.nameInside, good.hmacName, "1.2.3"));
    }

    @ParameterizedTest
    @MethodSource("faulty")
    void rowWithANameThatIsNone_fails(Row row) {
        assertThatThrownBy(() -> check(row)).isInstanceOf(NoSuchAlgorithmException.class);
    }

    private static void check(Row row) throws Exception {
        int uses = 0;
        for (DigestUse use : DigestUse.values()) {
            MechanismType mechanism = row.digest.mechanism(use).orElse(null);
            if (mechanism != null) {
                check(row, use, mechanism);
                uses++;
            }
        }
        assertThat(uses).as("mechanisms with " + row.digest).isPositive();
        if (Mgf.of(row.digest).isPresent()) {
            oaep(row);
        }
    }

    private static void check(Row row, DigestUse use, MechanismType mechanism) throws Exception {
        switch (use) {
            case DIGEST -> digest(row);
            case HMAC -> mac(row, mechanism);
            case KEY_GEN -> generator(row);
            case RSA_PKCS -> signature(row.nameInside + "withRSA", mechanism, rsa, null);
            case RSA_PSS -> pss(row, mechanism);
            case ECDSA -> ecdsa(row, mechanism);
            case HMAC_GENERAL -> {
                // Mac has no parameter for a length.
            }
            case KEY_DERIVATION -> {
                // JCA has no service that makes a key of the digest of a key.
            }
            case HASH_ML_DSA, HASH_SLH_DSA -> {
                // The JDK has no names for the pre-hash forms; Session has them.
            }
        }
    }

    private static void digest(Row row) throws Exception {
        MessageDigest digest = MessageDigest.getInstance(row.standardName, ours);
        assertThat(digest.digest(ABC)).isEqualTo(row.digest.digestOfAbc());
        assertThat(digest.getDigestLength()).isEqualTo(row.digest.length());
        for (String name : Stream.of(row.nameInside, row.oid).toList()) {
            assertThat(MessageDigest.getInstance(name, ours).digest(ABC))
                    .isEqualTo(row.digest.digestOfAbc());
        }
    }

    private static void mac(Row row, MechanismType mechanism) throws Exception {
        byte[] value = new byte[row.digest.length()];
        Arrays.fill(value, (byte) 0x0b);
        SecretKey key = hmacKey(row, value);
        Mac mac = Mac.getInstance(row.hmacName, ours);
        mac.init(key);
        assertThat(mac.getMacLength()).isEqualTo(row.digest.length());
        assertThat(mac.doFinal(ABC)).isEqualTo(hmac(row, value));
        known("Mac", row.hmacName, mechanism);
    }

    /** A name of JCA belongs to a key type of its own; without one a key is generic. */
    private static SecretKey hmacKey(Row row, byte[] value) throws Exception {
        String name = row.digest.hmacKeys() == null ? "Generic" : row.hmacName;
        SecretKey key =
                SecretKeyFactory.getInstance(name, ours)
                        .generateSecret(new SecretKeySpec(value, name));
        assertThat(key.getAlgorithm()).isEqualTo(name);
        return key;
    }

    /** RFC 2104, section 2. */
    private static byte[] hmac(Row row, byte[] key) throws Exception {
        MessageDigest digest = MessageDigest.getInstance(row.standardName, ours);
        byte[] inner = digest.digest(joined(padded(row, key, 0x36), ABC));
        return digest.digest(joined(padded(row, key, 0x5c), inner));
    }

    private static byte[] padded(Row row, byte[] key, int with) {
        byte[] block = Arrays.copyOf(key, row.digest.blockLength());
        for (int i = 0; i < block.length; i++) {
            block[i] ^= (byte) with;
        }
        return block;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }

    private static void generator(Row row) throws Exception {
        SecretKey key = KeyGenerator.getInstance(row.hmacName, ours).generateKey();
        assertThat(key.getAlgorithm()).isEqualTo(row.hmacName);
        Mac mac = Mac.getInstance(row.hmacName, ours);
        mac.init(key);
        assertThat(mac.doFinal(ABC)).hasSize(row.digest.length());
    }

    private static void pss(Row row, MechanismType mechanism) throws Exception {
        String name = row.standardName;
        signature(row.nameInside + "withRSAandMGF1", mechanism, rsa, null);
        signature(
                "RSASSA-PSS",
                mechanism,
                rsa,
                new PSSParameterSpec(
                        name, "MGF1", new MGF1ParameterSpec(name), row.digest.length(), 1));
    }

    private static void ecdsa(Row row, MechanismType mechanism) throws Exception {
        signature(row.nameInside + "withECDSA", mechanism, ec, null);
        String plain = row.nameInside + "withECDSAinP1363Format";
        Signature signature = Signature.getInstance(plain, ours);
        signature.initSign(ec.getPrivate());
        signature.update(ABC);
        byte[] value = signature.sign();
        signature.initVerify(ec.getPublic());
        signature.update(ABC);
        assertThat(signature.verify(value)).isTrue();
    }

    private static void signature(
            String name, MechanismType mechanism, KeyPair pair, AlgorithmParameterSpec parameters)
            throws Exception {
        Signature signature = Signature.getInstance(name, ours);
        if (parameters != null) {
            signature.setParameter(parameters);
        }
        signature.initSign(pair.getPrivate());
        signature.update(ABC);
        byte[] value = signature.sign();
        signature.initVerify(pair.getPublic());
        signature.update(ABC);
        assertThat(signature.verify(value)).as(name).isTrue();
        signature.update(new byte[] {'a', 'b'});
        assertThat(signature.verify(value)).as(name).isFalse();
        if (BC.getService("Signature", name) != null) {
            Signature theirs = Signature.getInstance(name, BC);
            if (parameters != null) {
                theirs.setParameter(parameters);
            }
            theirs.initVerify(pair.getPublic());
            theirs.update(ABC);
            assertThat(theirs.verify(value)).as(name + " by another engine").isTrue();
        }
        known("Signature", name, mechanism);
    }

    /** The service is known by the object identifier of its mechanism, too. */
    private static void known(String type, String name, MechanismType mechanism) {
        mechanism
                .oid()
                .ifPresent(
                        oid ->
                                assertThat(ours.getService(type, oid))
                                        .as(type + " " + oid)
                                        .isNotNull()
                                        .isSameAs(ours.getService(type, name)));
    }

    private static void oaep(Row row) throws Exception {
        String name = row.standardName;
        for (String hash : Stream.of(name, row.nameInside).toList()) {
            String padding = "RSA/ECB/OAEPWith" + hash + "AndMGF1Padding";
            roundTrip(padding, null);
            roundTrip(
                    padding,
                    new OAEPParameterSpec(
                            name, "MGF1", new MGF1ParameterSpec(name), PSource.PSpecified.DEFAULT));
        }
    }

    private static void roundTrip(String name, AlgorithmParameterSpec parameters) throws Exception {
        Cipher cipher = Cipher.getInstance(name, ours);
        cipher.init(Cipher.ENCRYPT_MODE, rsa.getPublic(), parameters);
        byte[] encrypted = cipher.doFinal(ABC);
        cipher.init(Cipher.DECRYPT_MODE, rsa.getPrivate(), parameters);
        assertThat(cipher.doFinal(encrypted)).as(name).isEqualTo(ABC);
    }

    /** HKDF has identifiers and names in Java from 25 on. */
    @Test
    void hkdf_isThereForEachHashFunctionWithAnIdentifier() {
        for (Digest digest : Digest.values()) {
            Provider.Service named = ours.getService("KDF", "HKDF-" + digest.nameInside());
            boolean there = Runtime.version().feature() >= 25 && digest.hkdfOid().isPresent();
            assertThat(named != null).as(digest.toString()).isEqualTo(there);
            if (there) {
                assertThat(ours.getService("KDF", digest.hkdfOid().orElseThrow())).isSameAs(named);
            }
        }
    }

    /** A hash function that the JDK does not have is computed by the token. */
    @ParameterizedTest
    @EnumSource
    void digestOfTheToken_isTheSame(Digest digest) throws Exception {
        if (digest.mechanism(DigestUse.DIGEST).isEmpty()) {
            return;
        }
        Object spi = JdkDigest.of(token.provider().access(), digest, "NoSuchProvider");
        assertThat(spi).isInstanceOf(TokenDigest.class);
        MessageDigest made = MessageDigest.getInstance(digest.standardName(), only(spi));
        made.update((byte) 'z');
        made.reset();
        made.update((byte) 'a');
        made.update(ABC, 1, 2);
        assertThat(made.digest()).isEqualTo(digest.digestOfAbc());
        assertThat(made.digest(ABC)).isEqualTo(digest.digestOfAbc());
        assertThat(made.getDigestLength()).isEqualTo(digest.length());
        assertThatThrownBy(made::clone).isInstanceOf(CloneNotSupportedException.class);
    }

    /** A provider with one digest. */
    private static Provider only(Object spi) {
        return new Provider("Only", "1", "one digest") {
            private static final long serialVersionUID = 1L;

            @Override
            public Service getService(String type, String algorithm) {
                return new Service(this, type, algorithm, "none", null, null) {
                    @Override
                    public Object newInstance(Object parameter) {
                        return spi;
                    }
                };
            }
        };
    }
}
