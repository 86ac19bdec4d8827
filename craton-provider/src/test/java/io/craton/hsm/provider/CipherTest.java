package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CipherTest {
    private static final byte[] DATA = new byte[67];
    private static final byte[] IV12 = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    private static final byte[] IV16 = Arrays.copyOf(IV12, 16);
    private static final Provider BC = new BouncyCastleProvider();
    private static TestToken token;
    private static SecretKeySpec software;
    private static SecretKey aes;
    // The same value, to wrap with.
    private static SecretKey kek;
    private static KeyPair rsa;

    static {
        for (int i = 0; i < DATA.length; i++) {
            DATA[i] = (byte) (i * 7);
        }
    }

    @BeforeAll
    static void open() throws Exception {
        token = TestToken.inMemory();
        token.keyStore();
        software = new SecretKeySpec(Arrays.copyOf(DATA, 32), "AES");
        aes = SecretKeyFactory.getInstance("AES", token.provider()).generateSecret(software);
        kek =
                SecretKeyFactory.getInstance("AES", token.provider())
                        .generateSecret(
                                CratonKeySpec.wrapping().token(false).keySpec(software).build());
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", token.provider());
        generator.initialize(2048);
        rsa = generator.generateKeyPair();
    }

    @AfterAll
    static void close() {
        token.close();
    }

    private static Cipher ours(String transformation) throws Exception {
        return Cipher.getInstance(transformation, token.provider());
    }

    private static AlgorithmParameterSpec spec(String transformation) {
        if (transformation.contains("GCM") || transformation.contains("CCM")) {
            return new GCMParameterSpec(128, IV12);
        }
        if (transformation.contains("ECB")) {
            return null;
        }
        return new IvParameterSpec(transformation.startsWith("ChaCha") ? IV12 : IV16);
    }

    // Every cipher against another engine, in one piece and in many

    @ParameterizedTest
    @CsvSource({
        "AES/GCM/NoPadding,67", "AES/GCM/NoPadding,0", "AES/CBC/PKCS5Padding,67",
                "AES/CBC/PKCS5Padding,64",
        "AES/CBC/NoPadding,64", "AES/CTR/NoPadding,67", "AES/ECB/NoPadding,64",
                "AES/ECB/PKCS5Padding,67",
        "AES/ECB/PKCS5Padding,64", "AES/ECB/PKCS5Padding,0", "AES/CCM/NoPadding,67",
                "AES/CCM/NoPadding,0",
        "AES_256/GCM/NoPadding,5", "ChaCha20-Poly1305,67"
    })
    void symmetric_agreesWithAnotherEngine(String transformation, int length) throws Exception {
        byte[] data = Arrays.copyOf(DATA, length);
        boolean aead = transformation.matches(".*(GCM|CCM|ChaCha).*");
        Provider other =
                transformation.contains("CCM") ? BC : java.security.Security.getProvider("SunJCE");
        SecretKey theirs = software;
        SecretKey mine = aes;
        if (transformation.startsWith("ChaCha")) {
            theirs = new SecretKeySpec(software.getEncoded(), "ChaCha20");
            mine =
                    SecretKeyFactory.getInstance("ChaCha20", token.provider())
                            .generateSecret((SecretKeySpec) theirs);
        }
        Cipher reference = Cipher.getInstance(transformation, other);
        reference.init(Cipher.ENCRYPT_MODE, theirs, spec(transformation));
        if (aead) {
            reference.updateAAD(IV16);
        }
        byte[] expected = reference.doFinal(data);

        for (int piece : new int[] {1, 16, 17, 100}) {
            Cipher cipher = ours(transformation);
            cipher.init(Cipher.ENCRYPT_MODE, mine, spec(transformation));
            if (aead) {
                cipher.updateAAD(IV16);
            }
            assertThat(inPieces(cipher, data, piece)).isEqualTo(expected);
            Cipher back = ours(transformation);
            back.init(Cipher.DECRYPT_MODE, mine, spec(transformation));
            if (aead) {
                back.updateAAD(IV16);
            }
            assertThat(inPieces(back, expected, piece)).isEqualTo(data);
        }
    }

    private static byte[] inPieces(Cipher cipher, byte[] data, int piece) throws Exception {
        ByteBuffer out = ByteBuffer.allocate(data.length + 64);
        for (int i = 0; i < data.length; i += piece) {
            byte[] ready = cipher.update(data, i, Math.min(piece, data.length - i));
            if (ready != null) {
                out.put(ready);
            }
        }
        out.put(cipher.doFinal());
        return Arrays.copyOf(out.array(), out.position());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AES/GCM/NoPadding",
                "AES/CBC/PKCS5Padding",
                "AES/CTR/NoPadding",
                "AES/CCM/NoPadding"
            })
    void withoutParameters_theyAreMadeAndTold(String transformation) throws Exception {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            Cipher cipher = ours(transformation);
            cipher.init(Cipher.ENCRYPT_MODE, aes);
            byte[] iv = cipher.getIV();
            AlgorithmParameters parameters = cipher.getParameters();
            byte[] encrypted = cipher.doFinal(DATA);
            assertThat(cipher.getIV()).isEqualTo(iv);
            assertThat(seen.add(Arrays.toString(iv))).isTrue();
            Cipher back = ours(transformation);
            back.init(Cipher.DECRYPT_MODE, aes, parameters);
            assertThat(back.doFinal(encrypted)).isEqualTo(DATA);
        }
        assertThatThrownBy(() -> ours(transformation).init(Cipher.DECRYPT_MODE, aes))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void gcm_moduleIvWithAad_isReadByAnotherEngine() throws Exception {
        Cipher cipher = ours("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, aes);
        byte[] iv = cipher.getIV();
        cipher.updateAAD(DATA);
        byte[] encrypted = cipher.doFinal(DATA);
        assertThat(cipher.getIV()).isEqualTo(iv);
        Cipher other = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
        other.init(Cipher.DECRYPT_MODE, software, new GCMParameterSpec(128, iv));
        other.updateAAD(DATA);
        assertThat(other.doFinal(encrypted)).isEqualTo(DATA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES/GCM/NoPadding", "AES/CCM/NoPadding"})
    void aead_sameIvAgain_isRefused(String transformation) throws Exception {
        Cipher cipher = ours(transformation);
        cipher.init(Cipher.ENCRYPT_MODE, aes, spec(transformation));
        cipher.doFinal(DATA);
        assertThatThrownBy(() -> cipher.doFinal(DATA)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, aes, spec(transformation)))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        cipher.init(Cipher.DECRYPT_MODE, aes, spec(transformation));
    }

    @Test
    void aead_aadAfterData_isRefused() throws Exception {
        Cipher cipher = ours("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, aes);
        cipher.update(DATA);
        assertThatThrownBy(() -> cipher.updateAAD(DATA)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES/GCM/NoPadding", "AES/CCM/NoPadding", "ChaCha20-Poly1305"})
    void aead_anythingModified_isABadTag(String transformation) throws Exception {
        SecretKey key =
                transformation.startsWith("ChaCha")
                        ? KeyGenerator.getInstance("ChaCha20", token.provider()).generateKey()
                        : aes;
        Cipher cipher = ours(transformation);
        cipher.init(Cipher.ENCRYPT_MODE, key, spec(transformation));
        cipher.updateAAD(IV16);
        byte[] encrypted = cipher.doFinal(DATA);
        for (int i = 0; i < encrypted.length; i += 5) {
            byte[] modified = encrypted.clone();
            modified[i] ^= 0x40;
            decryptFails(transformation, key, IV16, modified);
        }
        decryptFails(transformation, key, IV12, encrypted);
        decryptFails(transformation, key, IV16, Arrays.copyOf(encrypted, encrypted.length - 1));
        decryptFails(transformation, key, IV16, new byte[7]);
        decryptFails(transformation, key, IV16, new byte[0]);
    }

    private static void decryptFails(String transformation, Key key, byte[] aad, byte[] encrypted)
            throws Exception {
        Cipher cipher = ours(transformation);
        cipher.init(Cipher.DECRYPT_MODE, key, spec(transformation));
        cipher.updateAAD(aad);
        assertThat(cipher.update(encrypted)).as("plaintext before the tag").isNullOrEmpty();
        assertThatThrownBy(cipher::doFinal).isInstanceOf(AEADBadTagException.class);
        // After a failure the object goes on with the same parameters, as in the JDK.
        cipher.init(Cipher.DECRYPT_MODE, key, spec(transformation));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES/CBC/PKCS5Padding", "AES/ECB/PKCS5Padding"})
    void padding_badOrCutOff_isADocumentedException(String transformation) throws Exception {
        Cipher cipher = ours(transformation);
        for (byte[] encrypted :
                new byte[][] {new byte[16], new byte[32], new byte[15], new byte[33]}) {
            cipher.init(Cipher.DECRYPT_MODE, aes, spec(transformation));
            assertThatThrownBy(() -> cipher.doFinal(encrypted))
                    .isInstanceOfAny(BadPaddingException.class, IllegalBlockSizeException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES/CBC/NoPadding", "AES/ECB/NoPadding"})
    void noPadding_notABlock_isIllegalBlockSize(String transformation) throws Exception {
        Cipher cipher = ours(transformation);
        cipher.init(Cipher.ENCRYPT_MODE, aes, spec(transformation));
        assertThatThrownBy(() -> cipher.doFinal(DATA))
                .isInstanceOf(IllegalBlockSizeException.class);
    }

    @Test
    void parameters_ofTheWrongKindOrSize_areRefused() throws Exception {
        for (AlgorithmParameterSpec spec :
                new AlgorithmParameterSpec[] {
                    new GCMParameterSpec(8, IV12),
                    new GCMParameterSpec(127, IV12),
                    new GCMParameterSpec(128, new byte[0]),
                    new IvParameterSpec(IV12)
                }) {
            assertThatThrownBy(() -> ours("AES/GCM/NoPadding").init(Cipher.ENCRYPT_MODE, aes, spec))
                    .isInstanceOf(InvalidAlgorithmParameterException.class);
        }
        assertThatThrownBy(
                        () ->
                                ours("AES/CBC/NoPadding")
                                        .init(Cipher.ENCRYPT_MODE, aes, new IvParameterSpec(IV12)))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThatThrownBy(
                        () ->
                                ours("AES/CCM/NoPadding")
                                        .init(
                                                Cipher.ENCRYPT_MODE,
                                                aes,
                                                new GCMParameterSpec(128, IV16)))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
    }

    @Test
    void keys_foreignOrOfTheWrongKind_areInvalid() throws Exception {
        SecretKey mac = KeyGenerator.getInstance("HmacSHA256", token.provider()).generateKey();
        for (Key key : new Key[] {software, rsa.getPrivate(), rsa.getPublic(), null, mac}) {
            assertThatThrownBy(() -> ours("AES/GCM/NoPadding").init(Cipher.ENCRYPT_MODE, key))
                    .isInstanceOf(InvalidKeyException.class);
        }
        assertThatThrownBy(() -> ours("AES_128/GCM/NoPadding").init(Cipher.ENCRYPT_MODE, aes))
                .isInstanceOf(InvalidKeyException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AES/GCM/NoPadding",
                "AES/CBC/PKCS5Padding",
                "AES/CTR/NoPadding",
                "AES/ECB/PKCS5Padding"
            })
    void shortBuffer_losesNothing(String transformation) throws Exception {
        Cipher cipher = ours(transformation);
        cipher.init(Cipher.ENCRYPT_MODE, aes, spec(transformation));
        byte[] small = new byte[3];
        assertThatThrownBy(() -> cipher.doFinal(DATA, 0, DATA.length, small))
                .isInstanceOf(ShortBufferException.class);
        byte[] large = new byte[100];
        int length = cipher.doFinal(DATA, 0, DATA.length, large);
        Cipher back = ours(transformation);
        back.init(Cipher.DECRYPT_MODE, aes, spec(transformation));
        ByteBuffer plain = ByteBuffer.allocate(back.getOutputSize(length));
        back.doFinal(ByteBuffer.wrap(large, 0, length), plain);
        assertThat(Arrays.copyOf(plain.array(), plain.position())).isEqualTo(DATA);
    }

    @Test
    void byteBuffers_ofExactSize_areEnough() throws Exception {
        Cipher cipher = ours("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, aes, spec("GCM"));
        assertThat(cipher.getOutputSize(DATA.length)).isEqualTo(DATA.length + 16);
        ByteBuffer out = ByteBuffer.allocateDirect(DATA.length + 16);
        cipher.doFinal(ByteBuffer.wrap(DATA), out);
        assertThat(out.remaining()).isZero();
        out.flip();
        cipher.init(Cipher.DECRYPT_MODE, aes, spec("GCM"));
        ByteBuffer plain = ByteBuffer.allocate(DATA.length);
        cipher.doFinal(out, plain);
        assertThat(plain.array()).isEqualTo(DATA);
    }

    // RSA

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RSA/ECB/PKCS1Padding",
                "RSA/ECB/OAEPWithSHA-1AndMGF1Padding",
                "RSA/ECB/OAEPWithSHA-256AndMGF1Padding",
                "RSA/ECB/OAEPWithSHA-512AndMGF1Padding"
            })
    void rsa_agreesWithTheJdk(String transformation) throws Exception {
        Cipher theirs = Cipher.getInstance(transformation, "SunJCE");
        theirs.init(Cipher.ENCRYPT_MODE, rsa.getPublic());
        Cipher mine = ours(transformation);
        mine.init(Cipher.DECRYPT_MODE, rsa.getPrivate());
        assertThat(mine.doFinal(theirs.doFinal(IV16))).isEqualTo(IV16);
        mine.init(Cipher.ENCRYPT_MODE, rsa.getPublic());
        byte[] encrypted = mine.doFinal(IV12);
        mine.init(Cipher.DECRYPT_MODE, rsa.getPrivate());
        assertThat(mine.doFinal(encrypted)).isEqualTo(IV12);
    }

    @Test
    void oaep_parameters() throws Exception {
        OAEPParameterSpec spec =
                new OAEPParameterSpec(
                        "SHA-256",
                        "MGF1",
                        MGF1ParameterSpec.SHA256,
                        new PSource.PSpecified(new byte[] {1, 2}));
        Cipher theirs = Cipher.getInstance("RSA/ECB/OAEPPadding", "SunJCE");
        theirs.init(Cipher.ENCRYPT_MODE, rsa.getPublic(), spec);
        Cipher mine = ours("RSA/ECB/OAEPPadding");
        mine.init(Cipher.DECRYPT_MODE, rsa.getPrivate(), spec);
        byte[] encrypted = theirs.doFinal(IV16);
        assertThat(mine.doFinal(encrypted)).isEqualTo(IV16);
        assertThat(
                        mine.getParameters()
                                .getParameterSpec(OAEPParameterSpec.class)
                                .getDigestAlgorithm())
                .isEqualTo("SHA-256");
        mine.init(Cipher.DECRYPT_MODE, rsa.getPrivate());
        assertThatThrownBy(() -> mine.doFinal(encrypted)).isInstanceOf(BadPaddingException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RSA/ECB/PKCS1Padding",
                "RSA/ECB/OAEPWithSHA-256AndMGF1Padding",
                "RSA/ECB/NoPadding"
            })
    void rsa_badInput_isADocumentedException(String transformation) throws Exception {
        Cipher cipher = ours(transformation);
        byte[] large = new byte[256];
        Arrays.fill(large, (byte) 0xff);
        for (byte[] input : new byte[][] {new byte[257], large, new byte[5000]}) {
            cipher.init(Cipher.DECRYPT_MODE, rsa.getPrivate());
            assertThatThrownBy(() -> cipher.doFinal(input))
                    .isInstanceOfAny(BadPaddingException.class, IllegalBlockSizeException.class);
        }
        cipher.init(Cipher.ENCRYPT_MODE, rsa.getPublic());
        assertThatThrownBy(() -> cipher.doFinal(new byte[257]))
                .isInstanceOf(IllegalBlockSizeException.class);
        assertThatThrownBy(() -> cipher.init(Cipher.DECRYPT_MODE, rsa.getPublic()))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> cipher.init(Cipher.ENCRYPT_MODE, aes))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void rsa_encryptionWithPrivateKey_isTheSignatureThatConscryptAsksFor() throws Exception {
        Cipher cipher = ours("RSA/ECB/PKCS1Padding");
        cipher.init(Cipher.ENCRYPT_MODE, rsa.getPrivate());
        byte[] signature = cipher.doFinal(IV16);
        Cipher theirs = Cipher.getInstance("RSA/ECB/PKCS1Padding", "SunJCE");
        theirs.init(Cipher.DECRYPT_MODE, rsa.getPublic());
        assertThat(theirs.doFinal(signature)).isEqualTo(IV16);
    }

    @Test
    void rsa_tlsPremasterSecretParameters_areInvalidKeySoThatTlsDecryptsInstead() throws Exception {
        Cipher cipher = ours("RSA/ECB/PKCS1Padding");
        assertThatThrownBy(
                        () ->
                                cipher.init(
                                        Cipher.UNWRAP_MODE,
                                        rsa.getPrivate(),
                                        new IvParameterSpec(IV16)))
                .isInstanceOf(InvalidKeyException.class);
    }

    // Wrapping

    @ParameterizedTest
    @ValueSource(strings = {"AES/KW/NoPadding", "AES/KWP/NoPadding", "AESWrap"})
    void aesWrap_ownKeys_goInAndOut(String transformation) throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("AES", token.provider());
        generator.init(CratonKeySpec.builder().token(false).extractable(true).keySize(256).build());
        SecretKey secret = generator.generateKey();
        Cipher cipher = ours(transformation);
        cipher.init(Cipher.WRAP_MODE, kek);
        byte[] wrapped = cipher.wrap(secret);
        cipher.init(Cipher.UNWRAP_MODE, kek);
        Key again = cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY);
        assertThat(again.getEncoded()).isNull();
        assertThat(again.getAlgorithm()).isEqualTo("AES");
        Cipher gcm = ours("AES/GCM/NoPadding");
        gcm.init(Cipher.ENCRYPT_MODE, secret, spec("GCM"));
        byte[] one = gcm.doFinal(DATA);
        gcm.init(Cipher.ENCRYPT_MODE, again, spec("GCM"));
        assertThat(gcm.doFinal(DATA)).isEqualTo(one);
        wrapped[0] ^= 1;
        assertThatThrownBy(() -> cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> cipher.unwrap(new byte[3], "AES", Cipher.SECRET_KEY))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void aesWrap_agreesWithTheJdk() throws Exception {
        SecretKeySpec content = new SecretKeySpec(new byte[16], "AES");
        for (String transformation : new String[] {"AES/KW/NoPadding", "AES/KWP/NoPadding"}) {
            Cipher theirs = Cipher.getInstance(transformation, "SunJCE");
            theirs.init(Cipher.WRAP_MODE, software);
            Cipher mine = ours(transformation);
            mine.init(Cipher.WRAP_MODE, kek);
            assertThat(mine.wrap(content)).isEqualTo(theirs.wrap(content));
        }
    }

    @Test
    void aesWrap_keyThatIsNotExtractable_staysInside() throws Exception {
        Cipher cipher = ours("AES/KWP/NoPadding");
        cipher.init(Cipher.WRAP_MODE, kek);
        SecretKey inside = KeyGenerator.getInstance("AES", token.provider()).generateKey();
        assertThatThrownBy(() -> cipher.wrap(inside)).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> cipher.wrap(rsa.getPrivate()))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void aesWrap_privateKey_comesBackWhole() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
        generator.initialize(CratonKeySpec.builder().token(false).extractable(true).build());
        KeyPair pair = generator.generateKeyPair();
        Cipher cipher = ours("AES/KWP/NoPadding");
        cipher.init(Cipher.WRAP_MODE, kek);
        byte[] wrapped = cipher.wrap(pair.getPrivate());
        cipher.init(Cipher.UNWRAP_MODE, kek);
        Key again = cipher.unwrap(wrapped, "EC", Cipher.PRIVATE_KEY);
        var signature = java.security.Signature.getInstance("SHA256withECDSA", token.provider());
        signature.initSign((java.security.PrivateKey) again);
        signature.update(DATA);
        byte[] value = signature.sign();
        signature.initVerify(pair.getPublic());
        signature.update(DATA);
        assertThat(signature.verify(value)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA/ECB/PKCS1Padding", "RSA/ECB/OAEPWithSHA-256AndMGF1Padding"})
    void rsaUnwrap_contentKey_worksHereAndElsewhere(String transformation) throws Exception {
        Cipher theirs = Cipher.getInstance(transformation, "SunJCE");
        theirs.init(Cipher.WRAP_MODE, rsa.getPublic());
        byte[] wrapped = theirs.wrap(software);
        Cipher mine = ours(transformation);
        mine.init(Cipher.UNWRAP_MODE, rsa.getPrivate());
        Key key = mine.unwrap(wrapped, "AES", Cipher.SECRET_KEY);
        // The private key may decrypt, so the content key may be read.
        assertThat(key.getEncoded()).isEqualTo(software.getEncoded());
        ours("AES/GCM/NoPadding").init(Cipher.ENCRYPT_MODE, key);
        mine.init(Cipher.WRAP_MODE, rsa.getPublic());
        byte[] again = mine.wrap(software);
        mine.init(Cipher.UNWRAP_MODE, rsa.getPrivate());
        assertThat(mine.unwrap(again, "AES", Cipher.SECRET_KEY).getEncoded())
                .isEqualTo(software.getEncoded());
    }

    @Test
    void rsaUnwrap_keyThatMayOnlyUnwrap_keepsTheSecretInside() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", token.provider());
        generator.initialize(
                CratonKeySpec.builder()
                        .token(false)
                        .keySize(2048)
                        .attribute(io.craton.hsm.AttributeType.CKA_DECRYPT, false)
                        .build());
        KeyPair pair = generator.generateKeyPair();
        Cipher theirs = Cipher.getInstance("RSA/ECB/PKCS1Padding", "SunJCE");
        theirs.init(Cipher.WRAP_MODE, pair.getPublic());
        byte[] wrapped = theirs.wrap(software);
        Cipher mine = ours("RSA/ECB/PKCS1Padding");
        mine.init(Cipher.UNWRAP_MODE, pair.getPrivate());
        assertThat(mine.unwrap(wrapped, "AES", Cipher.SECRET_KEY).getEncoded()).isNull();
        assertThatThrownBy(() -> mine.init(Cipher.DECRYPT_MODE, pair.getPrivate()))
                .isInstanceOf(InvalidKeyException.class);
    }
}
