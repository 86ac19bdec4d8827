package io.craton.hsm.engine;

import static io.craton.hsm.engine.EngineFixture.assertCode;
import static io.craton.hsm.engine.EngineFixture.engine;
import static io.craton.hsm.engine.EngineFixture.hex;
import static io.craton.hsm.engine.EngineFixture.pqcPair;
import static io.craton.hsm.engine.EngineFixture.random;
import static io.craton.hsm.engine.EngineFixture.shape;
import static io.craton.hsm.engine.EngineFixture.sign;
import static io.craton.hsm.engine.EngineFixture.value;
import static io.craton.hsm.engine.EngineFixture.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.HashSignContext;
import io.craton.hsm.MechanismParameters.Hedge;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.spi.CryptoEngine.EncapsulatedKey;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Properties;
import javax.crypto.SecretKey;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.HSSKeyPairGenerator;
import org.bouncycastle.crypto.params.HSSKeyGenerationParameters;
import org.bouncycastle.crypto.params.HSSPublicKeyParameters;
import org.bouncycastle.crypto.params.LMOtsParameters;
import org.bouncycastle.crypto.params.LMSParameters;
import org.bouncycastle.crypto.params.LMSigParameters;
import org.bouncycastle.crypto.signers.HSSSigner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PqcTest {
    private static final Engines ENGINE = engine("auto");
    private static final byte[] DATA = "what is signed".getBytes(StandardCharsets.US_ASCII);
    private static final Mechanism ML_DSA = Mechanism.of(MechanismType.CKM_ML_DSA);
    private static final Mechanism ML_KEM = Mechanism.of(MechanismType.CKM_ML_KEM);
    private static final Mechanism SLH_DSA = Mechanism.of(MechanismType.CKM_SLH_DSA);
    private static final List<String> HASHES =
            List.of(
                    "SHA224",
                    "SHA256",
                    "SHA384",
                    "SHA512",
                    "SHA3_224",
                    "SHA3_256",
                    "SHA3_384",
                    "SHA3_512",
                    "SHAKE128",
                    "SHAKE256");

    private static io.craton.hsm.MechanismParameters.SignContext context(
            Hedge hedge, byte... context) {
        return new io.craton.hsm.MechanismParameters.SignContext(hedge, context);
    }

    /**
     * RFC 9881, appendix C.1: the start of the public and the private key of the seed 00 01 .. 1f.
     */
    @Test
    void mlDsaKeyOfASeed_isThatOfTheStandard() {
        KeyMaterial key = ENGINE.importKey(privateKey(KeyType.CKK_ML_DSA, 1, null, count(32)));
        String start = "d7b2b47254aae0db45e7930d4a98d2c97d8f1397d1789dafa17024b316e9bec9";
        byte[] spki = ENGINE.publicKeyInfo(key);
        assertThat(hex(value(key)))
                .startsWith(
                        start + "39ce0f7f77f8db5644dcda366bfe4734bd95f435ff9a613aa54aa41c2c694c04");
        assertThat(hex(spki))
                .contains(
                        start + "4fc9946d42f19b79a7413bbaa33e7149cb42ed5115693ac041facb988adeb5fe");
    }

    @Test
    void mlDsa_agreesBetweenTheLibraries_bitByBit() {
        assumeTrue(Runtime.version().feature() >= 24, "the JDK has ML-DSA from 24 on");
        Mechanism deterministic =
                Mechanism.of(MechanismType.CKM_ML_DSA, context(Hedge.CKH_DETERMINISTIC_REQUIRED));
        for (long set = 1; set <= 3; set++) {
            KeyPairMaterial pair = pqcPair(ENGINE, MechanismType.CKM_ML_DSA_KEY_PAIR_GEN, set);
            for (int length : new int[] {0, 1, 1000}) {
                byte[] data = random(length);
                byte[] jdk = sign(engine("jdk"), deterministic, pair.privateKey(), data);
                byte[] bc = sign(engine("bc"), deterministic, pair.privateKey(), data);
                assertThat(jdk).isEqualTo(bc);
                verify(
                        engine("jdk"),
                        ML_DSA,
                        pair.publicKey(),
                        data,
                        sign(engine("bc"), ML_DSA, pair.privateKey(), data));
                verify(
                        engine("bc"),
                        ML_DSA,
                        pair.publicKey(),
                        data,
                        sign(engine("jdk"), ML_DSA, pair.privateKey(), data));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"auto,1", "auto,2", "auto,3", "bc,1", "bc,2"})
    void mlDsa_isDeterministicOrNot_asAsked_andBoundToItsContext(String backend, long set) {
        Engines engine = engine(backend);
        KeyPairMaterial pair = pqcPair(engine, MechanismType.CKM_ML_DSA_KEY_PAIR_GEN, set);
        for (byte[] context : new byte[][] {{}, {1}, random(255)}) {
            Mechanism deterministic =
                    Mechanism.of(
                            MechanismType.CKM_ML_DSA,
                            context(Hedge.CKH_DETERMINISTIC_REQUIRED, context));
            Mechanism hedged =
                    Mechanism.of(
                            MechanismType.CKM_ML_DSA, context(Hedge.CKH_HEDGE_REQUIRED, context));
            byte[] signature = sign(engine, deterministic, pair.privateKey(), DATA);
            assertThat(sign(engine, deterministic, pair.privateKey(), DATA)).isEqualTo(signature);
            byte[] random = sign(engine, hedged, pair.privateKey(), DATA);
            assertThat(sign(engine, hedged, pair.privateKey(), DATA)).isNotEqualTo(random);
            verify(engine, hedged, pair.publicKey(), DATA, signature);
            verify(engine, deterministic, pair.publicKey(), DATA, random);
            Mechanism other =
                    Mechanism.of(
                            MechanismType.CKM_ML_DSA, context(Hedge.CKH_HEDGE_PREFERRED, (byte) 9));
            assertCode(
                    () -> verify(engine, other, pair.publicKey(), DATA, signature),
                    ReturnCode.CKR_SIGNATURE_INVALID);
        }
        Mechanism tooLong =
                Mechanism.of(
                        MechanismType.CKM_ML_DSA,
                        context(Hedge.CKH_HEDGE_PREFERRED, new byte[256]));
        assertCode(
                () -> engine.sign(tooLong, pair.privateKey()),
                ReturnCode.CKR_MECHANISM_PARAM_INVALID);
    }

    @Test
    void damagedSignature_isInvalid_andOneOfWrongLengthALengthError() {
        for (String backend : new String[] {"auto", "bc"}) {
            Engines engine = engine(backend);
            KeyPairMaterial pair = pqcPair(engine, MechanismType.CKM_ML_DSA_KEY_PAIR_GEN, 1);
            byte[] good = sign(engine, ML_DSA, pair.privateKey(), DATA);
            for (int at : new int[] {0, 31, 32, 1000, 2335, 2336, 2415, 2416, 2419}) {
                byte[] bad = good.clone();
                bad[at] ^= 1;
                assertCode(
                        () -> verify(engine, ML_DSA, pair.publicKey(), DATA, bad),
                        ReturnCode.CKR_SIGNATURE_INVALID);
            }
            byte[] hints = good.clone();
            Arrays.fill(hints, 2336, 2420, (byte) 0xff);
            assertCode(
                    () -> verify(engine, ML_DSA, pair.publicKey(), DATA, hints),
                    ReturnCode.CKR_SIGNATURE_INVALID);
            assertCode(
                    () -> verify(engine, ML_DSA, pair.publicKey(), DATA, new byte[2420]),
                    ReturnCode.CKR_SIGNATURE_INVALID);
            for (int length : new int[] {0, 1, 2419, 2421, 100_000}) {
                assertCode(
                        () ->
                                verify(
                                        engine,
                                        ML_DSA,
                                        pair.publicKey(),
                                        DATA,
                                        Arrays.copyOf(good, length)),
                        ReturnCode.CKR_SIGNATURE_LEN_RANGE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ML_DSA", "SLH_DSA"})
    void hashVariants_hashAsIfTheCallerHad(String algorithm) throws Exception {
        boolean mlDsa = algorithm.equals("ML_DSA");
        KeyPairMaterial pair =
                mlDsa
                        ? pqcPair(ENGINE, MechanismType.CKM_ML_DSA_KEY_PAIR_GEN, 2)
                        : pqcPair(ENGINE, MechanismType.CKM_SLH_DSA_KEY_PAIR_GEN, 3);
        for (String hash : HASHES) {
            Mechanism hashing =
                    Mechanism.of(
                            MechanismType.valueOf("CKM_HASH_" + algorithm + "_" + hash),
                            context(Hedge.CKH_HEDGE_PREFERRED, (byte) 1));
            byte[] signature = sign(ENGINE, hashing, pair.privateKey(), DATA);
            verify(ENGINE, hashing, pair.publicKey(), DATA, signature);
            if (!hash.startsWith("SHAKE")) {
                MechanismType digest = MechanismType.valueOf("CKM_" + hash);
                byte[] hashed =
                        MessageDigest.getInstance(
                                        hash.startsWith("SHA3")
                                                ? hash.replace('_', '-')
                                                : hash.replace("SHA", "SHA-"))
                                .digest(DATA);
                Mechanism prehash =
                        Mechanism.of(
                                MechanismType.valueOf("CKM_HASH_" + algorithm),
                                new HashSignContext(
                                        Hedge.CKH_HEDGE_PREFERRED, new byte[] {1}, digest));
                verify(ENGINE, prehash, pair.publicKey(), hashed, signature);
                assertCode(
                        () -> sign(ENGINE, prehash, pair.privateKey(), random(5)),
                        ReturnCode.CKR_DATA_LEN_RANGE);
            }
            Mechanism pure =
                    Mechanism.of(
                            MechanismType.valueOf("CKM_" + algorithm),
                            context(Hedge.CKH_HEDGE_PREFERRED, (byte) 1));
            assertCode(
                    () -> verify(ENGINE, pure, pair.publicKey(), DATA, signature),
                    ReturnCode.CKR_SIGNATURE_INVALID);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 4, 7, 8, 11, 12})
    void slhDsa_signsWithTheFastSets_andTheSmallestSlowOne(long set) {
        checkSlhDsa(set);
    }

    /** The sets with small signatures take seconds to sign. */
    @ParameterizedTest
    @Tag("campaign")
    @ValueSource(longs = {2, 5, 6, 9, 10})
    void slhDsa_signsWithTheSlowSets(long set) {
        checkSlhDsa(set);
    }

    // The generation signs and verifies once already, in its pairwise test.
    private static void checkSlhDsa(long set) {
        KeyPairMaterial pair = pqcPair(ENGINE, MechanismType.CKM_SLH_DSA_KEY_PAIR_GEN, set);
        int length = ENGINE.sign(SLH_DSA, pair.privateKey()).signatureLength();
        assertCode(
                () -> verify(ENGINE, SLH_DSA, pair.publicKey(), DATA, new byte[length - 1]),
                ReturnCode.CKR_SIGNATURE_LEN_RANGE);
        assertCode(
                () -> verify(ENGINE, SLH_DSA, pair.publicKey(), DATA, new byte[length]),
                ReturnCode.CKR_SIGNATURE_INVALID);
    }

    /** NIST ACVP, SLH-DSA-keyGen-FIPS205: tcId 1 and 21. */
    @ParameterizedTest
    @CsvSource({
        "1,173d04c938c1c36bf289c3c022d04b14,63ae23c41aa546da589774ac20b745c4,0d794777914c99766827f0f09ca972be,0162c10219d422adba1359e6aa65299c",
        "3,c42bcb3b5a6f331f5cce899253c6d9e2,9ff2b7ead7a04bab1794db8cc659c3b4,a868f1bd5debc12d4c9fad66aabd0a94,b546df247be4c457f3d467cdfcfabd39"
    })
    void slhDsaKey_isThatOfTheStandard(
            long set, String seed, String prf, String publicSeed, String root) {
        Iterator<byte[]> parts = List.of(hex(seed), hex(prf), hex(publicSeed)).iterator();
        Engines scripted =
                Engines.create(
                        bytes -> {
                            if (parts.hasNext()) {
                                System.arraycopy(parts.next(), 0, bytes, 0, bytes.length);
                            }
                        },
                        "auto");
        KeyPairMaterial pair = pqcPair(scripted, MechanismType.CKM_SLH_DSA_KEY_PAIR_GEN, set);
        assertThat(hex(pair.publicKey().component(AttributeType.CKA_VALUE)))
                .isEqualTo(publicSeed + root);
        assertThat(hex(value(pair.privateKey()))).isEqualTo(seed + prf + publicSeed + root);
    }

    @Test
    void newSlhDsaKey_leavesItsSecretParts_nowhereElseOnTheHeap() {
        List<byte[]> drawn = new ArrayList<>();
        Engines recorded =
                Engines.create(
                        bytes -> {
                            Arrays.fill(bytes, (byte) 7);
                            drawn.add(bytes);
                        },
                        "auto");
        pqcPair(recorded, MechanismType.CKM_SLH_DSA_KEY_PAIR_GEN, 3);
        assertThat(drawn.get(0)).as("SK.seed").hasSize(16).containsOnly(0);
        assertThat(drawn.get(1)).as("SK.prf").hasSize(16).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void slhDsa_isDeterministicOrNot_asAsked(long set) {
        KeyPairMaterial pair = pqcPair(ENGINE, MechanismType.CKM_SLH_DSA_KEY_PAIR_GEN, set);
        Mechanism deterministic =
                Mechanism.of(MechanismType.CKM_SLH_DSA, context(Hedge.CKH_DETERMINISTIC_REQUIRED));
        byte[] signature = sign(ENGINE, deterministic, pair.privateKey(), DATA);
        assertThat(sign(ENGINE, deterministic, pair.privateKey(), DATA)).isEqualTo(signature);
        assertThat(sign(ENGINE, SLH_DSA, pair.privateKey(), DATA)).isNotEqualTo(signature);
        verify(ENGINE, SLH_DSA, pair.publicKey(), DATA, signature);
        byte[] bad = signature.clone();
        bad[bad.length - 1] ^= 1;
        assertCode(
                () -> verify(ENGINE, SLH_DSA, pair.publicKey(), DATA, bad),
                ReturnCode.CKR_SIGNATURE_INVALID);
    }

    @ParameterizedTest
    @CsvSource({"auto,1", "auto,2", "auto,3", "bc,2"})
    void mlKem_bothSidesReachTheSameSecret_andADamagedCiphertextAnother(String backend, long set) {
        Engines engine = engine(backend);
        KeyPairMaterial pair = pqcPair(engine, MechanismType.CKM_ML_KEM_KEY_PAIR_GEN, set);
        EncapsulatedKey made =
                engine.encapsulate(ML_KEM, pair.publicKey(), shape(KeyType.CKK_AES, 32));
        KeyMaterial reached =
                engine.decapsulate(
                        ML_KEM, pair.privateKey(), shape(KeyType.CKK_AES, 32), made.ciphertext());
        assertThat(value(reached)).isEqualTo(value(made.key()));
        byte[] damaged = made.ciphertext().clone();
        damaged[0] ^= 1;
        KeyMaterial other =
                engine.decapsulate(ML_KEM, pair.privateKey(), shape(KeyType.CKK_AES, 32), damaged);
        assertThat(value(other)).isNotEqualTo(value(made.key()));
        KeyMaterial again =
                engine.decapsulate(ML_KEM, pair.privateKey(), shape(KeyType.CKK_AES, 32), damaged);
        assertThat(value(other))
                .as("rejection is a function of key and ciphertext")
                .isEqualTo(value(again));
        for (int length : new int[] {0, 1, damaged.length - 1, damaged.length + 1}) {
            assertCode(
                    () ->
                            engine.decapsulate(
                                    ML_KEM,
                                    pair.privateKey(),
                                    shape(KeyType.CKK_AES, 32),
                                    Arrays.copyOf(damaged, length)),
                    ReturnCode.CKR_WRAPPED_KEY_LEN_RANGE);
        }
        assertCode(
                () ->
                        engine.encapsulate(
                                ML_KEM, pair.publicKey(), shape(KeyType.CKK_GENERIC_SECRET, 33)),
                ReturnCode.CKR_KEY_SIZE_RANGE);
    }

    @Test
    void mlKem_agreesWithTheJdk() throws Exception {
        assumeTrue(Runtime.version().feature() >= 24, "the JDK has ML-KEM from 24 on");
        for (long set = 1; set <= 3; set++) {
            KeyPairMaterial pair = pqcPair(ENGINE, MechanismType.CKM_ML_KEM_KEY_PAIR_GEN, set);
            PublicKey jdkPublic =
                    KeyFactory.getInstance("ML-KEM")
                            .generatePublic(
                                    new X509EncodedKeySpec(ENGINE.publicKeyInfo(pair.publicKey())));
            // The class is not in the API of JDK 17, for which this is compiled.
            Class<?> kem = Class.forName("javax.crypto.KEM");
            Object instance = kem.getMethod("getInstance", String.class).invoke(null, "ML-KEM");
            Object encapsulator =
                    kem.getMethod("newEncapsulator", PublicKey.class).invoke(instance, jdkPublic);
            Method encapsulate = encapsulator.getClass().getMethod("encapsulate");
            Object made = encapsulate.invoke(encapsulator);
            byte[] ciphertext = (byte[]) made.getClass().getMethod("encapsulation").invoke(made);
            SecretKey secret = (SecretKey) made.getClass().getMethod("key").invoke(made);
            KeyMaterial reached =
                    ENGINE.decapsulate(ML_KEM, pair.privateKey(), Template.empty(), ciphertext);
            assertThat(value(reached)).isEqualTo(secret.getEncoded());
        }
    }

    @Test
    void mlKemPublicKey_withACoefficientThatIsNotReduced_isInvalid() {
        KeyPairMaterial pair = pqcPair(ENGINE, MechanismType.CKM_ML_KEM_KEY_PAIR_GEN, 1);
        byte[] bad = pair.publicKey().component(AttributeType.CKA_VALUE);
        bad[0] = (byte) 0xff;
        bad[1] |= 0x0f;
        assertCode(
                () -> ENGINE.importKey(publicKey(KeyType.CKK_ML_KEM, 1, bad)),
                ReturnCode.CKR_PUBLIC_KEY_INVALID);
        for (int length : new int[] {1, 799, 801, 1184}) {
            assertCode(
                    () -> ENGINE.importKey(publicKey(KeyType.CKK_ML_KEM, 1, new byte[length])),
                    ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID);
        }
    }

    @Test
    void privateKey_isTakenAsSeedAsKeyAndAsBoth_ifTheyAgree() {
        for (KeyType type : new KeyType[] {KeyType.CKK_ML_DSA, KeyType.CKK_ML_KEM}) {
            MechanismType generation =
                    MechanismType.valueOf(
                            type == KeyType.CKK_ML_DSA
                                    ? "CKM_ML_DSA_KEY_PAIR_GEN"
                                    : "CKM_ML_KEM_KEY_PAIR_GEN");
            KeyMaterial key = pqcPair(ENGINE, generation, 2).privateKey();
            byte[] seed = key.secret(AttributeType.CKA_SEED).copy(SecretAccess.READ);
            byte[] value = value(key);
            assertThat(value(ENGINE.importKey(privateKey(type, 2, null, seed)))).isEqualTo(value);
            KeyMaterial expanded = ENGINE.importKey(privateKey(type, 2, value, null));
            assertThat(expanded.hasSecret(AttributeType.CKA_SEED)).isFalse();
            assertThat(ENGINE.publicKeyInfo(expanded)).isEqualTo(ENGINE.publicKeyInfo(key));
            ENGINE.importKey(privateKey(type, 2, value, seed));
            byte[] otherSeed = random(seed.length);
            ReturnCode invalid = ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID;
            assertCode(() -> ENGINE.importKey(privateKey(type, 2, value, otherSeed)), invalid);
            assertCode(() -> ENGINE.importKey(privateKey(type, 2, null, random(31))), invalid);
            assertCode(() -> ENGINE.importKey(privateKey(type, 1, value, null)), invalid);
            byte[] damaged = value.clone();
            damaged[type == KeyType.CKK_ML_DSA ? 70 : value.length - 40] ^= 1;
            assertCode(() -> ENGINE.importKey(privateKey(type, 2, damaged, null)), invalid);
            assertCode(
                    () -> ENGINE.importKey(privateKey(type, 2, null, null)),
                    ReturnCode.CKR_TEMPLATE_INCOMPLETE);
            assertCode(
                    () -> ENGINE.importKey(privateKey(type, 99, value, null)),
                    ReturnCode.CKR_PARAMETER_SET_NOT_SUPPORTED);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 7", "2, 15", "3, 7"})
    void mlDsaPrivateKey_withACoefficientOutOfRange_isInvalid(long set, int packed) {
        KeyMaterial key = pqcPair(ENGINE, MechanismType.CKM_ML_DSA_KEY_PAIR_GEN, set).privateKey();
        org.bouncycastle.crypto.params.MLDSAParameters parameters =
                List.of(
                                org.bouncycastle.crypto.params.MLDSAParameters.ml_dsa_44,
                                org.bouncycastle.crypto.params.MLDSAParameters.ml_dsa_65,
                                org.bouncycastle.crypto.params.MLDSAParameters.ml_dsa_87)
                        .get((int) set - 1);
        byte[] bad = value(key);
        bad[128] |= (byte) packed;
        // Right in all else: the digest of the public key is made again.
        byte[] made =
                new org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters(parameters, bad)
                        .getPublicKey();
        org.bouncycastle.crypto.digests.SHAKEDigest shake =
                new org.bouncycastle.crypto.digests.SHAKEDigest(256);
        shake.update(made, 0, made.length);
        shake.doFinal(bad, 64, 64);
        assertCode(
                () -> ENGINE.importKey(privateKey(KeyType.CKK_ML_DSA, set, bad, null)),
                ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID);
    }

    @Test
    void jdkReadsOurEncodedKeys() throws Exception {
        assumeTrue(Runtime.version().feature() >= 24, "the JDK has ML-DSA from 24 on");
        KeyPairMaterial pair = pqcPair(ENGINE, MechanismType.CKM_ML_DSA_KEY_PAIR_GEN, 2);
        KeyMaterial expanded =
                ENGINE.importKey(privateKey(KeyType.CKK_ML_DSA, 2, value(pair.privateKey()), null));
        KeyMaterial wrapping = EngineFixture.secret(KeyType.CKK_AES, new byte[16]);
        Mechanism kwp = Mechanism.of(MechanismType.CKM_AES_KEY_WRAP_KWP);
        byte[] pkcs8 =
                EngineFixture.decrypt(
                        ENGINE, kwp, wrapping, ENGINE.wrap(kwp, wrapping, expanded, null));
        Signature signature = Signature.getInstance("ML-DSA");
        signature.initSign(
                KeyFactory.getInstance("ML-DSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        signature.update(DATA);
        verify(ENGINE, ML_DSA, pair.publicKey(), DATA, signature.sign());
    }

    @Test
    void hss_verifies_andAgreesWithTheJdk() throws Exception {
        HSSKeyPairGenerator generator = new HSSKeyPairGenerator();
        LMSParameters level =
                new LMSParameters(LMSigParameters.lms_sha256_n32_h5, LMOtsParameters.sha256_n32_w8);
        generator.init(
                new HSSKeyGenerationParameters(
                        new LMSParameters[] {level, level}, EngineFixture.RANDOM));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        byte[] encoded = ((HSSPublicKeyParameters) pair.getPublic()).getEncoded();
        KeyMaterial key = ENGINE.importKey(statefulKey(KeyType.CKK_HSS, encoded));
        assertThat(key.component(AttributeType.CKA_HSS_LEVELS)).isEqualTo(2);
        HSSSigner signer = new HSSSigner();
        signer.init(true, pair.getPrivate());
        byte[] signature = signer.generateSignature(DATA);
        Mechanism hss = Mechanism.of(MechanismType.CKM_HSS);
        verify(ENGINE, hss, key, DATA, signature);
        rejectsEverythingElse(hss, key, signature);
        if (Security.getProvider("SUN").getService("Signature", "HSS/LMS") != null) {
            Signature jdk = Signature.getInstance("HSS/LMS");
            jdk.initVerify(
                    KeyFactory.getInstance("HSS/LMS")
                            .generatePublic(new X509EncodedKeySpec(ENGINE.publicKeyInfo(key))));
            jdk.update(DATA);
            assertThat(jdk.verify(signature)).isTrue();
        }
        assertCode(
                () ->
                        ENGINE.importKey(
                                statefulKey(
                                        KeyType.CKK_HSS,
                                        Arrays.copyOf(encoded, encoded.length + 1))),
                ReturnCode.CKR_PUBLIC_KEY_INVALID);
        assertCode(
                () -> ENGINE.importKey(statefulKey(KeyType.CKK_HSS, new byte[60])),
                ReturnCode.CKR_PUBLIC_KEY_INVALID);
    }

    /** Made once with Bouncy Castle 1.86: making an XMSS key takes seconds. */
    @ParameterizedTest
    @CsvSource({"CKK_XMSS,xmss", "CKK_XMSSMT,xmssmt"})
    void xmss_verifies(KeyType type, String file) throws Exception {
        Properties vector = new Properties();
        try (var stream = PqcTest.class.getResourceAsStream("/vectors/" + file + ".properties")) {
            vector.load(stream);
        }
        byte[] encoded = hex(vector.getProperty("public"));
        byte[] signature = hex(vector.getProperty("signature"));
        KeyMaterial key = ENGINE.importKey(statefulKey(type, encoded));
        Mechanism mechanism =
                Mechanism.of(MechanismType.valueOf(type.name().replace("CKK", "CKM")));
        verify(ENGINE, mechanism, key, DATA, signature);
        rejectsEverythingElse(mechanism, key, signature);
        byte[] unknown = encoded.clone();
        Arrays.fill(unknown, 0, 4, (byte) 0x7f);
        assertCode(
                () -> ENGINE.importKey(statefulKey(type, unknown)),
                ReturnCode.CKR_PARAMETER_SET_NOT_SUPPORTED);
        assertCode(
                () -> ENGINE.importKey(statefulKey(type, Arrays.copyOf(encoded, 67))),
                ReturnCode.CKR_PUBLIC_KEY_INVALID);
        assertCode(() -> ENGINE.sign(mechanism, key), ReturnCode.CKR_MECHANISM_INVALID);
    }

    private static void rejectsEverythingElse(
            Mechanism mechanism, KeyMaterial key, byte[] signature) {
        ReturnCode[] codes = {ReturnCode.CKR_SIGNATURE_INVALID, ReturnCode.CKR_SIGNATURE_LEN_RANGE};
        assertCode(
                () -> verify(ENGINE, mechanism, key, random(3), signature),
                ReturnCode.CKR_SIGNATURE_INVALID);
        for (int at = 0; at < signature.length; at += 97) {
            byte[] damaged = signature.clone();
            damaged[at] ^= 1;
            assertCode(() -> verify(ENGINE, mechanism, key, DATA, damaged), codes);
        }
        for (int length :
                new int[] {
                    0,
                    1,
                    4,
                    100,
                    1300,
                    signature.length - 1,
                    signature.length + 1,
                    2 * signature.length
                }) {
            assertCode(
                    () -> verify(ENGINE, mechanism, key, DATA, Arrays.copyOf(signature, length)),
                    codes);
        }
        assertCode(() -> verify(ENGINE, mechanism, key, DATA, random(signature.length)), codes);
    }

    private static Template statefulKey(KeyType type, byte[] value) {
        return Template.builder()
                .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                .keyType(type)
                .set(AttributeType.CKA_VALUE, value)
                .build();
    }

    private static Template publicKey(KeyType type, long set, byte[] value) {
        return statefulKey(type, value).toBuilder()
                .set(AttributeType.CKA_PARAMETER_SET, set)
                .build();
    }

    private static Template privateKey(KeyType type, long set, byte[] value, byte[] seed) {
        Template.Builder builder =
                Template.builder()
                        .objectClass(ObjectClass.CKO_PRIVATE_KEY)
                        .keyType(type)
                        .set(AttributeType.CKA_PARAMETER_SET, set);
        if (value != null) {
            builder.set(AttributeType.CKA_VALUE, value);
        }
        if (seed != null) {
            builder.set(AttributeType.CKA_SEED, seed);
        }
        return builder.build();
    }

    private static byte[] count(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }
}
