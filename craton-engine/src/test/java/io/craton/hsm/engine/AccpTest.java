package io.craton.hsm.engine;

import static io.craton.hsm.engine.EngineFixture.RANDOM;
import static io.craton.hsm.engine.EngineFixture.decrypt;
import static io.craton.hsm.engine.EngineFixture.ecPair;
import static io.craton.hsm.engine.EngineFixture.encrypt;
import static io.craton.hsm.engine.EngineFixture.random;
import static io.craton.hsm.engine.EngineFixture.rsaPair;
import static io.craton.hsm.engine.EngineFixture.secret;
import static io.craton.hsm.engine.EngineFixture.sign;
import static io.craton.hsm.engine.EngineFixture.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismParameters.Hedge;
import io.craton.hsm.MechanismParameters.SignContext;
import io.craton.hsm.MechanismType;
import io.craton.hsm.engine.common.Backend;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.Primitive;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code algorithms.crypto_backend = "accp"} with the real library, where it runs. */
class AccpTest {
    private static final String JAR = "AmazonCorrettoCryptoProvider";

    private static Libraries libraries() {
        try {
            return new Libraries(RANDOM::nextBytes, Backend.ACCP);
        } catch (HsmException e) {
            assumeTrue(false, "no ACCP for this platform: " + e.getMessage());
            throw e;
        }
    }

    private static Engines engine() {
        libraries();
        return Engines.create(RANDOM::nextBytes, "accp");
    }

    @ParameterizedTest
    @CsvSource({
        "DIGEST, MessageDigest, SHA-256",
        "HMAC, Mac, HmacSHA256",
        "AES_GCM, Cipher, AES/GCM/NoPadding",
        "RSA, Cipher, RSA/ECB/NoPadding",
        "EC_NIST, Signature, NONEwithECDSA",
        "ED25519, Signature, Ed25519",
        "ML_DSA, Signature, ML-DSA"
    })
    void library_ofWhatAccpHas_isAccp(Primitive primitive, String service, String algorithm) {
        assertThat(libraries().provider(primitive, service, algorithm).getName()).isEqualTo(JAR);
    }

    @ParameterizedTest
    @CsvSource({
        "RSA_KEY_PAIR, KeyPairGenerator, RSA, SunRsaSign",
        "AES, Cipher, AES/CBC/NoPadding, SunJCE"
    })
    void library_ofWhatStaysHere_isTheJdk(
            Primitive primitive, String service, String algorithm, String provider) {
        assertThat(libraries().provider(primitive, service, algorithm).getName())
                .isEqualTo(provider);
    }

    /** It is used as an object: what the application asks its own providers for stays the same. */
    @Test
    void library_isNeverInstalled() {
        engine();

        assertThat(Security.getProvider(JAR)).isNull();
    }

    /** What one computes the other accepts. */
    @Test
    void results_ofAccpAndTheOthers_areEqual() {
        Engines accp = engine();
        Engines auto = EngineFixture.engine("auto");
        byte[] data = random(1000);

        KeyPairMaterial rsa = rsaPair(accp, 2048);
        Mechanism pkcs1 = Mechanism.of(MechanismType.CKM_SHA256_RSA_PKCS);
        assertThat(sign(accp, pkcs1, rsa.privateKey(), data))
                .isEqualTo(sign(auto, pkcs1, rsa.privateKey(), data));

        for (String curve : new String[] {"P-256", "P-384", "P-521"}) {
            KeyPairMaterial ec = ecPair(accp, curve);
            Mechanism ecdsa = Mechanism.of(MechanismType.CKM_ECDSA_SHA384);
            verify(auto, ecdsa, ec.publicKey(), data, sign(accp, ecdsa, ec.privateKey(), data));
            verify(accp, ecdsa, ec.publicKey(), data, sign(auto, ecdsa, ec.privateKey(), data));
        }

        KeyPairMaterial edwards = ecPair(accp, "Ed25519");
        Mechanism edDsa = Mechanism.of(MechanismType.CKM_EDDSA);
        assertThat(sign(accp, edDsa, edwards.privateKey(), data))
                .isEqualTo(sign(auto, edDsa, edwards.privateKey(), data));

        KeyPairMaterial mlDsa =
                EngineFixture.pqcPair(accp, MechanismType.CKM_ML_DSA_KEY_PAIR_GEN, 2);
        Mechanism plain = Mechanism.of(MechanismType.CKM_ML_DSA);
        verify(auto, plain, mlDsa.publicKey(), data, sign(accp, plain, mlDsa.privateKey(), data));
        Mechanism fixed =
                Mechanism.of(
                        MechanismType.CKM_ML_DSA,
                        new SignContext(Hedge.CKH_DETERMINISTIC_REQUIRED, new byte[0]));
        assertThat(sign(accp, fixed, mlDsa.privateKey(), data))
                .isEqualTo(sign(auto, fixed, mlDsa.privateKey(), data));

        KeyMaterial aes = secret(KeyType.CKK_AES, random(32));
        Mechanism gcm =
                Mechanism.of(MechanismType.CKM_AES_GCM, new Gcm(random(12), random(20), 128));
        byte[] ciphertext = encrypt(accp, gcm, aes, data);
        assertThat(ciphertext).isEqualTo(encrypt(auto, gcm, aes, data));
        assertThat(decrypt(accp, gcm, aes, ciphertext)).isEqualTo(data);
    }

    /** ACCP's form of a key would else be made anew for each signature, and outlive the key. */
    @Test
    void keyThatSignsInBothLibraries_keepsWhatBothMadeOfIt() {
        Engines accp = engine();
        KeyMaterial key =
                EngineFixture.pqcPair(accp, MechanismType.CKM_ML_DSA_KEY_PAIR_GEN, 2).privateKey();
        sign(accp, Mechanism.of(MechanismType.CKM_ML_DSA), key, new byte[1]);
        Object kept = kept(key);

        SignContext fixed = new SignContext(Hedge.CKH_DETERMINISTIC_REQUIRED, new byte[0]);
        sign(accp, Mechanism.of(MechanismType.CKM_ML_DSA, fixed), key, new byte[1]);

        assertThat(kept(key)).isSameAs(kept);
    }

    private static Object kept(KeyMaterial key) {
        return key.engineKey(Object.class, () -> fail("nothing is kept"));
    }

    /** Prints what comes of the configuration. */
    public static final class Child {
        public static void main(String[] args) {
            try {
                Engines.create(RANDOM::nextBytes, "accp");
                System.out.println("loaded");
            } catch (HsmException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void accpThatIsNotThere_isAConfigurationErrorThatSaysWhatToDo() throws Exception {
        String without =
                Arrays.stream(classPath().split(File.pathSeparator))
                        .filter(entry -> !entry.contains(JAR))
                        .collect(Collectors.joining(File.pathSeparator));

        assertThat(child(without))
                .contains("CKR_ARGUMENTS_BAD")
                .contains("AmazonCorrettoCryptoProvider")
                .contains("class path")
                .contains("\"auto\"");
    }

    /** The published jar of this version is not a FIPS build, and nothing says that it is. */
    @Test
    void accpThatIsThere_logsItsVersionAndThatItIsNoFipsBuild() throws Exception {
        libraries();

        assertThat(child(classPath()))
                .contains("loaded")
                .containsPattern("accp: AmazonCorrettoCryptoProvider 2\\S+, not a FIPS build");
    }

    private static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static String child(String classPath) throws Exception {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-cp",
                                        classPath,
                                        Child.class.getName()))
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return output;
    }
}
