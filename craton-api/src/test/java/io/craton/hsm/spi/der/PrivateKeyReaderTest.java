package io.craton.hsm.spi.der;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.Template;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.spec.InvalidKeySpecException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyReaderTest {
    private static final int ROUNDS = 3000;

    private static byte[] encoded(String algorithm) throws Exception {
        return KeyPairGenerator.getInstance(algorithm).generateKeyPair().getPrivate().getEncoded();
    }

    private static byte[] lattice(byte[] key) {
        return file("2.16.840.1.101.3.4.4.1", key);
    }

    private static byte[] file(String oid, byte[] key, byte[]... parameters) {
        byte[][] parts = new byte[parameters.length + 1][];
        parts[0] = DerWriter.oid(oid);
        System.arraycopy(parameters, 0, parts, 1, parameters.length);
        return DerWriter.sequence(
                DerWriter.integer(BigInteger.ZERO),
                DerWriter.sequence(parts),
                DerWriter.octets(key));
    }

    /** Whatever is changed in a file, it is read or refused in words. */
    @ParameterizedTest
    @ValueSource(strings = {"RSA", "RSASSA-PSS", "EC", "Ed25519", "X448", "ML-KEM"})
    void aChangedFile_isReadOrRefused_andNothingElseHappens(String algorithm) throws Exception {
        byte[] good =
                algorithm.equals("ML-KEM")
                        ? lattice(DerWriter.contextPrimitive(0, new byte[64]))
                        : encoded(algorithm);
        PrivateKeyReader.read(good);
        Random random = new Random(algorithm.hashCode());
        int refused = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] changed = Arrays.copyOf(good, good.length - random.nextInt(10) / 9);
            for (int change = random.nextInt(3); change >= 0; change--) {
                int within = Math.min(changed.length, random.nextBoolean() ? 40 : changed.length);
                changed[random.nextInt(within)] = (byte) random.nextInt(256);
            }
            try {
                PrivateKeyReader.read(changed);
            } catch (InvalidKeySpecException e) {
                assertThat(e).hasNoCause().hasMessageNotContaining("[");
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void aPssKey_isForTheMechanismsOfItsDigest() throws Exception {
        byte[] numbers = rsaNumbers();
        String oid = KeyOid.RSASSA_PSS.oid();
        assertThat(allowed(file(oid, numbers)))
                .contains(MechanismType.CKM_RSA_PKCS_PSS, MechanismType.CKM_SHA3_512_RSA_PKCS_PSS)
                .hasSize(10);
        // An empty SEQUENCE: SHA-1 by default (RFC 4055, section 3.1)
        assertThat(allowed(file(oid, numbers, DerWriter.sequence())))
                .containsExactly(MechanismType.CKM_SHA1_RSA_PKCS_PSS);
        byte[] sha512 = digest("2.16.840.1.101.3.4.2.3");
        assertThat(allowed(file(oid, numbers, DerWriter.sequence(sha512))))
                .containsExactly(MechanismType.CKM_SHA512_RSA_PKCS_PSS);
        List<byte[]> bad = new ArrayList<>();
        bad.add(DerWriter.sequence(digest("1.2.840.113549.2.5"))); // MD5
        bad.add(DerWriter.sequence(DerWriter.context(3, DerWriter.integer(BigInteger.TWO))));
        bad.add(
                DerWriter.sequence(
                        DerWriter.context(1, DerWriter.sequence(DerWriter.oid("1.2.3")))));
        bad.add(DerWriter.nothing());
        for (byte[] parameters : bad) {
            assertThatThrownBy(() -> allowed(file(oid, numbers, parameters)))
                    .isInstanceOf(InvalidKeySpecException.class);
        }
    }

    private static byte[] digest(String oid) {
        return DerWriter.context(0, DerWriter.sequence(DerWriter.oid(oid), DerWriter.nothing()));
    }

    private static Set<MechanismType> allowed(byte[] file) throws Exception {
        Template key = PrivateKeyReader.read(file);
        assertThat(key.get(AttributeType.CKA_KEY_TYPE)).isEqualTo(KeyType.CKK_RSA);
        return key.get(AttributeType.CKA_ALLOWED_MECHANISMS);
    }

    private static byte[] rsaNumbers() throws Exception {
        DerReader info = new DerReader(encoded("RSA")).sequence();
        info.integer();
        info.element();
        return info.octetString();
    }
}
