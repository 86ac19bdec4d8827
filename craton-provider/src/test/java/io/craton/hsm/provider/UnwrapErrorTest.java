package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.craton.hsm.AttributeType;
import io.craton.hsm.spi.der.DerWriter;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stops exceptions of JCA that tell of a key that was unwrapped, or is imported. */
class UnwrapErrorTest {
    private static final Random RANDOM = new Random(10);

    private static TestToken token;
    private static SecretKey aes;
    private static SecretKeySpec software;

    @BeforeAll
    static void open() throws Exception {
        token = TestToken.inMemory();
        token.keyStore();
        software = new SecretKeySpec(random(32), "AES");
        aes = SecretKeyFactory.getInstance("AES", token.provider()).generateSecret(software);
    }

    @AfterAll
    static void close() {
        token.close();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** A key whose first bytes look like the beginning of something, or none. */
    private static byte[] key(int i) {
        byte[] key = random(8 * (2 + i % 7));
        String head =
                switch (i % 5) {
                    case 0 -> "028412345678";
                    case 1 -> "308412345678";
                    case 2 -> "300e020100300506032b6570";
                    case 3 -> "30800201";
                    default -> "";
                };
        byte[] start = HexFormat.of().parseHex(head);
        System.arraycopy(start, 0, key, 0, start.length);
        return key;
    }

    private static String chain(Throwable thrown) {
        StringBuilder all = new StringBuilder();
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            all.append(each).append('\n');
        }
        return all.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC", "Ed25519", "X25519", "ML-DSA", "ML-KEM", "EdDSA", "XDH"})
    void secretKeyUnwrappedAsAPrivateKey_tellsNothing(String algorithm) throws Exception {
        Cipher theirs = Cipher.getInstance("AES/KWP/NoPadding", "SunJCE");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 150; i++) {
            theirs.init(Cipher.WRAP_MODE, software);
            byte[] wrapped = theirs.wrap(new SecretKeySpec(key(i), "Generic"));
            if (i % 10 == 9) {
                wrapped[wrapped.length - 1] ^= 1;
            }
            Cipher mine = Cipher.getInstance("AES/KWP/NoPadding", token.provider());
            mine.init(Cipher.UNWRAP_MODE, aes);
            try {
                mine.unwrap(wrapped, algorithm, Cipher.PRIVATE_KEY);
                fail("a random key is no private key");
            } catch (InvalidKeyException e) {
                seen.add(chain(e));
            }
        }
        assertThat(seen).hasSize(1);
        assertThat(seen.iterator().next())
                .doesNotContainPattern("[0-9]")
                .contains("InvalidKeyException")
                .contains("HsmException")
                .hasLineCount(2);
    }

    /** A key that may only decrypt unwraps, too; nor does it tell a wrong padding from the rest. */
    @ParameterizedTest
    @ValueSource(strings = {"AES/KWP/NoPadding", "AES/CBC/PKCS5Padding"})
    void secretKeyUnwrappedByAKeyThatMayOnlyDecrypt_tellsNothing(String transformation)
            throws Exception {
        SecretKey decrypting =
                SecretKeyFactory.getInstance("AES", token.provider())
                        .generateSecret(
                                CratonKeySpec.builder()
                                        .token(false)
                                        .keySpec(software)
                                        .attribute(AttributeType.CKA_UNWRAP, false)
                                        .build());
        IvParameterSpec iv =
                transformation.contains("CBC") ? new IvParameterSpec(new byte[16]) : null;
        Cipher theirs = Cipher.getInstance(transformation, "SunJCE");
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 150; i++) {
            theirs.init(Cipher.WRAP_MODE, software, iv);
            byte[] wrapped = theirs.wrap(new SecretKeySpec(key(i), "Generic"));
            if (i % 2 == 1) {
                wrapped[wrapped.length - 1] ^= 1;
            }
            Cipher mine = Cipher.getInstance(transformation, token.provider());
            mine.init(Cipher.UNWRAP_MODE, decrypting, iv);
            try {
                mine.unwrap(wrapped, "EC", Cipher.PRIVATE_KEY);
                fail("a random key is no private key");
            } catch (InvalidKeyException e) {
                seen.add(chain(e));
            }
        }
        assertThat(seen).hasSize(1);
        assertThat(seen.iterator().next()).doesNotContainPattern("[0-9]").hasLineCount(1);
    }

    /** What is wrong with a private key that is brought in says nothing of what is in it. */
    @Test
    void privateKeyThatIsNone_isNotImported_andNothingOfItIsTold() throws Exception {
        KeyFactory factory = KeyFactory.getInstance("RSA", token.provider());
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            byte[] encoding = key(i);
            seen.add(importError(factory, encoding));
        }
        byte[] good =
                DerWriter.sequence(
                        DerWriter.integer(BigInteger.ZERO),
                        HexFormat.of().parseHex("300d06092a864886f70d0101010500"),
                        DerWriter.octets(random(50)));
        for (byte[] encoding :
                List.of(good, Arrays.copyOf(good, 40), Arrays.copyOf(good, good.length + 3))) {
            seen.add(importError(factory, encoding));
        }
        assertThat(seen).hasSize(1);
        assertThat(seen.iterator().next()).hasLineCount(1).contains("not a PKCS#8 private key");
    }

    private static String importError(KeyFactory factory, byte[] encoding) {
        try {
            factory.generatePrivate(
                    CratonKeySpec.builder()
                            .token(false)
                            .keySpec(new PKCS8EncodedKeySpec(encoding))
                            .build());
        } catch (InvalidKeySpecException e) {
            return chain(e);
        }
        return fail("it is no private key");
    }
}
