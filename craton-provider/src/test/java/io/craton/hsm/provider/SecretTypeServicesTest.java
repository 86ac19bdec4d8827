package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import java.security.Key;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Walks the types of secret keys: keys of each have their name at this door, are generated and
 * brought in under it, and keep their type in the token. What is not so is listed with its reason.
 */
class SecretTypeServicesTest {
    private static final Map<KeyType, String> NOT_GENERATED =
            Map.of(
                    KeyType.CKK_DES2, "no service here works with triple DES",
                    KeyType.CKK_DES3, "no service here works with triple DES",
                    KeyType.CKK_HKDF, "its name is Generic, and so are the keys made under it");
    private static final Map<KeyType, String> NOT_BROUGHT_IN =
            Map.of(
                    KeyType.CKK_DES2, "DESede has three parts in Java",
                    KeyType.CKK_HKDF, "its name is Generic, and so are the keys made under it");
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static TestToken token;
    private static Provider ours;

    @BeforeAll
    static void open() throws Exception {
        token =
                TestToken.with(
                        TestToken.config().set(ConfigKey.ALGORITHMS_ALLOW_DES3, true).build());
        ours = token.provider();
        token.keyStore();
    }

    @AfterAll
    static void close() {
        token.close();
    }

    /** What the table says of a type, so that a test can say something wrong. */
    private record Row(KeyType type, String javaName, List<Integer> lengths) {
        static Row of(KeyType type) {
            return new Row(type, type.javaName(), type.lengths());
        }

        int length() {
            return lengths.isEmpty() ? 32 : lengths.get(0);
        }
    }

    static Set<KeyType> types() {
        return KeyType.secretKeys();
    }

    @ParameterizedTest
    @MethodSource("types")
    void eachType_hasItsNameAndIsMadeUnderIt(KeyType type) throws Exception {
        check(Row.of(type));
    }

    static Stream<Row> faulty() {
        return Stream.of(
                new Row(KeyType.CKK_AES, null, List.of(16, 24, 32)),
                new Row(KeyType.CKK_AES, "AES-XTS", List.of(16, 24, 32)),
                new Row(KeyType.CKK_SHA256_HMAC, "HmacSHA257", List.of()),
                new Row(KeyType.CKK_CHACHA20, "ChaCha20", List.of(16)),
                new Row(KeyType.CKK_GENERIC_SECRET, "HmacSHA256", List.of()));
    }

    @ParameterizedTest
    @MethodSource("faulty")
    void rowThatIsNotTrue_fails(Row row) {
        assertThatThrownBy(() -> check(row)).isInstanceOfAny(Exception.class, AssertionError.class);
    }

    private static void check(Row row) throws Exception {
        assertThat(row.javaName).as("the name of " + row.type + " in Java").isNotBlank();
        named(row);
        if (!NOT_GENERATED.containsKey(row.type)) {
            generated(row);
            factory(row);
        }
        if (!NOT_BROUGHT_IN.containsKey(row.type)) {
            for (int length : row.lengths.isEmpty() ? List.of(20, 32) : row.lengths) {
                broughtIn(row, length);
            }
        }
    }

    private static String alias(Row row) {
        return row.type + " " + NUMBER.incrementAndGet();
    }

    /** A key that was made at another door. */
    private static void named(Row row) throws Exception {
        String label = alias(row);
        Template.Builder template = Template.builder().token(true).label(label);
        if (row.type.lengths().size() != 1) {
            template.set(AttributeType.CKA_VALUE_LEN, (long) row.length());
        }
        Mechanism generator = Mechanism.of(row.type.generator().orElseThrow());
        try (Session session = session()) {
            session.generateKey(generator, template.build());
        }
        assertThat(token.keyStore().getKey(label, null).getAlgorithm()).isEqualTo(row.javaName);
    }

    private static Session session() {
        return token.hsm().slots().get(0).openSession(SessionMode.READ_WRITE);
    }

    private static KeyType type(String label) {
        try (Session session = session()) {
            ObjectHandle found =
                    session.findObjects(Template.builder().label(label).build()).get(0);
            return session.getAttribute(found, AttributeType.CKA_KEY_TYPE);
        }
    }

    private static void generated(Row row) throws Exception {
        String label = alias(row);
        KeyGenerator generator = KeyGenerator.getInstance(row.javaName, ours);
        generator.init(CratonKeySpec.builder().label(label).build());
        assertThat(generator.generateKey().getAlgorithm()).isEqualTo(row.javaName);
        assertThat(type(label)).isEqualTo(row.type);
        for (int length : row.lengths) {
            generator.init(length * Byte.SIZE);
            assertThat(generator.generateKey().getAlgorithm()).isEqualTo(row.javaName);
        }
    }

    private static SecretKey software(Row row, int length) {
        byte[] value = new byte[length];
        // Different halves, for XTS; odd parity of each byte, for triple DES.
        for (int i = 0; i < length; i++) {
            int upper = (i + 1) << 1;
            value[i] = (byte) (upper | (Integer.bitCount(upper & 0xfe) + 1) % 2);
        }
        return new SecretKeySpec(value, row.javaName);
    }

    private static void factory(Row row) throws Exception {
        SecretKeyFactory factory = SecretKeyFactory.getInstance(row.javaName, ours);
        SecretKey key = factory.translateKey(software(row, row.length()));
        assertThat(key.getAlgorithm()).isEqualTo(row.javaName);
    }

    private static void broughtIn(Row row, int length) throws Exception {
        String label = alias(row);
        SecretKey software = software(row, length);
        token.keyStore().setEntry(label, new KeyStore.SecretKeyEntry(software), null);
        Key key = token.keyStore().getKey(label, null);
        assertThat(key.getAlgorithm()).isEqualTo(row.javaName);
        assertThat(key.getFormat()).isNull();
        assertThat(type(label)).isEqualTo(row.type);
        byte[] longer = Arrays.copyOf(software.getEncoded(), 1 + length);
        if (!row.lengths.isEmpty()) {
            SecretKey wrong = new SecretKeySpec(longer, row.javaName);
            assertThatThrownBy(
                            () ->
                                    token.keyStore()
                                            .setEntry(
                                                    alias(row),
                                                    new KeyStore.SecretKeyEntry(wrong),
                                                    null))
                    .isInstanceOf(java.security.KeyStoreException.class);
        }
    }

    /** Each exception is one: there is no generator that makes such keys. */
    @Test
    void exceptions_areTrue() throws Exception {
        for (KeyType type : NOT_GENERATED.keySet()) {
            String label = "exception " + type;
            try {
                KeyGenerator generator = KeyGenerator.getInstance(type.javaName(), ours);
                generator.init(CratonKeySpec.builder().label(label).build());
                generator.generateKey();
                assertThat(type(label)).isNotEqualTo(type);
            } catch (NoSuchAlgorithmException e) {
                assertThat(e).hasMessageContaining(type.javaName());
            }
        }
        for (KeyType type : NOT_BROUGHT_IN.keySet()) {
            String label = "exception of import " + type;
            SecretKey key = software(Row.of(type), 24);
            token.keyStore().setEntry(label, new KeyStore.SecretKeyEntry(key), null);
            assertThat(type(label)).isNotEqualTo(type);
        }
    }
}
