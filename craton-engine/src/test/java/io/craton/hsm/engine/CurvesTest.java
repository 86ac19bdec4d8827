package io.craton.hsm.engine;

import static io.craton.hsm.engine.EngineFixture.assertCode;
import static io.craton.hsm.engine.EngineFixture.ecPair;
import static io.craton.hsm.engine.EngineFixture.engine;
import static io.craton.hsm.engine.EngineFixture.hex;
import static io.craton.hsm.engine.EngineFixture.random;
import static io.craton.hsm.engine.EngineFixture.sign;
import static io.craton.hsm.engine.EngineFixture.verify;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.EdDsa;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.EdDSAParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CurvesTest {
    private static final byte[] DATA = "what is signed".getBytes(StandardCharsets.US_ASCII);
    private static final Mechanism ECDSA_SHA256 = Mechanism.of(MechanismType.CKM_ECDSA_SHA256);
    private static final Mechanism EDDSA = Mechanism.of(MechanismType.CKM_EDDSA);
    private static final Engines ENGINE = engine("auto");

    @ParameterizedTest
    @CsvSource({
        "auto,P-256",
        "auto,P-384",
        "auto,P-521",
        "jdk,P-256",
        "jdk,P-384",
        "jdk,P-521",
        "bc,P-256"
    })
    void ecdsa_agreesWithTheJdk_forEveryDigest(String backend, String curve) throws Exception {
        KeyPairMaterial pair = ecPair(engine(backend), curve);
        PublicKey jdkKey =
                KeyFactory.getInstance("EC")
                        .generatePublic(
                                new X509EncodedKeySpec(
                                        engine(backend).publicKeyInfo(pair.publicKey())));
        for (String digest :
                new String[] {
                    "SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "SHA3-256", "SHA3-512"
                }) {
            Mechanism mechanism =
                    Mechanism.of(MechanismType.valueOf("CKM_ECDSA_" + digest.replace('-', '_')));
            byte[] signature = sign(engine(backend), mechanism, pair.privateKey(), DATA);
            Signature jdk = Signature.getInstance(digest + "withECDSAinP1363Format", "SunEC");
            jdk.initVerify(jdkKey);
            jdk.update(DATA);
            assertThat(jdk.verify(signature)).as(digest).isTrue();
            verify(engine(backend), mechanism, pair.publicKey(), DATA, signature);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "secp256k1",
        "brainpoolP256r1",
        "brainpoolP320r1",
        "brainpoolP384r1",
        "brainpoolP512r1",
        "P-256",
        "P-384",
        "P-521"
    })
    void ecdsa_verifiesItsOwn_andNothingElse(String curve) {
        KeyPairMaterial pair = ecPair(ENGINE, curve);
        byte[] signature = sign(ENGINE, ECDSA_SHA256, pair.privateKey(), DATA);
        verify(ENGINE, ECDSA_SHA256, pair.publicKey(), DATA, signature);
        assertCode(
                () -> verify(ENGINE, ECDSA_SHA256, pair.publicKey(), random(5), signature),
                ReturnCode.CKR_SIGNATURE_INVALID);
        KeyPairMaterial other = ecPair(ENGINE, curve);
        assertCode(
                () -> verify(ENGINE, ECDSA_SHA256, other.publicKey(), DATA, signature),
                ReturnCode.CKR_SIGNATURE_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdk", "bc"})
    void ecdsa_ofRfc6979_verifies(String backend) {
        KeyMaterial key =
                engine(backend)
                        .importKey(
                                publicKey(
                                        "P-256",
                                        hex(
                                                "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                                                        + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299")));
        byte[] signature =
                hex(
                        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
                                + "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
        verify(
                engine(backend),
                ECDSA_SHA256,
                key,
                "sample".getBytes(StandardCharsets.US_ASCII),
                signature);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdk", "bc"})
    void ecdsa_withValuesOutOfRange_isInvalid(String backend) {
        KeyPairMaterial pair = ecPair(ENGINE, "P-256");
        byte[] good = sign(ENGINE, ECDSA_SHA256, pair.privateKey(), DATA);
        BigInteger n =
                new BigInteger(
                        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
        byte[] r = Arrays.copyOf(good, 32);
        byte[] s = Arrays.copyOfRange(good, 32, 64);
        byte[] zero = new byte[32];
        byte[] order = Arrays.copyOfRange(n.toByteArray(), 1, 33);
        byte[] all = new byte[32];
        Arrays.fill(all, (byte) 0xff);
        byte[][] bad = {
            join(zero, s),
            join(r, zero),
            join(zero, zero),
            join(order, s),
            join(r, order),
            join(all, all),
            join(s, r)
        };
        for (byte[] signature : bad) {
            assertCode(
                    () -> verify(engine(backend), ECDSA_SHA256, pair.publicKey(), DATA, signature),
                    ReturnCode.CKR_SIGNATURE_INVALID);
        }
        // The standard lets shorter halves of equal length pass, and nothing else.
        for (int length : new int[] {0, 1, 63, 65, 66, 1000}) {
            assertCode(
                    () ->
                            verify(
                                    engine(backend),
                                    ECDSA_SHA256,
                                    pair.publicKey(),
                                    DATA,
                                    new byte[length]),
                    ReturnCode.CKR_SIGNATURE_LEN_RANGE);
        }
    }

    @Test
    void rawEcdsa_takesDigestsOfAnyLength_butNone() {
        KeyPairMaterial pair = ecPair(ENGINE, "P-256");
        Mechanism raw = Mechanism.of(MechanismType.CKM_ECDSA);
        for (int length : new int[] {1, 20, 32, 64, 65, 512}) {
            byte[] digest = random(length);
            verify(
                    ENGINE,
                    raw,
                    pair.publicKey(),
                    digest,
                    sign(ENGINE, raw, pair.privateKey(), digest));
            byte[] signature = sign(ENGINE, raw, pair.privateKey(), digest);
            // Only the leftmost 256 bits count.
            if (length > 32) {
                verify(ENGINE, raw, pair.publicKey(), Arrays.copyOf(digest, 32), signature);
            }
        }
        assertCode(
                () -> sign(ENGINE, raw, pair.privateKey(), new byte[0]),
                ReturnCode.CKR_DATA_LEN_RANGE);
        assertCode(
                () -> sign(ENGINE, raw, pair.privateKey(), new byte[513]),
                ReturnCode.CKR_DATA_LEN_RANGE);
    }

    @Test
    void point_isTakenRawOrWrapped_compressedOrNot_andGivenWrapped() {
        KeyPairMaterial pair = ecPair(ENGINE, "P-256");
        byte[] wrapped = pair.publicKey().component(AttributeType.CKA_EC_POINT);
        byte[] raw = Arrays.copyOfRange(wrapped, 2, wrapped.length);
        byte[] compressed = Arrays.copyOf(raw, 33);
        compressed[0] = (byte) (2 + (raw[64] & 1));
        byte[] compressedWrapped = join(new byte[] {4, 33}, compressed);
        for (byte[] form : new byte[][] {wrapped, raw, compressed, compressedWrapped}) {
            KeyMaterial key = ENGINE.importKey(publicKey("P-256", form));
            assertThat(key.component(AttributeType.CKA_EC_POINT)).isEqualTo(wrapped);
        }
    }

    @Test
    void badPoint_isAnInvalidPublicKey() {
        KeyPairMaterial pair = ecPair(ENGINE, "P-256");
        byte[] wrapped = pair.publicKey().component(AttributeType.CKA_EC_POINT);
        byte[] offCurve = wrapped.clone();
        offCurve[66] ^= 1;
        byte[] tooLarge = wrapped.clone();
        Arrays.fill(tooLarge, 3, 35, (byte) 0xff);
        byte[] infinity = {4, 1, 0};
        byte[] zeros = new byte[65];
        zeros[0] = 4;
        byte[] hybrid = Arrays.copyOfRange(wrapped, 2, 67);
        hybrid[0] = (byte) (6 + (hybrid[64] & 1));
        byte[] trailing = Arrays.copyOf(wrapped, 68);
        byte[] truncated = Arrays.copyOf(wrapped, 60);
        byte[] p384 = ecPair(ENGINE, "P-384").publicKey().component(AttributeType.CKA_EC_POINT);
        for (byte[] bad :
                new byte[][] {
                    offCurve,
                    tooLarge,
                    infinity,
                    zeros,
                    hybrid,
                    trailing,
                    truncated,
                    p384,
                    {4},
                    {0},
                    {4, 0},
                    random(500)
                }) {
            assertCode(
                    () -> ENGINE.importKey(publicKey("P-256", bad)),
                    ReturnCode.CKR_PUBLIC_KEY_INVALID);
        }
    }

    @Test
    void curve_isNamedByOidOrName_andOthersAreRefused() {
        for (String name : new String[] {"secp256r1", "prime256v1", "P-256", "SECP256R1"}) {
            Template template =
                    Template.builder().set(AttributeType.CKA_EC_PARAMS, printable(name)).build();
            KeyPairMaterial pair =
                    ENGINE.generateKeyPair(
                            Mechanism.of(MechanismType.CKM_EC_KEY_PAIR_GEN),
                            template,
                            Template.empty());
            assertThat(pair.publicKey().component(AttributeType.CKA_EC_PARAMS))
                    .isEqualTo(printable(name));
        }
        generate("06052b81040021", ReturnCode.CKR_CURVE_NOT_SUPPORTED);
        generate(EngineFixture.hex(printable("P-999")), ReturnCode.CKR_CURVE_NOT_SUPPORTED);
        generate("06032b6570", ReturnCode.CKR_CURVE_NOT_SUPPORTED);
        generate("0500", ReturnCode.CKR_DOMAIN_PARAMS_INVALID);
        generate("3003020101", ReturnCode.CKR_DOMAIN_PARAMS_INVALID);
        generate("06082a8648ce3d03010700", ReturnCode.CKR_DOMAIN_PARAMS_INVALID);
        generate("ffffffff", ReturnCode.CKR_DOMAIN_PARAMS_INVALID);
        generate("", ReturnCode.CKR_DOMAIN_PARAMS_INVALID);
    }

    private static void generate(String ecParams, ReturnCode code) {
        Template template =
                Template.builder().set(AttributeType.CKA_EC_PARAMS, hex(ecParams)).build();
        assertCode(
                () ->
                        ENGINE.generateKeyPair(
                                Mechanism.of(MechanismType.CKM_EC_KEY_PAIR_GEN),
                                template,
                                Template.empty()),
                code);
    }

    @Test
    void privateValueOutOfRange_isRefused() {
        String order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
        for (String value :
                new String[] {"00", order, "ff".repeat(32), "01" + order, "ff".repeat(5000)}) {
            Template template =
                    Template.builder()
                            .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                            .keyType(KeyType.CKK_EC)
                            .set(
                                    AttributeType.CKA_EC_PARAMS,
                                    hex(EngineFixture.CURVES.get("P-256")))
                            .set(AttributeType.CKA_VALUE, hex(value))
                            .build();
            assertCode(() -> ENGINE.importKey(template), ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID);
        }
    }

    /** RFC 8032, section 7: TEST 1, TEST 3, Ed25519ctx, Ed25519ph. */
    @ParameterizedTest
    @CsvSource({
        "auto,9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,,false,,e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "jdk,9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,,false,,e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "auto,0305334e381af78f141cb666f6199f57bc3495335a256a95bd2a55bf546663f6,f726936d19c800494e3fdaff20b276a8,false,666f6f,55a4cc2f70a54e04288c5f4cd1e45a7bb520b36292911876cada7323198dd87a8b36950b95130022907a7fb7c4e9b2d5f6cca685a587b4b21f4b888e4e7edb0d",
        "auto,833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42,616263,true,,98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae4131f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406"
    })
    void ed25519_isThatOfTheStandard(
            String backend,
            String secret,
            String message,
            boolean preHash,
            String context,
            String signature) {
        byte[] data = hex(message == null ? "" : message);
        KeyMaterial key =
                engine(backend)
                        .importKey(
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                                        .keyType(KeyType.CKK_EC_EDWARDS)
                                        .set(
                                                AttributeType.CKA_EC_PARAMS,
                                                hex(EngineFixture.CURVES.get("Ed25519")))
                                        .set(AttributeType.CKA_VALUE, hex(secret))
                                        .build());
        Mechanism mechanism =
                preHash || context != null
                        ? Mechanism.of(
                                MechanismType.CKM_EDDSA,
                                new EdDsa(preHash, hex(context == null ? "" : context)))
                        : EDDSA;
        assertThat(sign(engine(backend), mechanism, key, data)).isEqualTo(hex(signature));
    }

    @ParameterizedTest
    @CsvSource({
        "Ed25519,false,",
        "Ed25519,false,abcd",
        "Ed25519,true,",
        "Ed25519,true,abcd",
        "Ed448,false,",
        "Ed448,false,abcd",
        "Ed448,true,",
        "Ed448,true,abcd"
    })
    void edDsa_agreesWithTheJdk(String curve, boolean preHash, String context) throws Exception {
        byte[] bytes = hex(context == null ? "" : context);
        for (String backend : new String[] {"auto", "jdk", "bc"}) {
            KeyPairMaterial pair = ecPair(engine(backend), curve);
            Mechanism mechanism = Mechanism.of(MechanismType.CKM_EDDSA, new EdDsa(preHash, bytes));
            byte[] signature = sign(engine(backend), mechanism, pair.privateKey(), DATA);
            Signature jdk = Signature.getInstance(curve, "SunEC");
            jdk.setParameter(
                    bytes.length == 0
                            ? new EdDSAParameterSpec(preHash)
                            : new EdDSAParameterSpec(preHash, bytes));
            jdk.initVerify(
                    KeyFactory.getInstance(curve)
                            .generatePublic(
                                    new X509EncodedKeySpec(
                                            engine(backend).publicKeyInfo(pair.privateKey()))));
            jdk.update(DATA);
            assertThat(jdk.verify(signature)).isTrue();
            verify(engine(backend), mechanism, pair.publicKey(), DATA, signature);
            EdDsa other = new EdDsa(preHash, random(3));
            assertCode(
                    () ->
                            verify(
                                    engine(backend),
                                    Mechanism.of(MechanismType.CKM_EDDSA, other),
                                    pair.publicKey(),
                                    DATA,
                                    signature),
                    ReturnCode.CKR_SIGNATURE_INVALID);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "jdk", "bc"})
    void ed25519_thatIsMalleatedOrNotCanonical_isInvalid(String backend) {
        KeyPairMaterial pair = ecPair(ENGINE, "Ed25519");
        byte[] good = sign(ENGINE, EDDSA, pair.privateKey(), DATA);
        byte[] plusOrder = good.clone();
        BigInteger order =
                BigInteger.TWO
                        .pow(252)
                        .add(new BigInteger("27742317777372353535851937790883648493"));
        BigInteger s = new BigInteger(1, reversed(Arrays.copyOfRange(good, 32, 64)));
        byte[] sum = reversed(fixed(s.add(order)));
        System.arraycopy(sum, 0, plusOrder, 32, 32);
        byte[] highBits = good.clone();
        highBits[63] |= (byte) 0xe0;
        byte[] badR = good.clone();
        Arrays.fill(badR, 0, 32, (byte) 0xff);
        for (byte[] bad : new byte[][] {plusOrder, highBits, badR, new byte[64]}) {
            assertCode(
                    () -> verify(engine(backend), EDDSA, pair.publicKey(), DATA, bad),
                    ReturnCode.CKR_SIGNATURE_INVALID);
        }
        for (int length : new int[] {0, 63, 65}) {
            assertCode(
                    () ->
                            verify(
                                    engine(backend),
                                    EDDSA,
                                    pair.publicKey(),
                                    DATA,
                                    Arrays.copyOf(good, length)),
                    ReturnCode.CKR_SIGNATURE_LEN_RANGE);
        }
    }

    @Test
    void edwardsPoint_thatIsNone_isAnInvalidPublicKey() {
        // y = p, not canonical; y with no x; the neutral element, which is of small order.
        for (String bad :
                new String[] {
                    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                    "0200000000000000000000000000000000000000000000000000000000000000",
                    "0100000000000000000000000000000000000000000000000000000000000000",
                    "01",
                    "00".repeat(33)
                }) {
            assertCode(
                    () ->
                            ENGINE.importKey(
                                    Template.builder()
                                            .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                                            .keyType(KeyType.CKK_EC_EDWARDS)
                                            .set(
                                                    AttributeType.CKA_EC_PARAMS,
                                                    hex(EngineFixture.CURVES.get("Ed25519")))
                                            .set(AttributeType.CKA_EC_POINT, hex(bad))
                                            .build()),
                    ReturnCode.CKR_PUBLIC_KEY_INVALID);
        }
    }

    @Test
    void edDsaContext_hasAtMost255Bytes() {
        KeyPairMaterial pair = ecPair(ENGINE, "Ed448");
        Mechanism mechanism =
                Mechanism.of(MechanismType.CKM_EDDSA, new EdDsa(false, new byte[256]));
        assertCode(
                () -> ENGINE.sign(mechanism, pair.privateKey()),
                ReturnCode.CKR_MECHANISM_PARAM_INVALID);
    }

    private static Template publicKey(String curve, byte[] point) {
        return Template.builder()
                .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                .keyType(KeyType.CKK_EC)
                .set(AttributeType.CKA_EC_PARAMS, hex(EngineFixture.CURVES.get(curve)))
                .set(AttributeType.CKA_EC_POINT, point)
                .build();
    }

    private static byte[] printable(String name) {
        byte[] text = name.getBytes(StandardCharsets.US_ASCII);
        return join(new byte[] {0x13, (byte) text.length}, text);
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] result = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, result, a.length, b.length);
        return result;
    }

    private static byte[] fixed(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] result = new byte[32];
        int from = Math.max(0, bytes.length - 32);
        System.arraycopy(bytes, from, result, 32 - (bytes.length - from), bytes.length - from);
        return result;
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] result = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            result[i] = bytes[bytes.length - 1 - i];
        }
        return result;
    }
}
