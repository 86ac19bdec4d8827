package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.login.FailedLoginException;
import javax.security.auth.login.LoginException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that live longer than sessions and logins, and what happens to work that is under way. */
class LifeCycleTest {
    private TestToken token;
    private KeyStore keyStore;
    private PrivateKey key;

    @BeforeEach
    void open() throws Exception {
        token = TestToken.inMemory();
        keyStore = token.keyStore();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
        generator.initialize(new CratonKeySpec("key", null));
        key = generator.generateKeyPair().getPrivate();
    }

    @AfterEach
    void close() {
        token.close();
    }

    private Signature signature() throws Exception {
        return Signature.getInstance("SHA256withECDSA", token.provider());
    }

    private void sign(PrivateKey with) throws Exception {
        Signature signature = signature();
        signature.initSign(with);
        signature.update(new byte[3]);
        signature.sign();
    }

    @Test
    void key_survivesLogoutAndLogin() throws Exception {
        for (int i = 0; i < 3; i++) {
            token.provider().logout();
            assertThatThrownBy(() -> sign(key))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("CKR_USER_NOT_LOGGED_IN");
            token.keyStore();
            sign(key);
        }
    }

    @Test
    void key_survivesTheEndOfAllSessions() throws Exception {
        token.hsm().slot(0).closeAllSessions();
        token.keyStore();
        sign(key);
    }

