package io.craton.hsm.core.mechanism;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.MechanismParameters.Hedge;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismParameters.PrfData;
import io.craton.hsm.MechanismParameters.RsaOaep;
import io.craton.hsm.MechanismParameters.SaltType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.Template;
import io.craton.hsm.engine.Engines;
import io.craton.hsm.engine.spi.CipherContext;
import io.craton.hsm.engine.spi.CryptoEngine.EncapsulatedKey;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.DigestContext;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.engine.spi.SignContext;
import io.craton.hsm.engine.spi.VerifyContext;
import io.craton.hsm.spi.SecretAccess;
import io.craton.hsm.spi.der.EcParams;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every mechanism of the table computes, on every backend, with a key of each of its types and on
 * each curve; and what one backend makes, the others take. Nothing here lists mechanisms: a row
 * that the engine cannot serve fails.
 */
class EveryMechanismTest {
    private static final List<String> BACKENDS = List.of("auto", "jdk", "bc");
    private static final byte[] DATA = data(32);
    private static final byte[] NOTHING = {};
    private static final ObjectHandle OTHER = new ObjectHandle(1);
    private static final Map<Shape, KeyPairMaterial> PAIRS = new HashMap<>();

    private static final Map<String, Engines> ENGINES =
            BACKENDS.stream()
                    .collect(
                            Collectors.toMap(
                                    name -> name,
                                    name -> Engines.create(new SecureRandom()::nextBytes, name)));

    /** A key that a mechanism works with: both halves of a pair, or the secret key twice. */
    private record Subject(KeyMaterial own, KeyMaterial counterpart) {}

    /** What a pair is generated from; numbers of parameter sets come twice. */
    private record Shape(KeyType type, Template publicKey) {}

