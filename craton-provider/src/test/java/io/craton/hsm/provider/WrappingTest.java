package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.craton.hsm.AttributeType;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which keys wrap and unwrap at this door, and which do not (decisions B38 and B39). */
class WrappingTest {
    private static final String OAEP = "RSA/ECB/OAEPWithSHA-256AndMGF1Padding";
    private static final byte[] AAD = {1, 2, 3};
    private static final SecretKeySpec VALUE =
            new SecretKeySpec("sixteen bytes...sixteen bytes...".getBytes(), "AES");
    private static TestToken token;
    private static SecretKey usual;
    private static SecretKey kek;
    private static SecretKey target;

    @BeforeAll
    static void open() throws Exception {
        token = TestToken.inMemory();
        token.keyStore();
        usual = imported(CratonKeySpec.builder());
        kek = imported(CratonKeySpec.wrapping());
        KeyGenerator generator = KeyGenerator.getInstance("AES", token.provider());
        generator.init(CratonKeySpec.builder().token(false).extractable(true).build());
        target = generator.generateKey();
    }

    @AfterAll
    static void close() {
        token.close();
    }

    private static SecretKey imported(CratonKeySpec.Builder spec) throws Exception {
        return SecretKeyFactory.getInstance("AES", token.provider())
                .generateSecret(spec.token(false).keySpec(VALUE).build());
    }

    private static Cipher ours(String transformation) throws Exception {
        return Cipher.getInstance(transformation, token.provider());
    }