    @Test
    void pinSource_logsInAgainByItself() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        List<char[]> given = new ArrayList<>();
        token.provider()
                .setPinSource(
                        () -> {
                            asked.incrementAndGet();
                            char[] pin = TestToken.PIN.clone();
                            given.add(pin);
                            return pin;
                        });
        sign(key);
        assertThat(asked).hasValue(0);
        token.provider().logout();
        sign(key);
        assertThat(asked).hasValue(1);
        token.hsm().slot(0).closeAllSessions();
        sign(key);
        assertThat(asked).hasValue(2);
        token.provider().logout();
        assertThat(keyStore.isKeyEntry("key")).isTrue();
        assertThat(given).allSatisfy(pin -> assertThat(pin).containsOnly('\0'));
    }

    @Test
    void pinSource_wrongPin_isInvalidKey() throws Exception {
        token.provider().setPinSource(() -> "wrong-pin-1".toCharArray());
        token.provider().logout();
        assertThatThrownBy(() -> sign(key))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("PIN");
    }

    @Test
    void logout_cancelsASignatureUnderWay() throws Exception {
        Signature signature = signature();
        signature.initSign(key);
        signature.update(new byte[3]);
        token.provider().logout();
        token.keyStore();
        assertThatThrownBy(signature::sign).isInstanceOf(SignatureException.class);
        // And not a signature over what comes afterwards.
        assertThatThrownBy(() -> signature.update(new byte[3]))
                .isInstanceOf(SignatureException.class);
    }

    @Test
    void logout_cancelsEncryptionAndMacUnderWay() throws Exception {
        SecretKey aes = KeyGenerator.getInstance("AES", token.provider()).generateKey();
        keyStore.setKeyEntry("aes", aes, null, null);
        keyStore.setKeyEntry("mac", new SecretKeySpec(new byte[32], "HmacSHA256"), null, null);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", token.provider());
        cipher.init(Cipher.ENCRYPT_MODE, aes);
        cipher.update(new byte[20]);
        Mac mac = Mac.getInstance("HmacSHA256", token.provider());
        mac.init(keyStore.getKey("mac", null));
        mac.update(new byte[20]);
        token.provider().logout();
        token.keyStore();
        assertThatThrownBy(cipher::doFinal).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(mac::doFinal).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> mac.update(new byte[1])).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void destroyedObject_isInvalidKey() throws Exception {
        Key stored = keyStore.getKey("key", null);
        keyStore.deleteEntry("key");
        for (Key gone : List.of(key, stored)) {
            assertThatThrownBy(() -> sign((PrivateKey) gone))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("destroyed");
        }
        assertThat(keyStore.getKey("key", null)).isNull();
    }

    @Test
    void destroy_ofATokenKey_leavesTheObject() throws Exception {
        key.destroy();
        assertThat(key.isDestroyed()).isTrue();
        assertThatThrownBy(() -> sign(key)).isInstanceOf(InvalidKeyException.class);
        sign((PrivateKey) keyStore.getKey("key", null));
    }

    @Test
    void destroy_ofASessionKey_destroysTheObject() throws Exception {
        SecretKey aes = KeyGenerator.getInstance("AES", token.provider()).generateKey();
        assertThat(secretKeys()).isEqualTo(1);
        aes.destroy();
        aes.destroy();
        assertThat(secretKeys()).isZero();
        assertThatThrownBy(
                        () ->
                                Cipher.getInstance("AES/GCM/NoPadding", token.provider())
                                        .init(Cipher.ENCRYPT_MODE, aes))
                .isInstanceOf(InvalidKeyException.class);
    }

    private int secretKeys() {
        try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_ONLY)) {
            return session.findObjects(
                            Template.builder().objectClass(ObjectClass.CKO_SECRET_KEY).build())
                    .size();
        }
    }

    @Test
    void sessionKeys_thatNobodyReaches_areDestroyed() throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("AES", token.provider());
        for (int i = 0; i < 50; i++) {
            generator.generateKey();
        }
        SecretKey kept = generator.generateKey();
        for (int i = 0; i < 100 && secretKeys() > 10; i++) {
            System.gc();
            Thread.sleep(20);
            keyStore.size();
        }
        assertThat(secretKeys()).isLessThanOrEqualTo(10);
        Cipher.getInstance("AES/GCM/NoPadding", token.provider()).init(Cipher.ENCRYPT_MODE, kept);
    }

    @Test
    void sessionKeys_goWithTheProvider_tokenKeysStay() throws Exception {
        SecretKey session = KeyGenerator.getInstance("AES", token.provider()).generateKey();
        token.provider().close();
        assertThat(secretKeys()).isZero();
        assertThat(session.isDestroyed()).isFalse();
        CratonHsmProvider again = new CratonHsmProvider(token.hsm());
        KeyStore store = KeyStore.getInstance("CratonHSM", again);
        store.load(null, TestToken.PIN);
        assertThat(store.isKeyEntry("key")).isTrue();
        again.close();
    }

    @Test
    void alwaysAuthenticate_asksTheSourceForEachUse() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
        generator.initialize(
                CratonKeySpec.builder()
                        .label("each time")
                        .attribute(AttributeType.CKA_ALWAYS_AUTHENTICATE, true)
                        .build());
        PrivateKey careful = generator.generateKeyPair().getPrivate();
        assertThatThrownBy(() -> sign(careful))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("setPinSource");
        AtomicInteger asked = new AtomicInteger();
        token.provider()
                .setPinSource(
                        () -> {
                            asked.incrementAndGet();
                            return TestToken.PIN.clone();
                        });
        sign(careful);
        sign(careful);
        assertThat(asked).hasValue(2);
    }

    // AuthProvider

    @Test
    void authProvider_loginWithHandler() throws Exception {
        token.provider().logout();
        assertThatThrownBy(() -> token.provider().login(null, null))
                .isInstanceOf(LoginException.class);
        token.provider()
                .setCallbackHandler(
                        callbacks -> ((PasswordCallback) callbacks[0]).setPassword(TestToken.PIN));
        token.provider().login(null, null);
        sign(key);
        token.provider().login(null, null);
        token.provider().logout();
        token.provider().logout();
        assertThatThrownBy(
                        () ->
                                token.provider()
                                        .login(
                                                null,
                                                callbacks ->
                                                        ((PasswordCallback) callbacks[0])
                                                                .setPassword(
                                                                        "wrong-pin-1"
                                                                                .toCharArray())))
                .isInstanceOf(FailedLoginException.class);
    }

    // Reload

    @Tag("S3-24")
    @Test
    void key_survivesAReloadOfTheStore(@TempDir Path directory) throws Exception {
        Path file =
                Files.writeString(
                        directory.resolve("craton_hsm.toml"),
                        """
                [token]
                storage_path = "store"
                [security]
                pbkdf2_iterations = 100000
                [audit]
                log_path = "audit.jsonl"
                """);
        System.setProperty("craton.hsm.home", directory.toString());
        try (CratonHsmProvider provider = new CratonHsmProvider()) {
            provider.configure(file.toString());
            TestToken.initialise(provider.access().hsm().slot(0));
            KeyStore store = KeyStore.getInstance("CratonHSM", provider);
            store.load(null, TestToken.PIN);
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
            generator.initialize(new CratonKeySpec("persistent", null));
            PrivateKey persistent = generator.generateKeyPair().getPrivate();
            provider.setPinSource(TestToken.PIN::clone);
            // What a fork or a restored checkpoint looks like: the module is gone and is opened
            // again.
            provider.access().hsm().close();
            Signature signature = Signature.getInstance("SHA256withECDSA", provider);
            signature.initSign(persistent);
            signature.update(new byte[3]);
            assertThat(signature.sign()).isNotEmpty();
        } finally {
            System.clearProperty("craton.hsm.home");
        }
    }

    // Threads

    @Test
    void oneKey_manyThreads() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("EC", token.provider()).generateKeyPair();
        token.provider().setPinSource(TestToken.PIN::clone);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> done = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int number = t;
                done.add(
                        threads.submit(
                                () -> {
                                    int verified = 0;
                                    for (int i = 0; i < 30; i++) {
                                        Signature signature = signature();
                                        signature.initSign(
                                                number % 2 == 0 ? key : pair.getPrivate());
                                        signature.update((byte) i);
                                        byte[] value = signature.sign();
                                        signature.initVerify(pair.getPublic());
                                        signature.update((byte) i);
                                        verified += signature.verify(value) ? 1 : 0;
                                    }
                                    return verified;
                                }));
            }
            for (int t = 0; t < 8; t++) {
                assertThat(done.get(t).get(120, TimeUnit.SECONDS)).isEqualTo(t % 2 == 0 ? 0 : 30);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void keyStore_whileOthersAddAndDelete() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (int t = 0; t < 2; t++) {
                String prefix = "t" + t + "-";
                writers.add(
                        threads.submit(
                                () -> {
                                    KeyStore store = token.keyStore();
                                    for (int i = 0; i < 40; i++) {
                                        store.setKeyEntry(
                                                prefix + i,
                                                new SecretKeySpec(new byte[16], "AES"),
                                                null,
                                                null);
                                        if (i % 2 == 0) {
                                            store.deleteEntry(prefix + i);
                                        }
                                    }
                                    return null;
                                }));
            }
            Future<?> reader =
                    threads.submit(
                            () -> {
                                while (!writers.stream().allMatch(Future::isDone)) {
                                    for (String alias :
                                            java.util.Collections.list(keyStore.aliases())) {
                                        keyStore.isKeyEntry(alias);
                                        keyStore.getKey(alias, null);
                                        keyStore.getCertificateChain(alias);
                                    }
                                }
                                return null;
                            });
            for (Future<?> writer : writers) {
                writer.get(120, TimeUnit.SECONDS);
            }
            reader.get(120, TimeUnit.SECONDS);
            assertThat(keyStore.size()).isEqualTo(41);
        } finally {
            threads.shutdownNow();
        }
    }
}
