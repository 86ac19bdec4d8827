package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stops Bleichenbacher's attack at the JCA door (decision B44). */
class PaddingOracleTest {
    private static final String PKCS1 = "RSA/ECB/PKCS1Padding";
    private static final int LENGTH = 256;
    private static final Random RANDOM = new Random(44);

    private static TestToken token;
    private static KeyPair rsa;

    @BeforeAll
    static void open() throws Exception {
        token = TestToken.inMemory();
        token.keyStore();
        rsa = pair(token);
    }

    @AfterAll
    static void close() {
        token.close();
    }

    private static KeyPair pair(TestToken of) throws Exception {
        return pair(of, true);
    }

    private static KeyPair pair(TestToken of, boolean unwraps) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", of.provider());
        generator.initialize(
                CratonKeySpec.builder()
                        .token(false)
                        .keySize(2048)
                        .attribute(AttributeType.CKA_UNWRAP, unwraps)
                        .build());
        return generator.generateKeyPair();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static byte[] ciphertext(KeyPair pair, byte[] block) throws Exception {
        Cipher raw = Cipher.getInstance("RSA/ECB/NoPadding", "SunJCE");
        raw.init(Cipher.ENCRYPT_MODE, pair.getPublic());
        return raw.doFinal(block);
    }

    /** Ciphertexts of blocks that begin with all kinds of bytes but the right ones. */
    private static List<byte[]> wrong(KeyPair pair) throws Exception {
        List<byte[]> wrong = new ArrayList<>();
        for (int first : new int[] {0, 1, 2}) {
            for (int second : new int[] {0, 1, 2, 3, 255}) {
                for (int separator : new int[] {0, 3, 9, 207}) {
                    byte[] block = new byte[LENGTH];
                    Arrays.fill(block, (byte) 0x55);
                    block[0] = (byte) first;
                    block[1] = (byte) second;
                    block[separator] = 0;
                    boolean right = block[0] == 0 && block[1] == 2 && separator == 207;
                    if (!right) {
                        wrong.add(ciphertext(pair, block));
                    }
                }
            }
        }
        return wrong;
    }

    private static Cipher cipher(TestToken of, KeyPair pair, int mode) throws Exception {
        Cipher cipher = Cipher.getInstance(PKCS1, of.provider());
        cipher.init(mode, pair.getPrivate());
        return cipher;
    }

    @Test
    void wrongPadding_isDecryptedToSomething_andAlwaysToTheSame() throws Exception {
        for (byte[] ciphertext : wrong(rsa)) {
            byte[] plain = cipher(token, rsa, Cipher.DECRYPT_MODE).doFinal(ciphertext);
            assertThat(plain.length).isBetween(0, LENGTH - 11);
            Cipher parts = cipher(token, rsa, Cipher.DECRYPT_MODE);
            parts.update(ciphertext, 0, 77);
            assertThat(parts.doFinal(ciphertext, 77, LENGTH - 77)).isEqualTo(plain);
        }
    }

    @Test
    void wrongPadding_isUnwrappedToAKey() throws Exception {
        for (byte[] ciphertext : wrong(rsa)) {
            Cipher cipher = cipher(token, rsa, Cipher.UNWRAP_MODE);
            Key aes = cipher.unwrap(ciphertext, "AES", Cipher.SECRET_KEY);
            assertThat(aes.getEncoded().length).isIn(16, 24, 32);
            assertThat(cipher.unwrap(ciphertext, "AES", Cipher.SECRET_KEY).getEncoded())
                    .isEqualTo(aes.getEncoded());
            assertThat(cipher.unwrap(ciphertext, "DESede", Cipher.SECRET_KEY).getEncoded())
                    .hasSize(24);
        }
    }

    /** CMS, JWE and XML encryption unwrap with keys that were made to decrypt alone. */
    @Test
    void wrongPadding_isUnwrappedToAKey_byAKeyThatMayOnlyDecrypt() throws Exception {
        KeyPair decrypting = pair(token, false);
        Cipher cipher = cipher(token, decrypting, Cipher.UNWRAP_MODE);
        List<byte[]> all = wrong(decrypting);
        Cipher theirs = Cipher.getInstance(PKCS1, "SunJCE");
        theirs.init(Cipher.ENCRYPT_MODE, decrypting.getPublic());
        all.add(theirs.doFinal(random(20)));
        all.add(theirs.doFinal(random(0)));
        for (byte[] ciphertext : all) {
            assertThat(cipher.unwrap(ciphertext, "AES", Cipher.SECRET_KEY).getEncoded().length)
                    .isIn(16, 24, 32);
            assertThat(cipher.unwrap(ciphertext, "DESede", Cipher.SECRET_KEY).getEncoded())
                    .hasSize(24);
            assertThat(cipher.unwrap(ciphertext, "HmacSHA256", Cipher.SECRET_KEY).getEncoded())
                    .isNotEmpty();
            assertThat(premaster(cipher, ciphertext)).hasSize(48);
        }
        byte[] secret = random(24);
        assertThat(cipher.unwrap(theirs.doFinal(secret), "AES", Cipher.SECRET_KEY).getEncoded())
                .isEqualTo(secret);
    }

    /** The premaster secret of TLS has 48 bytes, whatever was sent. */
    @Test
    void premasterSecret_isAlwaysOne() throws Exception {
        List<byte[]> all = wrong(rsa);
        Cipher theirs = Cipher.getInstance(PKCS1, "SunJCE");
        theirs.init(Cipher.ENCRYPT_MODE, rsa.getPublic());
        all.add(theirs.doFinal(random(47)));
        all.add(theirs.doFinal(random(0)));
        Cipher cipher = cipher(token, rsa, Cipher.UNWRAP_MODE);
        for (byte[] ciphertext : all) {
            assertThat(premaster(cipher, ciphertext)).hasSize(48);
        }
        byte[] secret = random(48);
        assertThat(premaster(cipher, theirs.doFinal(secret))).isEqualTo(secret);
    }

    private static byte[] premaster(Cipher cipher, byte[] ciphertext) throws Exception {
        return cipher.unwrap(ciphertext, "TlsRsaPremasterSecret", Cipher.SECRET_KEY).getEncoded();
    }

    @Test
    void oldCallers_getTheErrorIfTheConfigurationSaysSo() throws Exception {
        try (TestToken old =
                TestToken.with(
                        TestToken.config()
                                .set(ConfigKey.ALGORITHMS_PKCS1_IMPLICIT_REJECTION, false)
                                .build())) {
            old.keyStore();
            KeyPair pair = pair(old);
            byte[] ciphertext = ciphertext(pair, new byte[LENGTH]);
            Cipher cipher = cipher(old, pair, Cipher.DECRYPT_MODE);
            assertThatThrownBy(() -> cipher.doFinal(ciphertext))
                    .isInstanceOf(BadPaddingException.class);
        }
    }
}