    private static KeyPair rsa(boolean decrypts, boolean unwraps) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", token.provider());
        generator.initialize(
                CratonKeySpec.builder()
                        .token(false)
                        .keySize(2048)
                        .attribute(AttributeType.CKA_DECRYPT, decrypts)
                        .attribute(AttributeType.CKA_UNWRAP, unwraps)
                        .build());
        return generator.generateKeyPair();
    }

    private static byte[] check(Key key) throws Exception {
        Cipher cipher = ours("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
        return cipher.doFinal(AAD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AES/KW/NoPadding",
                "AES/KWP/NoPadding",
                "AES/GCM/NoPadding",
                "AES/CBC/PKCS5Padding",
                "AES/CTR/NoPadding"
            })
    void usualKey_doesNotWrap_andTheSentenceNamesTheSpecification(String transformation)
            throws Exception {
        Cipher cipher = ours(transformation);
        assertThatThrownBy(() -> cipher.init(Cipher.WRAP_MODE, usual))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("CratonKeySpec.wrapping()");
        assertThatThrownBy(() -> cipher.wrap(target)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void wrappingKey_neitherEncryptsNorDecrypts() throws Exception {
        assertThatThrownBy(() -> ours("AES/GCM/NoPadding").init(Cipher.ENCRYPT_MODE, kek))
                .isInstanceOf(InvalidKeyException.class);
        Cipher kw = ours("AES/KW/NoPadding");
        assertThatThrownBy(() -> kw.init(Cipher.ENCRYPT_MODE, kek))
                .isInstanceOf(InvalidKeyException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES/KW/NoPadding", "AES/KWP/NoPadding"})
    void wrappingKey_wrapsSoftwareKeysToo(String transformation) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519", "SunEC").generateKeyPair();
        Cipher theirs = Cipher.getInstance(transformation, "SunJCE");
        theirs.init(Cipher.WRAP_MODE, VALUE);
        Cipher mine = ours(transformation);
        mine.init(Cipher.WRAP_MODE, kek);
        for (Key key :
                new Key[] {
                    new SecretKeySpec(new byte[16], "HmacSHA256"),
                    new SecretKeySpec(new byte[24], "whatever"),
                    pair.getPrivate()
                }) {
            if (key.getEncoded().length % 8 == 0 || transformation.contains("KWP")) {
                assertThat(mine.wrap(key)).isEqualTo(theirs.wrap(key));
            }
        }
    }

    @Test
    void gcm_wrapsWithTheVectorOfTheModule() throws Exception {
        Cipher cipher = ours("AES/GCM/NoPadding");
        assertThatThrownBy(
                        () ->
                                cipher.init(
                                        Cipher.WRAP_MODE,
                                        kek,
                                        new GCMParameterSpec(128, new byte[12])))
                .isInstanceOf(InvalidAlgorithmParameterException.class)
                .hasMessageContaining("getIV()");
        cipher.init(Cipher.WRAP_MODE, kek);
        assertThat(cipher.getIV()).isNull();
        byte[] software = cipher.wrap(new SecretKeySpec(new byte[16], "AES"));
        byte[] first = cipher.getIV();
        byte[] wrapped = cipher.wrap(target);
        byte[] iv = cipher.getIV();
        assertThat(iv).hasSize(12).isNotEqualTo(first);
        assertThat(cipher.getParameters().getParameterSpec(GCMParameterSpec.class).getIV())
                .isEqualTo(iv);

        Cipher theirs = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
        theirs.init(Cipher.DECRYPT_MODE, VALUE, new GCMParameterSpec(128, first));
        assertThat(theirs.doFinal(software)).isEqualTo(new byte[16]);

        cipher.init(Cipher.UNWRAP_MODE, kek, new GCMParameterSpec(128, iv));
        assertThat(check(cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY)))
                .isEqualTo(check(target));
        wrapped[3] ^= 1;
        assertThatThrownBy(() -> cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void publicKey_wrapsAKeyOfTheToken() throws Exception {
        KeyPair pair = rsa(false, true);
        Cipher cipher = ours(OAEP);
        cipher.init(Cipher.WRAP_MODE, pair.getPublic());
        byte[] wrapped = cipher.wrap(target);
        cipher.init(Cipher.UNWRAP_MODE, pair.getPrivate());
        Key back = cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY);
        assertThat(check(back)).isEqualTo(check(target));
        assertThat(back.getEncoded()).isNull();
    }

    // XML encryption, CMS and JWE unwrap with keys that were made to decrypt.

    @ParameterizedTest
    @ValueSource(strings = {OAEP, "RSA/ECB/PKCS1Padding"})
    void keyThatMayOnlyDecrypt_unwraps(String transformation) throws Exception {
        KeyPair pair = rsa(true, false);
        Cipher theirs = Cipher.getInstance(transformation, "SunJCE");
        theirs.init(Cipher.WRAP_MODE, pair.getPublic());
        byte[] wrapped = theirs.wrap(VALUE);
        Cipher mine = ours(transformation);
        mine.init(Cipher.UNWRAP_MODE, pair.getPrivate());
        Key key = mine.unwrap(wrapped, "AES", Cipher.SECRET_KEY);
        assertThat(key.getEncoded()).isEqualTo(VALUE.getEncoded());
        assertThat(check(key)).isEqualTo(check(usual));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES/KWP/NoPadding", "AES/GCM/NoPadding", "AES/CBC/PKCS5Padding"})
    void secretKeyThatMayOnlyDecrypt_unwraps(String transformation) throws Exception {
        SecretKey decrypting =
                imported(
                        CratonKeySpec.builder()
                                .attribute(AttributeType.CKA_UNWRAP, false)
                                .attribute(AttributeType.CKA_ENCRYPT, false));
        KeyPair pair = KeyPairGenerator.getInstance("EC", "SunEC").generateKeyPair();
        Cipher theirs = Cipher.getInstance(transformation, "SunJCE");
        theirs.init(Cipher.WRAP_MODE, VALUE);
        byte[] secret = theirs.wrap(VALUE);
        Cipher mine = ours(transformation);
        mine.init(Cipher.UNWRAP_MODE, decrypting, parameters(theirs));
        Key key = mine.unwrap(secret, "AES", Cipher.SECRET_KEY);
        assertThat(key.getEncoded()).isNull();
        assertThat(check(key)).isEqualTo(check(usual));

        theirs.init(Cipher.WRAP_MODE, VALUE);
        byte[] wrapped = theirs.wrap(pair.getPrivate());
        mine.init(Cipher.UNWRAP_MODE, decrypting, parameters(theirs));
        Key back = mine.unwrap(wrapped, "EC", Cipher.PRIVATE_KEY);
        Signature signature = Signature.getInstance("SHA256withECDSA", token.provider());
        signature.initSign((PrivateKey) back);
        signature.update(AAD);
        byte[] signed = signature.sign();
        signature.initVerify(pair.getPublic());
        signature.update(AAD);
        assertThat(signature.verify(signed)).isTrue();
        assertThatThrownBy(() -> mine.unwrap(wrapped, "RSA", Cipher.PRIVATE_KEY))
                .isInstanceOf(InvalidKeyException.class);
    }

    private static AlgorithmParameters parameters(Cipher cipher) {
        return cipher.getAlgorithm().contains("KWP") ? null : cipher.getParameters();
    }

    @Test
    void keyThatMayNeitherDecryptNorUnwrap_doesNot() throws Exception {
        KeyPair pair = rsa(false, false);
        Cipher cipher = ours(OAEP);
        cipher.init(Cipher.WRAP_MODE, pair.getPublic());
        byte[] wrapped = cipher.wrap(VALUE);
        cipher.init(Cipher.UNWRAP_MODE, pair.getPrivate());
        assertThatThrownBy(() -> cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void useThatIsTakenAway_isTakenAwayFromTheJavaKeyToo() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", token.provider());
        generator.initialize(CratonKeySpec.builder().label("content").keySize(2048).build());
        KeyPair pair = generator.generateKeyPair();
        Cipher cipher = ours(OAEP);
        cipher.init(Cipher.WRAP_MODE, pair.getPublic());
        byte[] wrapped = cipher.wrap(VALUE);
        cipher.init(Cipher.UNWRAP_MODE, pair.getPrivate());
        assertThat(cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY).getEncoded()).isNotNull();
        ((io.craton.hsm.provider.key.OpaqueKey) pair.getPrivate())
                .ref()
                .use(
                        (session, handle) -> {
                            session.setAttributes(
                                    handle,
                                    io.craton.hsm.Template.builder()
                                            .set(AttributeType.CKA_DECRYPT, false)
                                            .build());
                            return true;
                        });
        assertThat(cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY).getEncoded()).isNull();
    }

    @Test
    void whatIsNoKey_isRefusedInOneSentence() throws Exception {
        KeyPair pair = rsa(true, false);
        Cipher theirs = Cipher.getInstance(OAEP, "SunJCE");
        theirs.init(Cipher.ENCRYPT_MODE, pair.getPublic());
        byte[] wrapped = theirs.doFinal(Arrays.copyOf(VALUE.getEncoded(), 21));
        Cipher mine = ours(OAEP);
        mine.init(Cipher.UNWRAP_MODE, pair.getPrivate());
        for (int type : new int[] {Cipher.SECRET_KEY, Cipher.PRIVATE_KEY}) {
            String name = type == Cipher.SECRET_KEY ? "AES" : "EC";
            Throwable refusal = catchThrowable(() -> mine.unwrap(wrapped, name, type));
            assertThat(refusal)
                    .isInstanceOf(InvalidKeyException.class)
                    .hasNoCause()
                    .hasMessage("what was unwrapped is no key for " + name);
        }
    }
}
