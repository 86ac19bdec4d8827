package io.craton.hsm.engine;

import static io.craton.hsm.engine.EngineFixture.CURVES;
import static io.craton.hsm.engine.EngineFixture.assertCode;
import static io.craton.hsm.engine.EngineFixture.engine;
import static io.craton.hsm.engine.EngineFixture.hex;
import static io.craton.hsm.engine.EngineFixture.value;
import static io.craton.hsm.engine.EngineFixture.verify;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.MechanismParameters.Hedge;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismParameters.SignContext;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.params.SLHDSAParameters;
import org.bouncycastle.crypto.params.SLHDSAPrivateKeyParameters;
import org.bouncycastle.crypto.signers.SLHDSASigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors that standards print, through every library that computes them. */
class PublishedVectorsTest {
    /** RFC 7748, sections 6.1 and 6.2: Alice's private key, both public keys, the secret. */
    @ParameterizedTest
    @CsvSource({
        "X25519,"
                + "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a,"
                + "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a,"
                + "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f,"
                + "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742",
        "X448,"
                + "9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28d"
                + "d9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a598726b,"
                + "9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c"
                + "22c5d9bbc836647241d953d40c5b12da88120d53177f80e532c41fa0,"
                + "3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b430"
                + "27d8b972fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf33609,"
                + "07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282b"
                + "b60c0b56fd2464c335543936521c24403085d59a449a5037514a879d"
    })
    void xdh_isThatOfTheStandard(
            String curve, String privateKey, String publicKey, String other, String secret) {
        for (String backend : new String[] {"auto", "jdk", "bc"}) {
            KeyMaterial key =
                    engine(backend)
                            .importKey(
                                    Template.builder()
                                            .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                            .keyType(KeyType.CKK_EC_MONTGOMERY)
                                            .set(
                                                    AttributeType.CKA_EC_PARAMS,
                                                    hex(CURVES.get(curve)))
                                            .set(AttributeType.CKA_VALUE, hex(privateKey))
                                            .build());
            assertThat(hex(engine(backend).publicKeyInfo(key))).endsWith(publicKey);
            Mechanism agreement =
                    Mechanism.of(
                            MechanismType.CKM_ECDH1_DERIVE,
                            new Ecdh1Derive(Kdf.CKD_NULL, new byte[0], hex(other)));
            KeyMaterial shared =
                    engine(backend)
                            .derive(
                                    agreement,
                                    key,
                                    Template.empty(),
                                    handle -> {
                                        throw new AssertionError(handle);
                                    });
            assertThat(hex(value(shared))).as(backend).isEqualTo(secret);
        }
    }

    @Test
    void hss_ofRfc8554_verifies() throws Exception {
        String file;
        try (var stream = getClass().getResourceAsStream("/vectors/hss-rfc8554-1.txt")) {
            file = new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
        }
        KeyMaterial key =
                engine("auto")
                        .importKey(
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                                        .keyType(KeyType.CKK_HSS)
                                        .set(AttributeType.CKA_VALUE, part(file, "key"))
                                        .build());
        assertThat(key.component(AttributeType.CKA_HSS_LEVELS)).isEqualTo(2);
        Mechanism hss = Mechanism.of(MechanismType.CKM_HSS);
        byte[] message = part(file, "message");
        byte[] signature = part(file, "signature");
        verify(engine("auto"), hss, key, message, signature);
        message[0] ^= 1;
        assertCode(
                () -> verify(engine("auto"), hss, key, message, signature),
                ReturnCode.CKR_SIGNATURE_INVALID);
    }

    private static byte[] part(String file, String name) {
        int from = file.indexOf("[" + name + "]") + name.length() + 2;
        int to = file.indexOf('[', from);
        return hex(file.substring(from, to < 0 ? file.length() : to).replace("\n", ""));
    }

    /**
     * NIST ACVP, SLH-DSA-sigGen-FIPS205, of the internal function, as the SHA-256 of the signature;
     * and that the mechanism is that function of the formatted message (FIPS 205, section 10.2).
     */
    @Test
    void slhDsaSignature_isThatOfTheStandard() throws Exception {
        byte[] value =
                hex(
                        "62b1973a4de0963d74c1cb30fc8f5675cfc84880e4f0e1b446b4f5d13b2d31cc"
                                + "cb23eb45529e00d5f5e951507a9b90e98b6e7a284ba3f63a69e69a789083bef6");
        Internal internal = new Internal();
        internal.init(true, new SLHDSAPrivateKeyParameters(SLHDSAParameters.sha2_128s, value));
        byte[] publicSeed = Arrays.copyOfRange(value, 32, 48);
        byte[] expected = internal.sign(hex("9ddf"), publicSeed);
        assertThat(hex(MessageDigest.getInstance("SHA-256", "SUN").digest(expected)))
                .isEqualTo("c7dff0ed253849ef511e90be0e2eb7716598912317529a61dae4329bf149ef8b");
        KeyMaterial key =
                engine("auto")
                        .importKey(
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                        .keyType(KeyType.CKK_SLH_DSA)
                                        .set(
                                                AttributeType.CKA_PARAMETER_SET,
                                                ParameterSet.CKP_SLH_DSA_SHA2_128S.code())
                                        .set(AttributeType.CKA_VALUE, value)
                                        .build());
        Mechanism deterministic =
                Mechanism.of(
                        MechanismType.CKM_SLH_DSA,
                        new SignContext(Hedge.CKH_DETERMINISTIC_REQUIRED, hex("c0")));
        assertThat(EngineFixture.sign(engine("auto"), deterministic, key, hex("9ddf")))
                .isEqualTo(internal.sign(hex("0001c09ddf"), publicSeed));
    }

    private static final class Internal extends SLHDSASigner {
        byte[] sign(byte[] message, byte[] random) {
            return internalGenerateSignature(message, random);
        }
    }
}
