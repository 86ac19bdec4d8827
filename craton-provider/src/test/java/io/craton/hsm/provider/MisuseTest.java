package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.ConfigKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Random;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.CipherInputStream;
import javax.crypto.CipherOutputStream;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SealedObject;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls in the wrong order, null, short and overlapping buffers, objects used again: the answers
 * are those that JCA documents, and what can go on goes on.
 */
class MisuseTest {
    private static final byte[] DATA =
            "what is worked on".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static TestToken token;
    private static KeyPair rsa;
    private static KeyPair ec;
    private static SecretKey aes;

    @BeforeAll
    static void open() throws Exception {
        token =
                TestToken.with(
                        TestToken.config()
                                .set(ConfigKey.ALGORITHMS_ALLOW_SHORT_TAGS, true)
                                .build());
        token.keyStore();
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", token.provider());
        generator.initialize(2048);
        rsa = generator.generateKeyPair();
        ec = KeyPairGenerator.getInstance("EC", token.provider()).generateKeyPair();
        aes = KeyGenerator.getInstance("AES", token.provider()).generateKey();
    }

    @AfterAll
    static void close() {
        token.close();
    }

    private static KeyPair pair(String algorithm) throws Exception {
        return switch (algorithm) {
            case "SHA256withRSA", "SHA256withRSAandMGF1", "NONEwithRSA" -> rsa;
            case "SHA256withECDSA", "NONEwithECDSA", "SHA384withECDSAinP1363Format" -> ec;
            default -> KeyPairGenerator.getInstance(algorithm, token.provider()).generateKeyPair();
        };
    }

    private static Cipher cipher(String transformation) throws Exception {
        return Cipher.getInstance(transformation, token.provider());
    }

