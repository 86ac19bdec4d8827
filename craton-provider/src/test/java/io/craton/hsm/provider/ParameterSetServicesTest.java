package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.KeyType;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.provider.key.TokenPrivateKey;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Walks the table of parameter sets: each is a name and an object identifier of every service of
 * its kind, and its keys are at work. No list of sets stands here.
 */
class ParameterSetServicesTest {
    private static final Provider BC = new BouncyCastleProvider();
    private static final byte[] DATA = {1, 2, 3, 4, 5};
    private static TestToken token;
    private static Provider ours;
    private static SecretKey wrapping;

    @BeforeAll
    static void open() throws Exception {
        token = TestToken.inMemory();
        ours = token.provider();
        token.keyStore();
        KeyGenerator generator = KeyGenerator.getInstance("AES", ours);
        generator.init(CratonKeySpec.builder().token(false).wrapping().build());
        wrapping = generator.generateKey();
    }

    @AfterAll
    static void close() {
        token.close();
    }

    /** What the table says of a set, so that a test can say something wrong. */
    private record Row(KeyType keyType, String name, String oid) {
        static Row of(ParameterSet set) {
            return new Row(set.keyType(), set.standardName(), set.oid());
        }

        boolean signs() {
            return keyType != KeyType.CKK_ML_KEM;
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachParameterSet_isAtWorkInEveryServiceOfItsKind(ParameterSet set) throws Exception {
        check(Row.of(set));
    }

    @Test
    void rowThatIsNotTrue_fails() {
        Row good = Row.of(ParameterSet.CKP_ML_DSA_44);
        assertThatThrownBy(() -> check(new Row(good.keyType, "ML-DSA-45", good.oid)))
                .isInstanceOf(NoSuchAlgorithmException.class);
        assertThatThrownBy(() -> check(new Row(good.keyType, good.name, "1.2.3")))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> check(new Row(KeyType.CKK_ML_KEM, good.name, good.oid)))
                .isInstanceOf(AssertionError.class);
    }

    private static void check(Row row) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(row.name, ours);
        generator.initialize(CratonKeySpec.builder().token(false).extractable(true).build());
        KeyPair pair = generator.generateKeyPair();
        for (String type : services(row)) {
            assertThat(ours.getService(type, row.oid))
                    .as(type + " " + row.oid)
                    .isNotNull()
                    .isSameAs(ours.getService(type, row.name));
        }
        assertThat(((TokenPrivateKey) pair.getPrivate()).keyAlgorithm().keyType())
                .isEqualTo(row.keyType);
        publicKey(row, pair.getPublic());
        PrivateKey unwrapped = unwrapped(row, pair.getPrivate());
        assertThat(unwrapped.getAlgorithm()).isEqualTo(pair.getPrivate().getAlgorithm());
        if (row.signs()) {
            signature(row, unwrapped, pair.getPublic());
        }
    }

    private static List<String> services(Row row) {
        if (row.signs()) {
            return List.of("KeyPairGenerator", "KeyFactory", "Signature");
        }
        return Runtime.version().feature() >= 21
                ? List.of("KeyPairGenerator", "KeyFactory", "KEM")
                : List.of("KeyPairGenerator", "KeyFactory");
    }

    private static void publicKey(Row row, PublicKey key) throws Exception {
        KeyFactory factory = KeyFactory.getInstance(row.name, ours);
        assertThat(factory.generatePublic(new X509EncodedKeySpec(key.getEncoded()))).isEqualTo(key);
        assertThat(SubjectPublicKeyInfo.getInstance(key.getEncoded()).getAlgorithm().getAlgorithm())
                .hasToString(row.oid);
    }

    private static PrivateKey unwrapped(Row row, PrivateKey key) throws Exception {
        Cipher cipher = Cipher.getInstance("AES/KWP/NoPadding", ours);
        cipher.init(Cipher.WRAP_MODE, wrapping);
        byte[] wrapped = cipher.wrap(key);
        cipher.init(Cipher.UNWRAP_MODE, wrapping);
        return (PrivateKey) cipher.unwrap(wrapped, row.name, Cipher.PRIVATE_KEY);
    }

    private static void signature(Row row, PrivateKey own, PublicKey theirs) throws Exception {
        Signature signing = Signature.getInstance(row.name, ours);
        signing.initSign(own);
        signing.update(DATA);
        byte[] signature = signing.sign();
        Signature verifying = Signature.getInstance(row.name, ours);
        verifying.initVerify(theirs);
        verifying.update(DATA);
        assertThat(verifying.verify(signature)).isTrue();
        Signature another = Signature.getInstance(row.name, BC);
        another.initVerify(
                KeyFactory.getInstance(row.name, BC)
                        .generatePublic(new X509EncodedKeySpec(theirs.getEncoded())));
        another.update(DATA);
        assertThat(another.verify(signature)).as("by another engine").isTrue();
    }
}
