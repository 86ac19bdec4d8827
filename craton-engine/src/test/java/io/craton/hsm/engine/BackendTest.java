package io.craton.hsm.engine;

import static io.craton.hsm.engine.EngineFixture.assertCode;
import static io.craton.hsm.engine.EngineFixture.ecPair;
import static io.craton.hsm.engine.EngineFixture.engine;
import static io.craton.hsm.engine.EngineFixture.random;
import static io.craton.hsm.engine.EngineFixture.secret;
import static io.craton.hsm.engine.EngineFixture.sign;
import static io.craton.hsm.engine.EngineFixture.verify;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.security.Provider;
import java.security.Security;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class BackendTest {
    @Test
    void unknownBackend_isAConfigurationError() {
        for (String name : new String[] {"", "JDK", "openssl", "auto "}) {
            assertCode(
                    () -> Engines.create(EngineFixture.RANDOM::nextBytes, name),
                    ReturnCode.CKR_ARGUMENTS_BAD);
        }
    }

    @Test
    void randomSourceThatFails_isSeenWithItsOwnCode() {
        Engines broken =
                Engines.create(
                        bytes -> {
                            throw new io.craton.hsm.HsmException(
                                    ReturnCode.CKR_FUNCTION_FAILED, "no entropy");
                        },
                        "auto");
        assertCode(() -> EngineFixture.rsaPair(broken, 2048), ReturnCode.CKR_FUNCTION_FAILED);
        assertCode(() -> ecPair(broken, "P-256"), ReturnCode.CKR_FUNCTION_FAILED);
        assertCode(
                () ->
                        broken.generateKey(
                                Mechanism.of(MechanismType.CKM_AES_KEY_GEN),
                                EngineFixture.shape(KeyType.CKK_AES, 32)),
                ReturnCode.CKR_FUNCTION_FAILED);
    }

    /** A provider of our own may stand first: it is never asked for what keys are used with. */
    @Test
    void providerInTheFirstPlace_isNotAsked() {
        Recorder recorder = new Recorder();
        Security.insertProviderAt(recorder, 1);
        try {
            for (String backend : new String[] {"auto", "jdk", "bc"}) {
                Engines engine = Engines.create(EngineFixture.RANDOM::nextBytes, backend);
                KeyPairMaterial rsa = EngineFixture.rsaPair(engine, 2048);
                KeyPairMaterial ec = ecPair(engine, "P-256");
                KeyPairMaterial ed = ecPair(engine, "Ed25519");
                byte[] data = random(10);
                Mechanism ecdsa = Mechanism.of(MechanismType.CKM_ECDSA_SHA256);
                verify(
                        engine,
                        ecdsa,
                        ec.publicKey(),
                        data,
                        sign(engine, ecdsa, ec.privateKey(), data));
                Mechanism pkcs1 = Mechanism.of(MechanismType.CKM_SHA256_RSA_PKCS);
                verify(
                        engine,
                        pkcs1,
                        rsa.publicKey(),
                        data,
                        sign(engine, pkcs1, rsa.privateKey(), data));
                Mechanism edDsa = Mechanism.of(MechanismType.CKM_EDDSA);
                verify(
                        engine,
                        edDsa,
                        ed.publicKey(),
                        data,
                        sign(engine, edDsa, ed.privateKey(), data));
                KeyMaterial aes = secret(KeyType.CKK_AES, random(32));
                Mechanism gcm =
                        Mechanism.of(
                                MechanismType.CKM_AES_GCM, new Gcm(random(12), new byte[0], 128));
                EngineFixture.encrypt(engine, gcm, aes, data);
                sign(engine, Mechanism.of(MechanismType.CKM_AES_CMAC), aes, data);
            }
        } finally {
            Security.removeProvider(recorder.getName());
        }
        assertThat(recorder.asked).isEmpty();
        assertThat(engine("auto").mechanisms()).isNotEmpty();
    }

    private static final class Recorder extends Provider {
        private static final long serialVersionUID = 1L;
        private static final Set<String> KINDS =
                Set.of(
                        "Signature",
                        "Cipher",
                        "KeyFactory",
                        "KeyPairGenerator",
                        "KeyAgreement",
                        "Mac",
                        "SecureRandom");

        private final transient Set<String> asked = ConcurrentHashMap.newKeySet();

        Recorder() {
            super("Recorder", "1", "records what it is asked for");
        }

        @Override
        public Service getService(String type, String algorithm) {
            if (KINDS.contains(type)) {
                asked.add(type + "." + algorithm);
            }
            return null;
        }
    }
}
