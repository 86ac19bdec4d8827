package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.bouncycastle.jcajce.spec.KEMExtractSpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code javax.crypto.KEM}, called by reflection: the tests are compiled for a Java that lacks it.
 */
class KemTest {
    private static final Provider BC = new BouncyCastleProvider();

    @BeforeEach
    void needsKem() {
        assumeKem();
    }

    static void assumeKem() {
        boolean there;
        try {
            Class.forName("javax.crypto.KEM");
            there = true;
        } catch (ClassNotFoundException e) {
            there = false;
        }
        Assumptions.assumeTrue(there, "skipped: this Java has no javax.crypto.KEM");
    }

    static Object call(Object target, String name, Class<?>[] types, Object... arguments)
            throws Exception {
        Class<?> type = target instanceof Class<?> c ? c : target.getClass();
        Method method = type.getMethod(name, types);
        try {
            return method.invoke(target instanceof Class<?> ? null : target, arguments);
        } catch (InvocationTargetException e) {
            throw (Exception) e.getCause();
        }
    }

    static Object kem(String name, Provider provider) throws Exception {
        return call(
                Class.forName("javax.crypto.KEM"),
                "getInstance",
                new Class<?>[] {String.class, Provider.class},
                name,
                provider);
    }

    static Object encapsulator(Object kem, PublicKey key) throws Exception {
        return call(kem, "newEncapsulator", new Class<?>[] {PublicKey.class}, key);
    }

    static Object decapsulator(Object kem, PrivateKey key) throws Exception {
        return call(kem, "newDecapsulator", new Class<?>[] {PrivateKey.class}, key);
    }

    private static final Class<?>[] RANGE = {int.class, int.class, String.class};
    private static final Class<?>[] BACK = {byte[].class, int.class, int.class, String.class};

    @ParameterizedTest
    @ValueSource(strings = {"ML-KEM-512", "ML-KEM-768", "ML-KEM-1024"})
    void secretOfAnotherEngine_isReached(String name) throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            KeyPair pair = KeyPairGenerator.getInstance(name, token.provider()).generateKeyPair();
            for (String asked : new String[] {"ML-KEM", name}) {
                Object kem = kem(asked, token.provider());
                Object made =
                        call(encapsulator(kem, pair.getPublic()), "encapsulate", new Class<?>[0]);
                byte[] ciphertext = (byte[]) call(made, "encapsulation", new Class<?>[0]);
                SecretKey ours = (SecretKey) call(made, "key", new Class<?>[0]);
                SecretKey back =
                        (SecretKey)
                                call(
                                        decapsulator(kem, pair.getPrivate()),
                                        "decapsulate",
                                        new Class<?>[] {byte[].class},
                                        ciphertext);
                assertThat(back.getEncoded()).hasSize(32).isEqualTo(ours.getEncoded());
                SecretKey part =
                        (SecretKey)
                                call(
                                        decapsulator(kem, pair.getPrivate()),
                                        "decapsulate",
                                        BACK,
                                        ciphertext,
                                        4,
                                        12,
                                        "Generic");
                assertThat(part.getEncoded())
                        .isEqualTo(Arrays.copyOfRange(ours.getEncoded(), 4, 12));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ML-KEM-768"})
    void bouncyCastle_agrees(String name) throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            KeyPair theirs = KeyPairGenerator.getInstance(name, BC).generateKeyPair();
            Object kem = kem("ML-KEM", token.provider());
            Object made =
                    call(encapsulator(kem, theirs.getPublic()), "encapsulate", new Class<?>[0]);
            SecretKey ours = (SecretKey) call(made, "key", new Class<?>[0]);
            javax.crypto.KeyGenerator extract = javax.crypto.KeyGenerator.getInstance("ML-KEM", BC);
            extract.init(
                    new KEMExtractSpec.Builder(
                                    theirs.getPrivate(),
                                    (byte[]) call(made, "encapsulation", new Class<?>[0]),
                                    "AES",
                                    256)
                            .withNoKdf()
                            .build());
            assertThat(extract.generateKey().getEncoded()).isEqualTo(ours.getEncoded());
            KeyFactory.getInstance("ML-KEM", token.provider())
                    .generatePublic(new X509EncodedKeySpec(theirs.getPublic().getEncoded()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ML-KEM-768"})
    void secretForAes_staysInTheToken(String name) throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            KeyPair pair = KeyPairGenerator.getInstance(name, token.provider()).generateKeyPair();
            Object kem = kem(name, token.provider());
            Object made =
                    call(encapsulator(kem, pair.getPublic()), "encapsulate", RANGE, 0, 32, "AES");
            SecretKey ours = (SecretKey) call(made, "key", new Class<?>[0]);
            byte[] ciphertext = (byte[]) call(made, "encapsulation", new Class<?>[0]);
            SecretKey back =
                    (SecretKey)
                            call(
                                    decapsulator(kem, pair.getPrivate()),
                                    "decapsulate",
                                    BACK,
                                    ciphertext,
                                    0,
                                    32,
                                    "AES");
            SecretKey half =
                    (SecretKey)
                            call(
                                    decapsulator(kem, pair.getPrivate()),
                                    "decapsulate",
                                    BACK,
                                    ciphertext,
                                    0,
                                    16,
                                    "AES");
            assertThat(ours.getEncoded()).isNull();
            assertThat(back.getEncoded()).isNull();
            assertThat(half.getEncoded()).isNull();
            assertThat(encrypt(token, back))
                    .isEqualTo(encrypt(token, ours))
                    .isNotEqualTo(encrypt(token, half));
        }
    }

    private static byte[] encrypt(TestToken token, SecretKey key) throws Exception {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", token.provider());
        cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, new byte[12]));
        return cipher.doFinal(new byte[20]);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1087, 1089})
    void ciphertextOfTheWrongLength_isADecapsulateException(int length) throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            KeyPair pair =
                    KeyPairGenerator.getInstance("ML-KEM-768", token.provider()).generateKeyPair();
            Object decapsulator = decapsulator(kem("ML-KEM", token.provider()), pair.getPrivate());
            try {
                call(decapsulator, "decapsulate", new Class<?>[] {byte[].class}, new byte[length]);
                throw new AssertionError("a ciphertext of " + length + " bytes was accepted");
            } catch (java.security.GeneralSecurityException e) {
                assertThat(e.getClass().getSimpleName()).isEqualTo("DecapsulateException");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ML-KEM-512", "EC"})
    void keyOfAnotherKind_isInvalidKey(String keys) throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            KeyPair pair = KeyPairGenerator.getInstance(keys, token.provider()).generateKeyPair();
            Object kem = kem("ML-KEM-768", token.provider());
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> encapsulator(kem, pair.getPublic()))
                    .isInstanceOf(java.security.InvalidKeyException.class);
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> decapsulator(kem, pair.getPrivate()))
                    .isInstanceOf(java.security.InvalidKeyException.class);
        }
    }
}
