package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.key.TokenPrivateKey;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Keys that were asked for without a word about it live as long as their Java objects: the JDK's
 * TLS keeps one for an hour, and knows nothing of logins.
 */
class HeldKeysTest {
    private TestToken token;
    private KeyStore keyStore;

    @BeforeEach
    void open() throws Exception {
        token = TestToken.inMemory();
        keyStore = token.keyStore();
    }

    @AfterEach
    void close() {
        token.close();
    }

    private record Held(Key key, PublicKey publicKey) {}

    /** One key of every generator there is. */
    private Map<String, Held> everyKind() throws Exception {
        Map<String, Held> held = new LinkedHashMap<>();
        for (Provider.Service service : token.provider().getServices()) {
            String name = service.getAlgorithm();
            if (service.getType().equals("KeyGenerator")) {
                held.put(
                        "secret " + name,
                        new Held(
                                KeyGenerator.getInstance(name, token.provider()).generateKey(),
                                null));
            } else if (service.getType().equals("KeyPairGenerator")
                    && !name.matches("SLH-DSA-SHA.*[sS]|SLH-DSA-SHA.*(192|256)[fF]|SLH-DSA")) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance(name, token.provider());
                if (name.equals("RSA")) {
                    generator.initialize(2048);
                }
                KeyPair pair = generator.generateKeyPair();
                held.put("pair " + name, new Held(pair.getPrivate(), pair.getPublic()));
            }
        }
        return held;
    }

    private void use(Held held) throws Exception {
        Key key = held.key();
        assertThat(key).isInstanceOf(OpaqueKey.class);
        assertThat(key.getEncoded()).isNull();
        if (key instanceof SecretKey secret) {
            useSecret(secret);
            return;
        }
        TokenPrivateKey own = (TokenPrivateKey) key;
        switch (own.keyAlgorithm().keyType()) {
            case CKK_EC_MONTGOMERY -> {
                KeyAgreement agreement = KeyAgreement.getInstance("XDH", token.provider());
                agreement.init(key);
                agreement.doPhase(held.publicKey(), true);
                assertThat(agreement.generateSecret()).isNotEmpty();
                agreement.doPhase(held.publicKey(), true);
                useSecret(agreement.generateSecret("AES"));
            }
            case CKK_ML_KEM -> assertThat(own.ref().traits()).isNotNull();
            default -> {
                String name =
                        switch (own.keyAlgorithm().keyType()) {
                            case CKK_RSA ->
                                    own.getAlgorithm().equals("RSA")
                                            ? "SHA256withRSA"
                                            : "SHA256withRSAandMGF1";
                            case CKK_EC -> "SHA256withECDSA";
                            default -> own.getAlgorithm();
                        };
                Signature signature = Signature.getInstance(name, token.provider());
                signature.initSign((PrivateKey) key);
                signature.update(new byte[10]);
                assertThat(signature.sign()).isNotEmpty();
            }
        }
    }

    private void useSecret(SecretKey key) throws Exception {
        if (key.getAlgorithm().startsWith("Hmac") || key.getAlgorithm().equals("Generic")) {
            String name = key.getAlgorithm().equals("Generic") ? "HmacSHA256" : key.getAlgorithm();
            Mac mac = Mac.getInstance(name, token.provider());
            mac.init(key);
            assertThat(mac.doFinal(new byte[10])).isNotEmpty();
            return;
        }
        if (key.getAlgorithm().equals("AES-XTS")) {
            Cipher xts = Cipher.getInstance("AES/XTS/NoPadding", token.provider());
            xts.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[16]));
            assertThat(xts.doFinal(new byte[20])).hasSize(20);
            return;
        }
        Cipher cipher =
                Cipher.getInstance(
                        key.getAlgorithm().equals("AES")
                                ? "AES/GCM/NoPadding"
                                : "ChaCha20-Poly1305",
                        token.provider());
        cipher.init(Cipher.ENCRYPT_MODE, key);
        assertThat(cipher.doFinal(new byte[10])).hasSize(26);
    }

    private int sessionKeys() {
        try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_ONLY)) {
            return session.findObjects(
                                    Template.builder()
                                            .objectClass(ObjectClass.CKO_SECRET_KEY)
                                            .build())
                            .size()
                    + session.findObjects(
                                    Template.builder()
                                            .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                            .build())
                            .size();
        }
    }

    @Test
    void everyKeyWithoutASpecification_outlivesLogoutsAndSessions() throws Exception {
        Map<String, Held> held = everyKind();
        assertThat(held).hasSizeGreaterThan(25);
        token.provider().logout();
        for (Held each : held.values()) {
            use(each);
        }
        token.hsm().slot(0).closeAllSessions();
        for (Held each : held.values()) {
            use(each);
        }
        token.keyStore();
        try (Session other = token.hsm().slot(0).openSession(SessionMode.READ_WRITE)) {
            other.logout();
            other.login(UserType.CKU_SO, TestToken.SO_PIN);
            use(held.get("secret AES"));
            other.logout();
        }
        token.keyStore();
        token.hsm().slot(0).closeAllSessions();
        for (Held each : held.values()) {
            use(each);
        }
        assertThat(sessionKeys()).isGreaterThanOrEqualTo(held.size());
        token.provider().close();
        assertThat(sessionKeys()).isZero();
        assertThatThrownBy(
                        () ->
                                Cipher.getInstance("AES/GCM/NoPadding", token.provider())
                                        .init(Cipher.ENCRYPT_MODE, held.get("secret AES").key()))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void operationUnderWay_isNotCancelledByALogout() throws Exception {
        SecretKey key = KeyGenerator.getInstance("AES", token.provider()).generateKey();
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", token.provider());
        cipher.init(Cipher.ENCRYPT_MODE, key);
        cipher.update(new byte[10]);
        token.provider().logout();
        token.hsm().slot(0).closeAllSessions();
        assertThat(cipher.doFinal(new byte[10])).isNotEmpty();
    }

    @Test
    void withoutALogin_noneIsMade() throws Exception {
        token.provider().logout();
        KeyGenerator generator = KeyGenerator.getInstance("AES", token.provider());
        assertThatThrownBy(generator::generateKey)
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("CKR_USER_NOT_LOGGED_IN");
        assertThatThrownBy(KeyPairGenerator.getInstance("EC", token.provider())::generateKeyPair)
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("CKR_USER_NOT_LOGGED_IN");
    }

    @Test
    void keyWithASpecification_endsWithTheLogin() throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("AES", token.provider());
        generator.init(CratonKeySpec.builder().token(false).build());
        SecretKey key = generator.generateKey();
        token.provider().logout();
        token.keyStore();
        assertThatThrownBy(
                        () ->
                                Cipher.getInstance("AES/GCM/NoPadding", token.provider())
                                        .init(Cipher.ENCRYPT_MODE, key))
                .isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void keyThatIsPutIntoTheKeyStore_isPrivateFromThenOn() throws Exception {
        SecretKey key = KeyGenerator.getInstance("AES", token.provider()).generateKey();
        keyStore.setKeyEntry("kept", key, null, null);
        OpaqueKey kept = (OpaqueKey) keyStore.getKey("kept", null);
        assertThat(
                        kept.ref()
                                .<Boolean>use(
                                        (session, handle) ->
                                                session.getAttribute(
                                                        handle, AttributeType.CKA_PRIVATE)))
                .isTrue();
        token.provider().logout();
        assertThatThrownBy(() -> use(new Held(key, null)))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("CKR_USER_NOT_LOGGED_IN");
    }
}
