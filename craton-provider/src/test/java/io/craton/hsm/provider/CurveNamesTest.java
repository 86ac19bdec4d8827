package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.AlgorithmParameters;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.XECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.NamedParameterSpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Curves by each of their names, wherever a name is given. */
class CurveNamesTest {
    private static TestToken token;

    @BeforeAll
    static void open() throws Exception {
        token = TestToken.inMemory();
        token.keyStore();
    }

    @AfterAll
    static void close() {
        token.close();
    }

    @ParameterizedTest
    @CsvSource({
        "P-256,256",
        "prime256v1,256",
        "secp256r1,256",
        "SECP256R1,256",
        "NIST P-256,256",
        "X9.62 prime256v1,256",
        "1.2.840.10045.3.1.7,256",
        "P-384,384",
        "secp384r1,384",
        "NIST P-384,384",
        "ansip384r1,384",
        "1.3.132.0.34,384",
        "P-521,521",
        "secp521r1,521",
        "NIST P-521,521",
        "ansip521r1,521",
        "1.3.132.0.35,521"
    })
    void curveOfTheJdk_hasTheNamesOfNistSecAndX962(String name, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
        generator.initialize(new ECGenParameterSpec(name));
        ECPublicKey key = (ECPublicKey) generator.generateKeyPair().getPublic();
        assertThat(key.getParams().getCurve().getField().getFieldSize()).isEqualTo(bits);
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC", token.provider());
        parameters.init(new ECGenParameterSpec(name));
        assertThat(parameters.getParameterSpec(ECParameterSpec.class).getOrder())
                .isEqualTo(key.getParams().getOrder());
    }

    @ParameterizedTest
    @CsvSource({
        "secp256k1",
        "ansip256k1",
        "1.3.132.0.10",
        "brainpoolP256r1",
        "BRAINPOOLP384R1",
        "1.3.36.3.3.2.8.1.1.13"
    })
    void curveOutsideTheJdk_hasItsNames(String name) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", token.provider());
        generator.initialize(new ECGenParameterSpec(name));
        assertThat(generator.generateKeyPair().getPublic().getAlgorithm()).isEqualTo("EC");
    }

    @ParameterizedTest
    @CsvSource({
        "EdDSA,Ed25519,Ed25519", "EdDSA,edwards25519,Ed25519", "EdDSA,edwards448,Ed448",
        "XDH,X25519,X25519", "XDH,curve25519,X25519", "XDH,curve448,X448"
    })
    void otherForms_haveTheNamesOfTheirCurves(String family, String name, String algorithm)
            throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(family, token.provider());
        generator.initialize(new NamedParameterSpec(name));
        PrivateKey key = generator.generateKeyPair().getPrivate();
        NamedParameterSpec parameters =
                key instanceof EdECPrivateKey edwards
                        ? edwards.getParams()
                        : (NamedParameterSpec) ((XECPrivateKey) key).getParams();
        assertThat(parameters.getName()).isEqualTo(algorithm);
    }

    /** Callers ask for the interface, jarsigner among them; it lets the value be absent. */
    @Test
    void privateKeys_haveTheInterfaceWithoutTheValue() throws Exception {
        KeyPair edwards =
                KeyPairGenerator.getInstance("Ed25519", token.provider()).generateKeyPair();
        assertThat(((EdECPrivateKey) edwards.getPrivate()).getBytes()).isEmpty();
        KeyPair montgomery =
                KeyPairGenerator.getInstance("X448", token.provider()).generateKeyPair();
        assertThat(((XECPrivateKey) montgomery.getPrivate()).getScalar()).isEmpty();
    }
}
