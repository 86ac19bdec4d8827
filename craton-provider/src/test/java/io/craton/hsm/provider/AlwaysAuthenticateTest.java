package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Private keys that want the PIN for each use ({@code CKA_ALWAYS_AUTHENTICATE}): where a call has a
 * place for a login the source is asked, elsewhere the key is not used.
 */
class AlwaysAuthenticateTest {
    private static final String OAEP = "RSA/ECB/OAEPWithSHA-256AndMGF1Padding";

    private final AtomicInteger asked = new AtomicInteger();
    private TestToken token;

    @BeforeEach
    void open() {
        token = TestToken.inMemory();
        token.provider()
                .setPinSource(
                        () -> {
                            asked.incrementAndGet();
                            return TestToken.PIN.clone();
                        });
    }

    @AfterEach
    void close() {
        token.close();
    }

    private KeyPair pair(String algorithm, boolean decrypts) throws GeneralSecurityException {
        CratonKeySpec.Builder spec =
                CratonKeySpec.builder()
                        .label("each time")
                        .attribute(AttributeType.CKA_ALWAYS_AUTHENTICATE, true);
        if (algorithm.equals("RSA")) {
            spec.attribute(AttributeType.CKA_DECRYPT, decrypts)
                    .attribute(AttributeType.CKA_UNWRAP, true);
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, token.provider());
        generator.initialize(spec.build());
        KeyPair pair = generator.generateKeyPair();
        // The login to make it.
        asked.set(0);
        return pair;
    }

    private byte[] wrapped(KeyPair pair) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(OAEP);
        cipher.init(Cipher.ENCRYPT_MODE, pair.getPublic());
        return cipher.doFinal(new byte[16]);
    }

    private Key unwrap(KeyPair pair) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(OAEP, token.provider());
        cipher.init(Cipher.UNWRAP_MODE, pair.getPrivate());
        return cipher.unwrap(wrapped(pair), "AES", Cipher.SECRET_KEY);
    }

    @Test
    void keyThatDecrypts_unwrapsByDecrypting_withThePinForEachUse() throws Exception {
        KeyPair pair = pair("RSA", true);
        unwrap(pair);
        unwrap(pair);
        assertThat(asked).hasValue(2);
    }

    @Test
    void keyThatOnlyUnwraps_isNotUsed() throws Exception {
        KeyPair pair = pair("RSA", false);
        assertThatThrownBy(() -> unwrap(pair))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("CKA_ALWAYS_AUTHENTICATE");
        assertThat(asked).hasValue(0);
    }

    @Test
    void keyOfAnAgreement_isNotUsed() throws Exception {
        KeyPair careful = pair("EC", false);
        KeyPairGenerator other = KeyPairGenerator.getInstance("EC");
        other.initialize(256);
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", token.provider());
        assertThatThrownBy(() -> agreement.init(careful.getPrivate()))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("CKA_ALWAYS_AUTHENTICATE");
        assertThat(asked).hasValue(0);
    }

    @Test
    void keyOfADecapsulation_isNotUsed() throws Exception {
        KemTest.assumeKem();
        KeyPair careful = pair("ML-KEM-768", false);
        Object kem = KemTest.kem("ML-KEM", token.provider());
        assertThatThrownBy(() -> KemTest.decapsulator(kem, careful.getPrivate()))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("CKA_ALWAYS_AUTHENTICATE");
        // The public half is not the one that is guarded.
        assertThat(KemTest.encapsulator(kem, careful.getPublic())).isNotNull();
        assertThat(asked).hasValue(0);
    }

    @Test
    void signatureAndDecryption_takeThePinForEachUse_andNoOther() throws Exception {
        KeyPair rsa = pair("RSA", true);
        Signature signature = Signature.getInstance("SHA256withRSA", token.provider());
        Cipher cipher = Cipher.getInstance(OAEP, token.provider());
        for (int use = 1; use <= 2; use++) {
            signature.initSign(rsa.getPrivate());
            signature.update(new byte[3]);
            signature.update(new byte[3]);
            assertThat(signature.sign()).isNotEmpty();
            assertThat(asked).hasValue(2 * use - 1);
            cipher.init(Cipher.DECRYPT_MODE, rsa.getPrivate());
            assertThat(cipher.doFinal(wrapped(rsa))).hasSize(16);
            assertThat(asked).hasValue(2 * use);
        }
        // A cipher that "encrypts" with a private key signs.
        Cipher raw = Cipher.getInstance("RSA/ECB/PKCS1Padding", token.provider());
        raw.init(Cipher.ENCRYPT_MODE, rsa.getPrivate());
        assertThat(raw.doFinal(new byte[32])).isNotEmpty();
        assertThat(asked).hasValue(5);
        token.provider().setPinSource(() -> "another".toCharArray());
        assertThatThrownBy(() -> signature.initSign(rsa.getPrivate()))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("CKR_PIN_INCORRECT");
    }
}