    private static byte[] data(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i + 1);
        }
        return bytes;
    }

    @ParameterizedTest
    @EnumSource(MechanismType.class)
    void mechanism_computesOnEveryBackend(MechanismType type) {
        MechanismSpec spec = MechanismTable.find(type).orElseThrow();
        int computed = 0;
        for (String maker : BACKENDS) {
            for (String taker : BACKENDS) {
                computed += compute(spec, engine(maker), engine(taker));
            }
        }
        if (spec.info().flags().contains(Flag.CKF_SIGN) || !spec.can(Flag.CKF_VERIFY)) {
            assertThat(computed).as(type + " was used").isPositive();
        } else {
            // HSS and XMSS: only verified, by the published vectors of PqcTest.
            assertThat(spec.keyTypes()).allMatch(key -> key.kind() == KeyType.Kind.PUBLIC_ONLY);
        }
    }

    private static int compute(MechanismSpec spec, Engines maker, Engines taker) {
        int computed = 0;
        if (spec.can(Flag.CKF_DIGEST)) {
            assertThat(digest(taker, spec.type())).isEqualTo(digest(maker, spec.type()));
            computed++;
        }
        for (KeyType keyType : spec.keyTypes()) {
            for (Subject subject : subjects(keyType)) {
                computed += use(spec, maker, taker, subject);
            }
        }
        return computed;
    }

    private static byte[] digest(Engines engine, MechanismType type) {
        try (DigestContext context = engine.digest(Mechanism.of(type))) {
            context.update(DATA, 0, DATA.length);
            return context.digest();
        }
    }

    private static int use(MechanismSpec spec, Engines maker, Engines taker, Subject subject) {
        Mechanism mechanism = Mechanism.of(spec.type(), parameters(spec, subject));
        byte[] data =
                mechanism.parameters() instanceof MechanismParameters.HashSignContext
                        ? data(64)
                        : DATA;
        int uses = 0;
        if (spec.can(Flag.CKF_SIGN)) {
            byte[] signature = sign(maker, mechanism, subject.own(), data);
            verify(taker, mechanism, subject.counterpart(), data, signature);
            uses++;
        }
        if (spec.can(Flag.CKF_SIGN_RECOVER)) {
            byte[] signature = maker.signRecover(mechanism, subject.own(), data);
            byte[] recovered = taker.verifyRecover(mechanism, subject.counterpart(), signature);
            assertThat(recovered).endsWith(data);
            uses++;
        }
        if (spec.can(Flag.CKF_ENCRYPT)) {
            byte[] ciphertext = encrypt(maker, mechanism, subject.counterpart(), data);
            byte[] plaintext = decrypt(taker, mechanism, subject.own(), ciphertext);
            assertThat(plaintext).as(mechanism.toString()).endsWith(data);
            uses++;
        }
        if (spec.can(Flag.CKF_WRAP)) {
            wrap(mechanism, maker, taker, subject);
            uses++;
        }
        if (spec.can(Flag.CKF_DERIVE)) {
            derive(mechanism, maker, taker, subject);
            uses++;
        }
        if (spec.can(Flag.CKF_ENCAPSULATE)) {
            encapsulate(mechanism, maker, taker, subject);
            uses++;
        }
        if (spec.can(Flag.CKF_GENERATE)) {
            KeyType made = subject.own().keyType();
            KeyMaterial key = maker.generateKey(mechanism, shape(made, length(made)));
            assertThat(value(key)).hasSize((int) length(made));
            uses++;
        }
        if (spec.can(Flag.CKF_GENERATE_KEY_PAIR)) {
            assertThat(maker.publicKeyInfo(subject.own()))
                    .isEqualTo(taker.publicKeyInfo(subject.counterpart()));
            uses++;
        }
        return uses;
    }

    private static void wrap(Mechanism mechanism, Engines maker, Engines taker, Subject subject) {
        KeyMaterial wrapped = secret(KeyType.CKK_AES, DATA);
        byte[] sent = maker.wrap(mechanism, subject.counterpart(), wrapped, null);
        KeyMaterial received =
                taker.unwrap(mechanism, subject.own(), sent, shape(KeyType.CKK_AES, 32), null);
        assertThat(value(received)).isEqualTo(DATA);
    }

    private static void derive(Mechanism mechanism, Engines maker, Engines taker, Subject subject) {
        Function<ObjectHandle, KeyMaterial> others = handle -> subject.own();
        if (mechanism.type() == MechanismType.CKM_PUB_KEY_FROM_PRIV_KEY) {
            KeyMaterial half = maker.derive(mechanism, subject.own(), Template.empty(), others);
            assertThat(taker.publicKeyInfo(half))
                    .isEqualTo(taker.publicKeyInfo(subject.counterpart()));
            return;
        }
        Template shape =
                mechanism.type() == MechanismType.CKM_HKDF_DATA
                        ? only(AttributeType.CKA_VALUE_LEN, 16L)
                        : shape(KeyType.CKK_GENERIC_SECRET, 16);
        byte[] here = value(maker.derive(mechanism, subject.own(), shape, others));
        assertThat(value(taker.derive(mechanism, subject.own(), shape, others))).isEqualTo(here);
    }

    private static void encapsulate(
            Mechanism mechanism, Engines maker, Engines taker, Subject subject) {
        boolean curve = mechanism.parameters() instanceof Ecdh1Derive;
        // The sender has no point of the other party to say: it makes one.
        Mechanism sender =
                curve
                        ? Mechanism.of(
                                mechanism.type(), new Ecdh1Derive(Kdf.CKD_NULL, null, NOTHING))
                        : mechanism;
        Template shape = shape(KeyType.CKK_GENERIC_SECRET, 16);
        EncapsulatedKey sent = maker.encapsulate(sender, subject.counterpart(), shape);
        KeyMaterial received = taker.decapsulate(sender, subject.own(), shape, sent.ciphertext());
        assertThat(value(received)).isEqualTo(value(sent.key()));
    }

    private static List<Subject> subjects(KeyType type) {
        if (type.kind().isSecret()) {
            KeyMaterial key = secret(type, data((int) length(type)));
            return List.of(new Subject(key, key));
        }
        List<Subject> pairs = new ArrayList<>();
        for (Template shape : shapes(type)) {
            KeyPairMaterial pair =
                    PAIRS.computeIfAbsent(new Shape(type, shape), EveryMechanismTest::pair);
            pairs.add(new Subject(pair.privateKey(), pair.publicKey()));
        }
        return pairs;
    }

    private static KeyPairMaterial pair(Shape shape) {
        Mechanism generation = Mechanism.of(shape.type().generator().orElseThrow());
        return engine("auto").generateKeyPair(generation, shape.publicKey(), Template.empty());
    }

    private static List<Template> shapes(KeyType type) {
        if (type == KeyType.CKK_RSA) {
            return List.of(Template.builder().set(AttributeType.CKA_MODULUS_BITS, 2048L).build());
        }
        Stream<Template> curves =
                Curve.all(type).stream()
                        .map(curve -> only(AttributeType.CKA_EC_PARAMS, EcParams.of(curve)));
        // Signing with the small sets of SLH-DSA takes seconds.
        Stream<Template> sets =
                Arrays.stream(ParameterSet.values())
                        .filter(set -> set.keyType() == type)
                        .filter(set -> !set.standardName().endsWith("s"))
                        .limit(3)
                        .map(set -> only(AttributeType.CKA_PARAMETER_SET, set.code()));
        return Stream.concat(curves, sets).toList();
    }

    private static <T> Template only(AttributeType<T> attribute, T value) {
        return Template.builder().set(attribute, value).build();
    }

    private static long length(KeyType type) {
        List<Integer> lengths = type.lengths();
        return lengths.isEmpty() ? 32 : lengths.get(lengths.size() - 1);
    }

    private static MechanismParameters parameters(MechanismSpec spec, Subject subject) {
        Class<? extends MechanismParameters> kind =
                spec.parameters().stream()
                        .filter(any -> any != MechanismParameters.None.class)
                        .findFirst()
                        .orElse(MechanismParameters.None.class);
        Digest digest = spec.type().digest().orElse(Digest.SHA_256);
        RsaOaep oaep = new RsaOaep(MechanismType.CKM_SHA256, Mgf.CKG_MGF1_SHA256, NOTHING);
        byte[] block = data(isTripleDes(subject) ? 8 : 16);
        // The variable of the feedback mode is the block before, and has no width of its own.
        int width = spec.type() == MechanismType.CKM_SP800_108_FEEDBACK_KDF ? 0 : 32;
        List<MechanismParameters> samples =
                List.of(
                        MechanismParameters.NONE,
                        new MechanismParameters.Iv(block),
                        new MechanismParameters.Ctr(128, block),
                        new MechanismParameters.Gcm(data(12), NOTHING, 128),
                        new MechanismParameters.Ccm(DATA.length, data(12), NOTHING, 16),
                        new MechanismParameters.ChaCha20Poly1305(data(12), NOTHING),
                        new MechanismParameters.RsaPss(
                                digest.mechanism(DigestUse.DIGEST).orElse(MechanismType.CKM_SHA256),
                                Mgf.of(digest).orElse(Mgf.CKG_MGF1_SHA256),
                                digest.length()),
                        oaep,
                        new MechanismParameters.RsaAesKeyWrap(256, oaep),
                        new Ecdh1Derive(Kdf.CKD_NULL, null, point(subject)),
                        new MechanismParameters.EdDsa(false, NOTHING),
                        new MechanismParameters.SignContext(Hedge.CKH_HEDGE_PREFERRED, NOTHING),
                        new MechanismParameters.HashSignContext(
                                Hedge.CKH_HEDGE_PREFERRED, NOTHING, MechanismType.CKM_SHA512),
                        new MechanismParameters.MacLength(8),
                        new MechanismParameters.Hkdf(
                                true,
                                true,
                                MechanismType.CKM_SHA256,
                                SaltType.CKF_HKDF_SALT_NULL,
                                null,
                                null,
                                NOTHING),
                        new MechanismParameters.Pbkdf2(
                                data(16), 1000, MechanismType.CKM_SHA256_HMAC, data(8)),
                        new MechanismParameters.Sp800108(
                                MechanismType.CKM_SHA256_HMAC,
                                List.of(new PrfData.IterationVariable(false, width)),
                                null),
                        new MechanismParameters.DerivationData(DATA),
                        new MechanismParameters.CbcEncryptData(block, DATA),
                        new MechanismParameters.OtherKey(OTHER),
                        new MechanismParameters.ExtractFrom(0));
        return samples.stream().filter(kind::isInstance).findFirst().orElseThrow();
    }

    private static boolean isTripleDes(Subject subject) {
        return subject.own().keyType() == KeyType.CKK_DES2
                || subject.own().keyType() == KeyType.CKK_DES3;
    }

    private static byte[] point(Subject subject) {
        KeyType type = subject.own().keyType();
        return Curve.all(type).isEmpty()
                ? NOTHING
                : subject.counterpart().component(AttributeType.CKA_EC_POINT);
    }

    private static Engines engine(String backend) {
        return Objects.requireNonNull(ENGINES.get(backend));
    }

    private static byte[] sign(Engines engine, Mechanism mechanism, KeyMaterial key, byte[] data) {
        try (SignContext context = engine.sign(mechanism, key)) {
            context.update(data, 0, data.length);
            return context.sign();
        }
    }

    private static void verify(
            Engines engine, Mechanism mechanism, KeyMaterial key, byte[] data, byte[] signature) {
        try (VerifyContext context = engine.verify(mechanism, key)) {
            context.update(data, 0, data.length);
            context.verify(signature);
        }
    }

    private static byte[] encrypt(
            Engines engine, Mechanism mechanism, KeyMaterial key, byte[] data) {
        try (CipherContext context = engine.encrypt(mechanism, key)) {
            return context.doFinal(data, 0, data.length);
        }
    }

    private static byte[] decrypt(
            Engines engine, Mechanism mechanism, KeyMaterial key, byte[] data) {
        try (CipherContext context = engine.decrypt(mechanism, key)) {
            return context.doFinal(data, 0, data.length);
        }
    }

    private static KeyMaterial secret(KeyType type, byte[] value) {
        return KeyMaterial.secretKey(type, value.clone());
    }

    private static byte[] value(KeyMaterial key) {
        return key.secret(AttributeType.CKA_VALUE).copy(SecretAccess.READ);
    }

    private static Template shape(KeyType type, long length) {
        return Template.builder()
                .objectClass(ObjectClass.CKO_SECRET_KEY)
                .keyType(type)
                .set(AttributeType.CKA_VALUE_LEN, length)
                .build();
    }
}
