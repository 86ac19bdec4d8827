package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stops tags that are built with the help of whoever checks them, at the JCA door. */
class TagForgeryTest {
    private static final byte[] IV = new byte[12];
    private static final byte[] DATA = new byte[40];

    private static TestToken open(boolean shortTags) throws Exception {
        TestToken token =
                TestToken.with(
                        TestToken.config()
                                .set(ConfigKey.ALGORITHMS_ALLOW_SHORT_TAGS, shortTags)
                                .build());
        token.keyStore();
        return token;
    }

    private static SecretKey key(TestToken token, boolean encrypts) throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("AES", token.provider());
        generator.init(
                CratonKeySpec.builder()
                        .token(false)
                        .keySize(256)
                        .attribute(AttributeType.CKA_ENCRYPT, encrypts)
                        .build());
        return generator.generateKey();
    }

    private static Cipher cipher(TestToken token, String mode) throws Exception {
        return Cipher.getInstance("AES/" + mode + "/NoPadding", token.provider());
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 48})
    void ciphertextWithAShortTag_isNotDecrypted(int bits) throws Exception {
        try (TestToken token = open(false)) {
            SecretKey key = key(token, true);
            GCMParameterSpec spec = new GCMParameterSpec(bits, IV);
            cipher(token, "CCM").init(Cipher.ENCRYPT_MODE, key, spec);
            assertThatThrownBy(() -> cipher(token, "CCM").init(Cipher.DECRYPT_MODE, key, spec))
                    .isInstanceOf(InvalidAlgorithmParameterException.class)
                    .hasMessageContaining("algorithms.allow_short_tags");
            Cipher unwrapping = cipher(token, "CCM");
            unwrapping.init(Cipher.UNWRAP_MODE, key, spec);
            assertThatThrownBy(() -> unwrapping.unwrap(new byte[40], "AES", Cipher.SECRET_KEY))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("CKR_MECHANISM_PARAM_INVALID");
        }
    }

    @ParameterizedTest
    @CsvSource({"CCM, 64", "CCM, 128", "GCM, 96", "GCM, 128"})
    void ciphertextWithALongTag_isDecrypted_evenByAKeyThatOnlyDecrypts(String mode, int bits)
            throws Exception {
        try (TestToken token = open(false)) {
            SecretKey key = key(token, true);
            GCMParameterSpec spec = new GCMParameterSpec(bits, IV);
            Cipher encryption = cipher(token, mode);
            encryption.init(Cipher.ENCRYPT_MODE, key, spec);
            byte[] ciphertext = encryption.doFinal(DATA);
            Cipher decryption = cipher(token, mode);
            decryption.init(Cipher.DECRYPT_MODE, key, spec);
            assertThat(decryption.doFinal(ciphertext)).isEqualTo(DATA);
            cipher(token, mode).init(Cipher.DECRYPT_MODE, key(token, false), spec);
        }
    }

    @Test
    void ciphertextWithAShortTag_isDecryptedIfTheConfigurationSaysSo_withAKeyThatEncryptsToo()
            throws Exception {
        try (TestToken token = open(true)) {
            SecretKey key = key(token, true);
            GCMParameterSpec spec = new GCMParameterSpec(32, IV);
            Cipher cipher = cipher(token, "CCM");
            cipher.init(Cipher.ENCRYPT_MODE, key, spec);
            byte[] ciphertext = cipher.doFinal(DATA);
            cipher.init(Cipher.DECRYPT_MODE, key, spec);
            assertThat(cipher.doFinal(ciphertext)).isEqualTo(DATA);
            byte[] forged = Arrays.copyOf(ciphertext, ciphertext.length);
            forged[0] ^= 1;
            cipher.init(Cipher.DECRYPT_MODE, key, spec);
            assertThatThrownBy(() -> cipher.doFinal(forged))
                    .isInstanceOf(javax.crypto.AEADBadTagException.class);
            SecretKey decrypting = key(token, false);
            assertThatThrownBy(() -> cipher.init(Cipher.DECRYPT_MODE, decrypting, spec))
                    .isInstanceOf(InvalidAlgorithmParameterException.class);
        }
    }
}
