package io.craton.hsm.core.attack;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.MechanismType.*;
import static io.craton.hsm.ReturnCode.*;
import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismParameters.RsaAesKeyWrap;
import io.craton.hsm.MechanismParameters.RsaOaep;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.Template;
import io.craton.hsm.core.Keys;
import io.craton.hsm.core.TestModule;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Stops Bleichenbacher's attack and its kin: nobody who may ask for decryptions or unwrappings
 * learns which ciphertexts were padded rightly (decision B44).
 */
class PaddingOracleTest {
    private static final Mechanism PKCS1 = Mechanism.of(CKM_RSA_PKCS);
    private static final Mechanism RAW = Mechanism.of(CKM_RSA_X_509);
    private static final RsaOaep OAEP_PARAMETERS =
            new RsaOaep(CKM_SHA256, Mgf.CKG_MGF1_SHA256, new byte[0]);
    private static final Mechanism OAEP = Mechanism.of(CKM_RSA_PKCS_OAEP, OAEP_PARAMETERS);
    private static final Mechanism RSA_AES =
            Mechanism.of(CKM_RSA_AES_KEY_WRAP, new RsaAesKeyWrap(256, OAEP_PARAMETERS));
    private static final int LENGTH = 256;
    private static final int LONGEST = LENGTH - 11;
    private static final Random RANDOM = new Random(44);

    private static TestModule module;
    private static Session session;
    private static KeyPairHandles rsa;

    @BeforeAll
    static void open() {
        module = TestModule.open();
        session = module.userSession();
        rsa = pair(session);
    }

    @AfterAll
    static void close() {
        module.close();
    }