    // Signatures

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SHA256withRSA",
                "SHA256withRSAandMGF1",
                "SHA256withECDSA",
                "SHA384withECDSAinP1363Format",
                "Ed25519",
                "Ed448",
                "ML-DSA-65"
            })
    void signature_callsInAnyOrder(String algorithm) throws Exception {
        KeyPair keys = pair(algorithm);
        Signature signature = Signature.getInstance(algorithm, token.provider());
        assertThatThrownBy(() -> signature.update(DATA)).isInstanceOf(SignatureException.class);
        assertThatThrownBy(() -> signature.initSign(null)).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> signature.initVerify((PublicKey) null))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(signature::clone).isInstanceOf(CloneNotSupportedException.class);

        signature.initSign(keys.getPrivate());
        assertThatThrownBy(() -> signature.verify(new byte[10]))
                .isInstanceOf(SignatureException.class);
        signature.update(new byte[5], 1, 0);
        signature.update(concat(new byte[3], DATA), 3, 4);
        signature.update(DATA[4]);
        ByteBuffer direct = ByteBuffer.allocateDirect(DATA.length);
        direct.put(DATA).position(5).limit(10);
        signature.update(direct);
        assertThat(direct.remaining()).isZero();
        signature.update(ByteBuffer.wrap(DATA, 10, DATA.length - 10).asReadOnlyBuffer());
        byte[] value = signature.sign();

        signature.initVerify(keys.getPublic());
        assertThatThrownBy(signature::sign).isInstanceOf(SignatureException.class);
        signature.update(DATA);
        assertThat(signature.verify(concat(new byte[2], value), 2, value.length)).isTrue();
        signature.update(DATA);
        assertThatThrownBy(() -> signature.verify(null)).isInstanceOf(SignatureException.class);
        signature.initVerify(keys.getPublic());
        signature.update(DATA);
        signature.update((byte) 0);
        assertThat(signature.verify(value)).isFalse();
        signature.update(DATA);
        assertThat(signature.verify(value)).isTrue();

        // Abandoned, and begun anew.
        signature.initSign(keys.getPrivate());
        signature.update(new byte[100]);
        signature.initSign(keys.getPrivate());
        signature.update(DATA);
        byte[] room = new byte[value.length + 300];
        int length = signature.sign(room, 7, room.length - 7);
        signature.update(DATA);
        assertThatThrownBy(() -> signature.sign(new byte[3], 0, 3))
                .isInstanceOf(SignatureException.class);
        signature.initVerify(keys.getPublic());
        signature.update(DATA);
        assertThat(signature.verify(Arrays.copyOfRange(room, 7, 7 + length))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONEwithRSA", "NONEwithECDSA"})
    void signature_ofMoreThanADigest_isASignatureException(String algorithm) throws Exception {
        Signature signature = Signature.getInstance(algorithm, token.provider());
        signature.initSign(pair(algorithm).getPrivate());
        signature.update(new byte[1000]);
        assertThatThrownBy(signature::sign).isInstanceOf(SignatureException.class);
        signature.initSign(pair(algorithm).getPrivate());
        signature.update(new byte[32]);
        assertThat(signature.sign()).isNotEmpty();
    }

    private static byte[] concat(byte[] one, byte[] two) {
        byte[] all = Arrays.copyOf(one, one.length + two.length);
        System.arraycopy(two, 0, all, one.length, two.length);
        return all;
    }

    // Ciphers

    private static AlgorithmParameterSpec parameters(String transformation, int seed) {
        byte[] iv =
                new byte
                        [transformation.contains("CBC") || transformation.contains("CTR")
                                ? 16
                                : 12];
        new Random(seed).nextBytes(iv);
        return switch (transformation.replaceAll("AES/|/.*", "")) {
            case "GCM", "CCM" -> new GCMParameterSpec(128, iv);
            case "ECB" -> null;
            default -> new IvParameterSpec(iv);
        };
    }

    private static SecretKey key(String transformation) throws Exception {
        return transformation.startsWith("AES")
                ? aes
                : KeyGenerator.getInstance("ChaCha20", token.provider()).generateKey();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AES/GCM/NoPadding",
                "AES/CCM/NoPadding",
                "AES/CBC/PKCS5Padding",
                "AES/CBC/NoPadding",
                "AES/CTR/NoPadding",
                "AES/ECB/PKCS5Padding",
                "AES/ECB/NoPadding",
                "ChaCha20-Poly1305"
            })
    void cipher_overlappingBuffers_giveWhatSeparateOnesGive(String transformation)
            throws Exception {
        SecretKey key = key(transformation);
        byte[] plain = new byte[10_000 / 16 * 16];
        new Random(1).nextBytes(plain);
        Cipher cipher = cipher(transformation);
        for (int shift : new int[] {-48, -16, -1, 0, 1, 16, 48}) {
            AlgorithmParameterSpec spec = parameters(transformation, shift);
            cipher.init(Cipher.ENCRYPT_MODE, key, spec);
            int size = cipher.getOutputSize(plain.length);
            byte[] memory = new byte[size + 200];
            System.arraycopy(plain, 0, memory, 100, plain.length);
            int written = cipher.update(memory, 100, 160, memory, 100 + shift);
            // What was written is where it belongs; the rest of the input has to be laid anew.
            byte[] first = Arrays.copyOfRange(memory, 100 + shift, 100 + shift + written);
            System.arraycopy(plain, 160, memory, 260, plain.length - 160);
            int last = cipher.doFinal(memory, 260, plain.length - 160, memory, 90 + shift);
            byte[] text = concat(first, Arrays.copyOfRange(memory, 90 + shift, 90 + shift + last));

            cipher.init(Cipher.DECRYPT_MODE, key, spec);
            assertThat(cipher.doFinal(text)).as("shift %d", shift).isEqualTo(plain);
            byte[] again = Arrays.copyOf(text, text.length + 300);
            System.arraycopy(text, 0, again, 100, text.length);
            cipher.init(Cipher.DECRYPT_MODE, key, spec);
            int length = cipher.doFinal(again, 100, text.length, again, 100 + shift);
            assertThat(Arrays.copyOfRange(again, 100 + shift, 100 + shift + length))
                    .isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AES/GCM/NoPadding",
                "AES/CCM/NoPadding",
                "AES/CBC/PKCS5Padding",
                "AES/CTR/NoPadding",
                "AES/ECB/PKCS5Padding",
                "ChaCha20-Poly1305"
            })
    void cipher_piecesBuffersAndStreams_agree(String transformation) throws Exception {
        SecretKey key = key(transformation);
        AlgorithmParameterSpec spec = parameters(transformation, 5);
        byte[] plain = new byte[5003];
        new Random(2).nextBytes(plain);
        byte[] text = text(transformation, key, spec, plain);
        for (int piece : new int[] {1, 15, 16, 17, 1000, 5003}) {
            Cipher cipher = cipher(transformation);
            cipher.init(Cipher.DECRYPT_MODE, key, spec);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int at = 0; at < text.length; at += piece) {
                int length = Math.min(piece, text.length - at);
                assertThat(cipher.getOutputSize(length)).isNotNegative();
                byte[] ready = cipher.update(text, at, length);
                out.write(ready == null ? new byte[0] : ready);
            }
            int size = cipher.getOutputSize(0);
            byte[] rest = cipher.doFinal();
            assertThat(rest.length).isLessThanOrEqualTo(size);
            out.write(rest);
            assertThat(out.toByteArray()).as("pieces of %d", piece).isEqualTo(plain);
        }
        for (boolean direct : new boolean[] {true, false}) {
            Cipher cipher = cipher(transformation);
            cipher.init(Cipher.DECRYPT_MODE, key, spec);
            ByteBuffer in =
                    direct ? ByteBuffer.allocateDirect(text.length) : ByteBuffer.wrap(text.clone());
            in.put(text).flip();
            int size = cipher.getOutputSize(text.length);
            ByteBuffer out = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
            cipher.doFinal(in, out);
            out.flip();
            byte[] got = new byte[out.remaining()];
            out.get(got);
            assertThat(got).isEqualTo(plain);
            assertThat(in.remaining()).isZero();
        }
        Cipher cipher = cipher(transformation);
        cipher.init(Cipher.DECRYPT_MODE, key, spec);
        try (CipherInputStream in = new CipherInputStream(new ByteArrayInputStream(text), cipher)) {
            assertThat(in.readAllBytes()).isEqualTo(plain);
        }
        cipher.init(Cipher.DECRYPT_MODE, key, spec);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CipherOutputStream stream = new CipherOutputStream(out, cipher)) {
            stream.write(text);
        }
        assertThat(out.toByteArray()).isEqualTo(plain);
    }

    private static byte[] text(
            String transformation, SecretKey key, AlgorithmParameterSpec spec, byte[] plain)
            throws Exception {
        Cipher cipher = cipher(transformation);
        cipher.init(Cipher.ENCRYPT_MODE, key, spec);
        return cipher.doFinal(plain);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AES/GCM/NoPadding",
                "AES/CCM/NoPadding",
                "AES/CBC/PKCS5Padding",
                "AES/ECB/PKCS5Padding",
                "ChaCha20-Poly1305"
            })
    void cipher_afterAShortBuffer_everyWayOn_givesTheResult(String transformation)
            throws Exception {
        SecretKey key = key(transformation);
        byte[] plain = new byte[100];
        for (int way = 0; way < 4; way++) {
            AlgorithmParameterSpec spec = parameters(transformation, 20 + way);
            Cipher cipher = cipher(transformation);
            cipher.init(Cipher.ENCRYPT_MODE, key, spec);
            assertThatThrownBy(() -> cipher.doFinal(plain, 0, 100, new byte[99]))
                    .isInstanceOf(ShortBufferException.class);
            int size = cipher.getOutputSize(100);
            byte[] room = new byte[size];
            byte[] text =
                    switch (way) {
                        case 0 -> Arrays.copyOf(room, cipher.doFinal(plain, 0, 100, room));
                        case 1 -> cipher.doFinal(plain);
                        case 2 -> cipher.doFinal(plain, 0, 100);
                        default -> {
                            ByteBuffer out = ByteBuffer.allocateDirect(size);
                            cipher.doFinal(ByteBuffer.wrap(plain), out);
                            out.flip();
                            byte[] got = new byte[out.remaining()];
                            out.get(got);
                            yield got;
                        }
                    };
            if (way == 0) {
                text = Arrays.copyOf(room, text.length);
            }
            cipher.init(Cipher.DECRYPT_MODE, key, spec);
            assertThat(cipher.doFinal(text)).as("way %d", way).isEqualTo(plain);
        }
    }

    @Test
    void cipher_updateAfterAShortBuffer_takesTheInputOnce() throws Exception {
        byte[] plain = new byte[64];
        new Random(3).nextBytes(plain);
        AlgorithmParameterSpec spec = parameters("AES/CBC/PKCS5Padding", 3);
        Cipher cipher = cipher("AES/CBC/PKCS5Padding");
        cipher.init(Cipher.ENCRYPT_MODE, aes, spec);
        assertThatThrownBy(() -> cipher.update(plain, 0, 48, new byte[16]))
                .isInstanceOf(ShortBufferException.class);
        byte[] first = cipher.update(plain, 0, 48);
        byte[] last = cipher.doFinal(plain, 48, 16);
        assertThat(concat(first, last)).isEqualTo(text("AES/CBC/PKCS5Padding", aes, spec, plain));
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES/GCM/NoPadding", "AES/CCM/NoPadding", "ChaCha20-Poly1305"})
    void aead_callsInAnyOrder(String transformation) throws Exception {
        SecretKey key = key(transformation);
        AlgorithmParameterSpec spec = parameters(transformation, 9);
        Cipher cipher = cipher(transformation);
        assertThatThrownBy(() -> cipher.doFinal(DATA)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cipher.updateAAD(DATA)).isInstanceOf(IllegalStateException.class);
        cipher.init(Cipher.ENCRYPT_MODE, key, spec);
        ByteBuffer aad = ByteBuffer.allocateDirect(3).put(DATA, 0, 3).flip();
        cipher.updateAAD(aad);
        assertThat(aad.remaining()).isZero();
        cipher.updateAAD(DATA, 3, 2);
        cipher.updateAAD(new byte[0]);
        byte[] text = cipher.doFinal(DATA);
        // Nothing more with this initialisation vector.
        assertThatThrownBy(() -> cipher.update(DATA)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cipher.doFinal(DATA)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cipher.updateAAD(DATA)).isInstanceOf(IllegalStateException.class);

        cipher.init(Cipher.DECRYPT_MODE, key, spec);
        byte[] damaged = text.clone();
        damaged[0] ^= 1;
        assertThatThrownBy(() -> cipher.doFinal(damaged)).isInstanceOf(AEADBadTagException.class);
        // Decryption goes on with the same parameters, and nothing of before is left.
        cipher.updateAAD(DATA, 0, 5);
        assertThat(cipher.doFinal(text)).isEqualTo(DATA);
        cipher.updateAAD(DATA, 0, 5);
        assertThat(cipher.doFinal(text)).isEqualTo(DATA);
        assertThatThrownBy(() -> cipher.doFinal(text)).isInstanceOf(AEADBadTagException.class);
        CipherInputStream in = new CipherInputStream(new ByteArrayInputStream(damaged), cipher);
        assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 48, 64, 80, 96, 112, 128})
    void ccm_eachTagLength(int bits) throws Exception {
        Cipher cipher = cipher("AES/CCM/NoPadding");
        GCMParameterSpec spec = new GCMParameterSpec(bits, new byte[11]);
        cipher.init(Cipher.ENCRYPT_MODE, aes, spec);
        AlgorithmParameters parameters = cipher.getParameters();
        assertThat(parameters == null).isEqualTo(bits < 96);
        byte[] text = cipher.doFinal(DATA);
        assertThat(text).hasSize(DATA.length + bits / 8);
        if (parameters != null) {
            assertThat(parameters.getEncoded()).isNotEmpty();
        }
        cipher.init(Cipher.DECRYPT_MODE, aes, spec);
        assertThat(cipher.doFinal(text)).isEqualTo(DATA);
        text[text.length - 1] ^= 1;
        assertThatThrownBy(() -> cipher.doFinal(text)).isInstanceOf(AEADBadTagException.class);
    }

    private static Key kek() throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("AES", token.provider());
        generator.init(CratonKeySpec.wrapping().token(false).build());
        return generator.generateKey();
    }

    @Test
    void cipher_modesThatDoNotFit_areIllegalStates() throws Exception {
        Cipher cipher = cipher("AES/GCM/NoPadding");
        cipher.init(Cipher.ENCRYPT_MODE, aes);
        assertThatThrownBy(() -> cipher.wrap(aes)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cipher.unwrap(DATA, "AES", Cipher.SECRET_KEY))
                .isInstanceOf(IllegalStateException.class);
        for (String transformation : new String[] {"AES/KW/NoPadding", "RSA/ECB/PKCS1Padding"}) {
            Key key = transformation.startsWith("AES") ? kek() : rsa.getPublic();
            Cipher wrapping = cipher(transformation);
            wrapping.init(Cipher.WRAP_MODE, key);
            assertThatThrownBy(() -> wrapping.doFinal(DATA))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> wrapping.wrap(null))
                    .isInstanceOfAny(InvalidKeyException.class, NullPointerException.class);
        }
        Cipher cbc = cipher("AES/CBC/NoPadding");
        cbc.init(Cipher.ENCRYPT_MODE, aes);
        assertThatThrownBy(() -> cbc.updateAAD(DATA)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cbc.init(Cipher.ENCRYPT_MODE, (Key) null))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> cbc.init(Cipher.DECRYPT_MODE, aes))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> cbc.doFinal(DATA)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AES/GCM/NoPadding",
                "AES/CCM/NoPadding",
                "AES/CBC/PKCS5Padding",
                "AES/CTR/NoPadding",
                "AES/ECB/PKCS5Padding",
                "ChaCha20-Poly1305",
                "RSA/ECB/OAEPWithSHA-256AndMGF1Padding"
            })
    void cipher_parametersTravel_andSealedObjectsOpen(String transformation) throws Exception {
        Key sealing = transformation.startsWith("RSA") ? rsa.getPublic() : key(transformation);
        Key opening = transformation.startsWith("RSA") ? rsa.getPrivate() : sealing;
        Cipher cipher = cipher(transformation);
        cipher.init(Cipher.ENCRYPT_MODE, sealing);
        SealedObject sealed = new SealedObject("secret", cipher);
        Cipher other = cipher(transformation);
        AlgorithmParameters parameters = cipher.getParameters();
        if (parameters != null) {
            AlgorithmParameters read =
                    AlgorithmParameters.getInstance(parameters.getAlgorithm(), token.provider());
            read.init(parameters.getEncoded());
            parameters = read;
        }
        other.init(Cipher.DECRYPT_MODE, opening, parameters);
        assertThat(sealed.getObject(other)).isEqualTo("secret");
        Security.addProvider(token.provider());
        try {
            assertThat(sealed.getObject(opening, token.provider().getName())).isEqualTo("secret");
        } finally {
            Security.removeProvider(token.provider().getName());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA/ECB/PKCS1Padding", "RSA/ECB/OAEPWithSHA-256AndMGF1Padding"})
    void rsaCipher_reuseShortBufferAndPieces(String transformation) throws Exception {
        Cipher cipher = cipher(transformation);
        cipher.init(Cipher.ENCRYPT_MODE, rsa.getPublic());
        assertThat(cipher.getOutputSize(1)).isEqualTo(256);
        cipher.update(DATA, 0, 5);
        assertThatThrownBy(() -> cipher.doFinal(DATA, 5, DATA.length - 5, new byte[255]))
                .isInstanceOf(ShortBufferException.class);
        byte[] text = new byte[300];
        assertThat(cipher.doFinal(DATA, 5, DATA.length - 5, text, 10)).isEqualTo(256);
        byte[] second = cipher.doFinal(DATA);
        cipher.init(Cipher.DECRYPT_MODE, rsa.getPrivate());
        cipher.update(text, 10, 100);
        assertThat(cipher.doFinal(text, 110, 156)).isEqualTo(DATA);
        assertThat(cipher.doFinal(second)).isEqualTo(DATA);
        cipher.init(Cipher.ENCRYPT_MODE, rsa.getPublic());
        cipher.update(new byte[500]);
        assertThatThrownBy(() -> cipher.doFinal())
                .isInstanceOf(javax.crypto.IllegalBlockSizeException.class);
        assertThat(cipher.doFinal(DATA)).hasSize(256);
    }

    // The rest

    @Test
    void mac_callsInAnyOrder() throws Exception {
        SecretKey key = KeyGenerator.getInstance("HmacSHA256", token.provider()).generateKey();
        Mac mac = Mac.getInstance("HmacSHA256", token.provider());
        assertThat(mac.getMacLength()).isEqualTo(32);
        assertThatThrownBy(() -> mac.doFinal(DATA)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> mac.init(null)).isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> mac.init(ec.getPrivate())).isInstanceOf(InvalidKeyException.class);
        mac.init(key);
        byte[] whole = mac.doFinal(DATA);
        mac.update(new byte[100]);
        mac.reset();
        mac.update(DATA[0]);
        mac.update(DATA, 1, 4);
        mac.update(ByteBuffer.allocateDirect(5).put(DATA, 5, 5).flip());
        mac.update(DATA, 10, DATA.length - 10);
        byte[] room = new byte[40];
        assertThatThrownBy(() -> mac.doFinal(room, 9)).isInstanceOf(ShortBufferException.class);
        mac.doFinal(room, 8);
        assertThat(Arrays.copyOfRange(room, 8, 40)).isEqualTo(whole);
        assertThat(mac.doFinal(DATA)).isEqualTo(whole);
        assertThatThrownBy(mac::clone).isInstanceOf(CloneNotSupportedException.class);
    }

    @Test
    void agreement_callsInAnyOrder() throws Exception {
        KeyPair other = KeyPairGenerator.getInstance("EC", token.provider()).generateKeyPair();
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH", token.provider());
        assertThatThrownBy(agreement::generateSecret).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> agreement.doPhase(other.getPublic(), true))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> agreement.init(null)).isInstanceOf(InvalidKeyException.class);
        agreement.init(ec.getPrivate());
        assertThatThrownBy(agreement::generateSecret).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> agreement.doPhase(null, true))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> agreement.doPhase(rsa.getPublic(), true))
                .isInstanceOf(InvalidKeyException.class);
        assertThatThrownBy(() -> agreement.doPhase(other.getPublic(), false))
                .isInstanceOf(IllegalStateException.class);
        agreement.doPhase(other.getPublic(), true);
        assertThatThrownBy(() -> agreement.generateSecret(new byte[31], 0))
                .isInstanceOf(ShortBufferException.class);
        byte[] secret = new byte[40];
        assertThat(agreement.generateSecret(secret, 8)).isEqualTo(32);
        agreement.doPhase(other.getPublic(), true);
        assertThat(agreement.generateSecret()).isEqualTo(Arrays.copyOfRange(secret, 8, 40));
        assertThatThrownBy(
                        () -> agreement.init(ec.getPrivate(), new ECGenParameterSpec("secp256r1")))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
    }

    @Test
    void generators_wrongParameters_areRefused() throws Exception {
        KeyPairGenerator rsaKeys = KeyPairGenerator.getInstance("RSA", token.provider());
        for (int bits : new int[] {-1, 0, 1, 512, 1024, 2047, 1 << 20}) {
            assertThatThrownBy(() -> rsaKeys.initialize(bits))
                    .isInstanceOf(InvalidParameterException.class);
        }
        KeyPairGenerator ecKeys = KeyPairGenerator.getInstance("EC", token.provider());
        assertThatThrownBy(() -> ecKeys.initialize(255))
                .isInstanceOf(InvalidParameterException.class);
        for (AlgorithmParameterSpec spec :
                new AlgorithmParameterSpec[] {
                    new ECGenParameterSpec("no such curve"), new IvParameterSpec(new byte[16])
                }) {
            assertThatThrownBy(() -> ecKeys.initialize(spec))
                    .isInstanceOf(InvalidAlgorithmParameterException.class);
            assertThatThrownBy(() -> rsaKeys.initialize(spec))
                    .isInstanceOf(InvalidAlgorithmParameterException.class);
        }
        KeyGenerator keys = KeyGenerator.getInstance("AES", token.provider());
        for (int bits : new int[] {-1, 0, 64, 127, 129, 512}) {
            assertThatThrownBy(() -> keys.init(bits)).isInstanceOf(InvalidParameterException.class);
        }
        assertThatThrownBy(() -> keys.init(new IvParameterSpec(new byte[16])))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        assertThat(keys.generateKey().getAlgorithm()).isEqualTo("AES");
        assertThat(ecKeys.generateKeyPair().getPrivate()).isInstanceOf(PrivateKey.class);
    }
}
