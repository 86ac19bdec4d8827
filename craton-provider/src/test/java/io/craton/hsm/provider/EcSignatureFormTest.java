package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.SignOperation;
import io.craton.hsm.Template;
import io.craton.hsm.spi.der.EcdsaDer;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** EC keys that make signatures with a low s, or those of RFC 6979, whoever asks them to sign. */
class EcSignatureFormTest {
    private static final int ROUNDS = 16;
    private static final BigInteger N =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    private static CratonKeySpec.Builder wallet() {
        return CratonKeySpec.builder()
                .label("wallet")
                .params(new ECGenParameterSpec("secp256k1"))
                .lowS(true);
    }

    private static KeyPair generate(TestToken token, CratonKeySpec spec) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
        generator.initialize(spec);
        return generator.generateKeyPair();
    }

    private static byte[] sign(TestToken token, String algorithm, PrivateKey key, int i)
            throws Exception {
        Signature signature = Signature.getInstance(algorithm, token.provider());
        signature.initSign(key);
        byte[] data = new byte[32];
        data[0] = (byte) i;
        signature.update(data);
        byte[] made = signature.sign();
        return algorithm.endsWith("P1363Format") ? made : EcdsaDer.decode(made, 32).orElseThrow();
    }

    private static boolean isLow(byte[] signature) {
        return new BigInteger(1, Arrays.copyOfRange(signature, 32, 64)).shiftLeft(1).compareTo(N)
                < 0;
    }

    /** Whether every signature of this key is low, in each form of JCA and of the module. */
    private static boolean lowAtEveryDoor(TestToken token, PrivateKey key, ObjectHandle handle)
            throws Exception {
        boolean low = true;
        try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_WRITE)) {
            for (int i = 0; i < ROUNDS; i++) {
                for (String algorithm :
                        new String[] {
                            "SHA256withECDSA",
                            "SHA256withECDSAinP1363Format",
                            "NONEwithECDSAinP1363Format"
                        }) {
                    low &= isLow(sign(token, algorithm, key, i));
                }
                byte[] data = {(byte) i};
                low &= isLow(session.sign(Mechanism.of(MechanismType.CKM_ECDSA), handle, data));
                try (SignOperation pieces =
                        session.signer(Mechanism.of(MechanismType.CKM_ECDSA_SHA512), handle)) {
                    pieces.update(data);
                    low &= isLow(pieces.sign());
                }
            }
        }
        return low;
    }

    private static ObjectHandle find(TestToken token, String label) {
        try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_WRITE)) {
            return session.findObjects(
                            Template.builder()
                                    .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                    .label(label)
                                    .build())
                    .get(0);
        }
    }

    @Test
    void lowS_isKeptWithTheKey_atEveryDoor_inCopies_andInTheStore(@TempDir Path directory)
            throws Exception {
        try (TestToken token = TestToken.stored(directory)) {
            token.keyStore();
            KeyPair pair = generate(token, wallet().build());
            assertThat(lowAtEveryDoor(token, pair.getPrivate(), find(token, "wallet"))).isTrue();
            KeyPair plain = generate(token, wallet().label("plain").lowS(false).build());
            assertThat(lowAtEveryDoor(token, plain.getPrivate(), find(token, "plain"))).isFalse();
        }
        try (TestToken token = TestToken.stored(directory)) {
            KeyStore keyStore = token.keyStore();
            PrivateKey key = (PrivateKey) keyStore.getKey("wallet", null);
            assertThat(lowAtEveryDoor(token, key, find(token, "wallet"))).isTrue();
            try (Session session = token.hsm().slot(0).openSession(SessionMode.READ_WRITE)) {
                ObjectHandle copy =
                        session.copyObject(
                                find(token, "wallet"), Template.builder().label("copy").build());
                assertThat(lowAtEveryDoor(token, key, copy)).isTrue();
                Template back =
                        Template.builder().set(AttributeType.CKA_CRATON_LOW_S, false).build();
                assertThatThrownBy(() -> session.setAttributes(copy, back))
                        .hasMessageContaining("CKA_CRATON_LOW_S");
            }
        }
    }

    @Test
    void anImportedKey_isWhatItIsAskedToBe() throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            KeyPairGenerator software = KeyPairGenerator.getInstance("EC");
            software.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = software.generateKeyPair();
            PrivateKey key =
                    KeyFactory.getInstance("EC", token.provider())
                            .generatePrivate(
                                    CratonKeySpec.builder()
                                            .deterministic(true)
                                            .keySpec(
                                                    new PKCS8EncodedKeySpec(
                                                            pair.getPrivate().getEncoded()))
                                            .build());
            for (String algorithm : new String[] {"SHA256withECDSA", "NONEwithECDSA"}) {
                assertThat(sign(token, algorithm, key, 1))
                        .isEqualTo(sign(token, algorithm, key, 1));
                assertThat(sign(token, algorithm, key, 1))
                        .isNotEqualTo(sign(token, algorithm, key, 2));
            }
            Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
            verifier.initVerify(pair.getPublic());
            verifier.update(new byte[32]);
            assertThat(verifier.verify(sign(token, "SHA256withECDSA", key, 0))).isTrue();
        }
    }

    @Test
    void keysOfOtherTypes_haveNoSuchForm() throws Exception {
        try (TestToken token = TestToken.inMemory()) {
            token.keyStore();
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA", token.provider());
            CratonKeySpec spec = CratonKeySpec.builder().keySize(2048).lowS(true).build();
            assertThatThrownBy(() -> generator.initialize(spec))
                    .isInstanceOf(InvalidAlgorithmParameterException.class)
                    .hasMessageContaining("EC keys");
            byte[] ed25519 =
                    KeyPairGenerator.getInstance("Ed25519")
                            .generateKeyPair()
                            .getPrivate()
                            .getEncoded();
            CratonKeySpec imported =
                    CratonKeySpec.builder()
                            .deterministic(true)
                            .keySpec(new PKCS8EncodedKeySpec(ed25519))
                            .build();
            assertThatThrownBy(
                            () ->
                                    KeyFactory.getInstance("Ed25519", token.provider())
                                            .generatePrivate(imported))
                    .isInstanceOf(InvalidKeySpecException.class)
                    .hasMessageContaining("EC keys");
        }
    }
}