    private static KeyPairHandles pair(Session session) {
        return session.generateKeyPair(
                Mechanism.of(CKM_RSA_PKCS_KEY_PAIR_GEN),
                Template.builder()
                        .set(CKA_MODULUS_BITS, 2048L)
                        .set(CKA_ENCRYPT, true)
                        .set(CKA_WRAP, true)
                        .build(),
                Template.builder().set(CKA_DECRYPT, true).set(CKA_UNWRAP, true).build());
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** A block with the right padding for this message. */
    private static byte[] padded(byte[] message) {
        byte[] block = new byte[LENGTH];
        Arrays.fill(block, 1, LENGTH - message.length - 1, (byte) 0x11);
        block[1] = 2;
        System.arraycopy(message, 0, block, LENGTH - message.length, message.length);
        return block;
    }

    private static byte[] ciphertext(byte[] block) {
        return session.encrypt(RAW, rsa.publicKey(), block);
    }

    /** Ciphertexts whose padding is wrong, each in a way of its own. */
    private static Map<String, byte[]> wrong() {
        byte[] message = random(32);
        Map<String, byte[]> wrong = new LinkedHashMap<>();
        wrong.put("first byte", changed(padded(message), 0, 1));
        wrong.put("second byte", changed(padded(message), 1, 1));
        wrong.put("padding of signatures", changed(padded(message), 1, 0xff));
        wrong.put("separator at once", changed(padded(message), 2, 0));
        wrong.put("separator too early", changed(padded(message), 9, 0));
        wrong.put("no separator", padded(new byte[0]));
        wrong.get("no separator")[LENGTH - 1] = 1;
        wrong.put("zeros", new byte[LENGTH]);
        for (int i = 0; i < 20; i++) {
            wrong.put("random " + i, changed(random(LENGTH), 0, i & 1));
        }
        wrong.replaceAll((name, block) -> ciphertext(block));
        return wrong;
    }

    private static byte[] changed(byte[] block, int at, int value) {
        block[at] = (byte) value;
        return block;
    }

    private static byte[] decrypted(byte[] ciphertext) {
        return session.decrypt(PKCS1, rsa.privateKey(), ciphertext);
    }

    private static Template.Builder readable(KeyType type) {
        return Template.builder()
                .objectClass(ObjectClass.CKO_SECRET_KEY)
                .keyType(type)
                .set(CKA_SENSITIVE, false)
                .set(CKA_EXTRACTABLE, true);
    }

    private static byte[] unwrapped(byte[] wrapped, KeyType type, Integer length) {
        Template.Builder template = readable(type);
        if (length != null) {
            template.set(CKA_VALUE_LEN, (long) length);
        }
        ObjectHandle key = session.unwrapKey(PKCS1, rsa.privateKey(), wrapped, template.build());
        byte[] value = session.getAttribute(key, CKA_VALUE);
        session.destroyObject(key);
        return value;
    }

    // Decryption

    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdk", "bc"})
    void publishedVectors_areDecryptedAsOpenSslDoes(String backend) throws IOException {
        Properties vectors = new Properties();
        try (InputStream in =
                getClass().getResourceAsStream("/rsa-implicit-rejection.properties")) {
            vectors.load(in);
        }
        try (TestModule other =
                        TestModule.open(b -> b.set(ConfigKey.ALGORITHMS_CRYPTO_BACKEND, backend));
                Session user = other.userSession()) {
            ObjectHandle key = user.createObject(privateKey(vectors.getProperty("key")));
            int done = 0;
            for (int i = 1; vectors.containsKey(i + ".in"); i++) {
                byte[] in = HexFormat.of().parseHex(vectors.getProperty(i + ".in"));
                assertThat(HexFormat.of().formatHex(user.decrypt(PKCS1, key, in)))
                        .as("vector %d", i)
                        .isEqualTo(vectors.getProperty(i + ".out"));
                done++;
            }
            assertThat(done).isEqualTo(11);
        }
    }

    private static Template privateKey(String base64) {
        RSAPrivateKey key = RSAPrivateKey.getInstance(Base64.getMimeDecoder().decode(base64));
        return Template.builder()
                .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                .keyType(KeyType.CKK_RSA)
                .set(CKA_DECRYPT, true)
                .set(CKA_MODULUS, bytes(key.getModulus()))
                .set(CKA_PUBLIC_EXPONENT, bytes(key.getPublicExponent()))
                .set(CKA_PRIVATE_EXPONENT, bytes(key.getPrivateExponent()))
                .build();
    }

    private static byte[] bytes(BigInteger number) {
        return number.toByteArray();
    }

    @Test
    void wrongPadding_isDecryptedToSomething_andAlwaysToTheSame_atEveryDoor() {
        SessionFunctions functions = session.functions();
        wrong().forEach(
                        (name, ciphertext) -> {
                            byte[] plain = decrypted(ciphertext);
                            assertThat(plain.length).as(name).isBetween(0, LONGEST);
                            assertThat(decrypted(ciphertext)).as(name).isEqualTo(plain);
                            try (var operation = session.decryptor(PKCS1, rsa.privateKey())) {
                                operation.update(ciphertext, 0, 100);
                                assertThat(operation.doFinal(ciphertext, 100, LENGTH - 100))
                                        .as(name)
                                        .isEqualTo(plain);
                            }
                            functions.decryptInit(PKCS1, rsa.privateKey());
                            ByteBuffer out = ByteBuffer.allocate(LENGTH);
                            assertThat(functions.decrypt(ciphertext, out)).isEqualTo(plain.length);
                            assertThat(Arrays.copyOf(out.array(), plain.length)).isEqualTo(plain);
                        });
    }

    @Test
    void rightPadding_isDecryptedAsEver() {
        for (int length : new int[] {0, 1, 16, 48, 200, LONGEST}) {
            byte[] message = random(length);
            assertThat(decrypted(ciphertext(padded(message)))).isEqualTo(message);
            assertThat(decrypted(session.encrypt(PKCS1, rsa.publicKey(), message)))
                    .isEqualTo(message);
        }
    }

    /** The answers to questions of length are the same for all ciphertexts. */
    @Test
    void questionOfLength_tellsNothing() {
        SessionFunctions functions = session.functions();
        Map<String, byte[]> all = wrong();
        all.put("right", ciphertext(padded(random(32))));
        all.forEach(
                (name, ciphertext) -> {
                    byte[] plain = decrypted(ciphertext);
                    functions.decryptInit(PKCS1, rsa.privateKey());
                    assertThat(functions.decrypt(ciphertext, null)).as(name).isEqualTo(LONGEST);
                    if (plain.length > 0) {
                        ByteBuffer small = ByteBuffer.allocate(plain.length - 1);
                        assertCode(
                                CKR_BUFFER_TOO_SMALL, () -> functions.decrypt(ciphertext, small));
                    }
                    ByteBuffer out = ByteBuffer.allocate(plain.length);
                    assertThat(functions.decrypt(ciphertext, out)).isEqualTo(plain.length);
                    assertThat(out.array()).isEqualTo(plain);
                });
    }

    @Test
    void pseudoRandomMessages_haveEveryLength_andBelongToOneKey() {
        KeyPairHandles other = pair(session);
        Set<Integer> lengths = new HashSet<>();
        Set<String> heads = new HashSet<>();
        int longEnough = 0;
        for (int i = 0; i < 300; i++) {
            byte[] ciphertext = changed(random(LENGTH), 0, 0);
            byte[] plain = decrypted(ciphertext);
            lengths.add(plain.length);
            if (plain.length >= 8) {
                longEnough++;
                heads.add(HexFormat.of().formatHex(plain, 0, 8));
            }
            if (i < 20) {
                assertThat(session.decrypt(PKCS1, other.privateKey(), ciphertext))
                        .isNotEqualTo(plain);
            }
        }
        // 300 of 246 lengths: about 173 different ones.
        assertThat(lengths).hasSizeGreaterThan(140).allMatch(length -> length <= LONGEST);
        assertThat(heads).hasSize(longEnough);
        session.destroyObject(other.privateKey());
    }

    @Test
    void ciphertextThatEverybodySeesIsNone_isAnError() {
        byte[] modulus = session.getAttribute(rsa.publicKey(), CKA_MODULUS);
        assertCode(CKR_ENCRYPTED_DATA_INVALID, () -> decrypted(modulus));
        assertCode(CKR_ENCRYPTED_DATA_LEN_RANGE, () -> decrypted(new byte[LENGTH - 1]));
        assertCode(CKR_WRAPPED_KEY_INVALID, () -> unwrapped(modulus, KeyType.CKK_AES, 32));
        assertCode(
                CKR_WRAPPED_KEY_LEN_RANGE,
                () -> unwrapped(new byte[LENGTH + 1], KeyType.CKK_AES, 32));
        assertCode(
                CKR_WRAPPED_KEY_LEN_RANGE,
                () -> unwrapped(new byte[LENGTH], KeyType.CKK_GENERIC_SECRET, LONGEST + 1));
    }

    // Unwrapping

    @Test
    void wrongPadding_isUnwrappedToAKeyOfTheLengthThatIsAskedFor() {
        wrong().forEach(
                        (name, wrapped) -> {
                            for (int length : new int[] {16, 24, 32}) {
                                assertUnwraps(name, wrapped, KeyType.CKK_AES, length);
                            }
                            assertUnwraps(name, wrapped, KeyType.CKK_GENERIC_SECRET, 48);
                            assertUnwraps(name, wrapped, KeyType.CKK_SHA256_HMAC, LONGEST);
                            assertUnwraps(name, wrapped, KeyType.CKK_CHACHA20, 32);
                            assertThat(unwrapped(wrapped, KeyType.CKK_AES, null).length)
                                    .as(name)
                                    .isIn(16, 24, 32);
                            assertThat(unwrapped(wrapped, KeyType.CKK_CHACHA20, null))
                                    .as(name)
                                    .hasSize(32);
                            assertThat(unwrapped(wrapped, KeyType.CKK_GENERIC_SECRET, null).length)
                                    .as(name)
                                    .isBetween(1, LONGEST);
                        });
    }

    private static void assertUnwraps(String name, byte[] wrapped, KeyType type, int length) {
        byte[] value = unwrapped(wrapped, type, length);
        assertThat(value).as(name).hasSize(length);
        assertThat(unwrapped(wrapped, type, length)).as(name).isEqualTo(value);
    }

    @Test
    void keyOfAnotherLength_isUnwrappedToAKeyOfTheLengthThatIsAskedFor() {
        byte[] key = random(32);
        byte[] wrapped = ciphertext(padded(key));
        assertThat(unwrapped(wrapped, KeyType.CKK_AES, 32)).isEqualTo(key);
        assertThat(unwrapped(wrapped, KeyType.CKK_AES, null)).isEqualTo(key);
        byte[] shorter = unwrapped(wrapped, KeyType.CKK_AES, 16);
        assertThat(shorter).hasSize(16);
        assertThat(HexFormat.of().formatHex(key)).doesNotContain(HexFormat.of().formatHex(shorter));
        assertThat(unwrapped(ciphertext(padded(new byte[0])), KeyType.CKK_GENERIC_SECRET, null))
                .isNotEmpty();
        assertThat(unwrapped(ciphertext(padded(random(20))), KeyType.CKK_AES, null).length)
                .isIn(16, 24, 32);
    }

    /**
     * Whoever asks for one ciphertext in several ways compares the answers: they have to agree with
     * each other for a wrong padding exactly where they do for a right one.
     */
    @Test
    void answersToOneCiphertext_agreeAsThoseToARightOneDo() {
        Map<String, byte[]> all = wrong();
        for (int length : new int[] {1, 16, 32, 48, LONGEST}) {
            all.put("right, " + length, ciphertext(padded(random(length))));
        }
        all.forEach(
                (name, wrapped) -> {
                    byte[] plain = decrypted(wrapped);
                    int own = plain.length;
                    if (own > 0) {
                        assertThat(unwrapped(wrapped, KeyType.CKK_GENERIC_SECRET, null))
                                .as(name)
                                .isEqualTo(plain);
                        assertThat(unwrapped(wrapped, KeyType.CKK_GENERIC_SECRET, own))
                                .as(name)
                                .isEqualTo(plain);
                    }
                    byte[] chosen = unwrapped(wrapped, KeyType.CKK_AES, null);
                    assertThat(unwrapped(wrapped, KeyType.CKK_AES, chosen.length))
                            .as(name)
                            .isEqualTo(chosen);
                    assertThat(Arrays.equals(chosen, plain))
                            .as(name)
                            .isEqualTo(IntStream.of(16, 24, 32).anyMatch(each -> each == own));
                    // No answer of another length is a piece of this one, or of another.
                    byte[] longest = unwrapped(wrapped, KeyType.CKK_GENERIC_SECRET, LONGEST);
                    for (int length : new int[] {14, 31, 64, 128}) {
                        String piece =
                                HexFormat.of()
                                        .formatHex(
                                                unwrapped(
                                                        wrapped,
                                                        KeyType.CKK_GENERIC_SECRET,
                                                        length));
                        if (length != own && own != LONGEST) {
                            assertThat(HexFormat.of().formatHex(plain))
                                    .as(name)
                                    .doesNotContain(piece);
                            assertThat(HexFormat.of().formatHex(longest))
                                    .as(name)
                                    .doesNotContain(piece);
                        }
                    }
                });
    }

    // Where an error remains

    @Test
    void oldCallers_getTheErrorIfTheConfigurationSaysSo() {
        try (TestModule other =
                        TestModule.open(
                                b -> b.set(ConfigKey.ALGORITHMS_PKCS1_IMPLICIT_REJECTION, false));
                Session user = other.userSession()) {
            KeyPairHandles pair = pair(user);
            Set<String> errors = new HashSet<>();
            Set<String> ofUnwrapping = new HashSet<>();
            byte[] message = random(32);
            for (byte[] block :
                    new byte[][] {
                        changed(padded(message), 0, 1),
                        changed(padded(message), 1, 1),
                        changed(padded(message), 9, 0),
                        new byte[LENGTH]
                    }) {
                byte[] bad = user.encrypt(RAW, pair.publicKey(), block);
                errors.add(error(() -> user.decrypt(PKCS1, pair.privateKey(), bad)));
                ofUnwrapping.add(
                        error(() -> unwrap(user, PKCS1, pair, bad, readable(KeyType.CKK_AES))));
            }
            byte[] right = user.encrypt(RAW, pair.publicKey(), padded(message));
            ofUnwrapping.add(
                    error(
                            () ->
                                    unwrap(
                                            user,
                                            PKCS1,
                                            pair,
                                            right,
                                            readable(KeyType.CKK_AES).set(CKA_VALUE_LEN, 16L))));
            assertThat(errors).hasSize(1).first().asString().contains("CKR_ENCRYPTED_DATA_INVALID");
            assertThat(ofUnwrapping)
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("CKR_WRAPPED_KEY_INVALID");
            assertThat(user.decrypt(PKCS1, pair.privateKey(), right)).isEqualTo(message);
        }
    }

    private static ObjectHandle unwrap(
            Session user,
            Mechanism mechanism,
            KeyPairHandles pair,
            byte[] wrapped,
            Template.Builder template) {
        return user.unwrapKey(mechanism, pair.privateKey(), wrapped, template.build());
    }

    private static String error(Runnable call) {
        try {
            call.run();
        } catch (HsmException e) {
            assertThat(e.getCause()).isNull();
            return e.code() + " " + e.getMessage();
        }
        return "none";
    }

    /** Manger's attack: what is wrong with a block, and which step failed, is not told. */
    @Test
    void oaepAndWhatItWraps_haveOneError() {
        byte[] temporary = random(32);
        Set<String> ofDecryption = new HashSet<>();
        Set<String> ofUnwrapping = new HashSet<>();
        byte[] block =
                session.decrypt(
                        RAW, rsa.privateKey(), session.encrypt(OAEP, rsa.publicKey(), temporary));
        ObjectHandle secret =
                session.createObject(readable(KeyType.CKK_AES).set(CKA_VALUE, random(32)).build());
        byte[] both = session.wrapKey(RSA_AES, rsa.publicKey(), secret);
        byte[] second = Arrays.copyOfRange(both, LENGTH, both.length);
        for (int at : new int[] {0, 1, 33, 65, 200, 255}) {
            byte[] bad = ciphertext(changed(block.clone(), at, block[at] ^ 1));
            ofDecryption.add(error(() -> session.decrypt(OAEP, rsa.privateKey(), bad)));
            ofUnwrapping.add(unwrapError(OAEP, bad));
            ofUnwrapping.add(unwrapError(RSA_AES, joined(bad, second)));
        }
        // A good first step: a temporary key of another size, another key, a damaged second step.
        for (int size : new int[] {1, 16, 32, 64}) {
            byte[] first = session.encrypt(OAEP, rsa.publicKey(), random(size));
            ofUnwrapping.add(unwrapError(RSA_AES, joined(first, second)));
        }
        byte[] damaged = both.clone();
        damaged[LENGTH + 3] ^= 1;
        ofUnwrapping.add(unwrapError(RSA_AES, damaged));
        ofUnwrapping.add(unwrapError(OAEP, session.encrypt(OAEP, rsa.publicKey(), random(17))));
        assertThat(ofDecryption).hasSize(1);
        assertThat(ofUnwrapping).hasSize(1).first().asString().contains("CKR_WRAPPED_KEY_INVALID");
        // The length of the second step is looked at first, whatever the first step would say.
        byte[] good = Arrays.copyOf(both, LENGTH);
        byte[] bad = ciphertext(changed(block.clone(), 0, 1));
        for (int length : new int[] {0, 1, 8, 17, 1 << 20}) {
            String error = unwrapError(RSA_AES, joined(good, random(length)));
            assertThat(unwrapError(RSA_AES, joined(bad, random(length)))).isEqualTo(error);
            assertThat(error.contains("CKR_WRAPPED_KEY_LEN_RANGE")).isEqualTo(length < 1 << 20);
        }
    }

    private static String unwrapError(Mechanism mechanism, byte[] wrapped) {
        return error(() -> unwrap(session, mechanism, rsa, wrapped, readable(KeyType.CKK_AES)));
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** "Efficient Padding Oracle Attacks on Cryptographic Hardware" (Bardou and others, 2012). */
    @Test
    void cbcPadding_ofAWrappedPrivateKey_isNotToldFromItsContents() {
        Mechanism cbcPad = Keys.cbcPad();
        ObjectHandle aes = Keys.aes(session, b -> b.set(CKA_UNWRAP, true));
        Template ec =
                Template.builder()
                        .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                        .keyType(KeyType.CKK_EC)
                        .build();
        Set<String> errors = new HashSet<>();
        for (int last = 0; last < 256; last++) {
            byte[] plain = random(64);
            plain[63] = (byte) last;
            byte[] wrapped = session.encrypt(Keys.cbc(), aes, plain);
            errors.add(error(() -> session.unwrapKey(cbcPad, aes, wrapped, ec)));
        }
        assertThat(errors).hasSize(1).first().asString().contains("CKR_WRAPPED_KEY_INVALID");
    }
}
