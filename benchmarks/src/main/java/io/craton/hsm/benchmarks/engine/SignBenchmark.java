package io.craton.hsm.benchmarks.engine;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.Template;
import io.craton.hsm.engine.Engines;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.SignContext;
import io.craton.hsm.engine.spi.VerifyContext;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Signatures through the engine, for each choice of libraries. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SignBenchmark {
    /** What is signed with. */
    public enum Algorithm {
        /** RSA with 2048 bits, PKCS #1 version 1.5. */
        RSA_2048(MechanismType.CKM_SHA256_RSA_PKCS),
        /** ECDSA over P-256. */
        P256(MechanismType.CKM_ECDSA_SHA256),
        /** ECDSA over P-384. */
        P384(MechanismType.CKM_ECDSA_SHA384),
        /** Ed25519. */
        ED25519(MechanismType.CKM_EDDSA),
        /** ML-DSA-65. */
        ML_DSA_65(MechanismType.CKM_ML_DSA);

        private final MechanismType signing;

        Algorithm(MechanismType signing) {
            this.signing = signing;
        }
    }

    private static final Template RSA_2048_BITS =
            Template.builder().set(AttributeType.CKA_MODULUS_BITS, 2048L).build();
    private static final Template ML_DSA_65_SET =
            Template.builder().set(AttributeType.CKA_PARAMETER_SET, 2L).build();

    @Param Algorithm algorithm;

    @Param({"auto"})
    String backend;

    private final byte[] data = new byte[64];
    private Engines engine;
    private KeyPairMaterial pair;
    private Mechanism mechanism;
    private byte[] signature;

    /** Makes the key pair and a signature. */
    @Setup
    public void prepare() {
        engine = Engines.create(new SecureRandom()::nextBytes, backend);
        switch (algorithm) {
            case RSA_2048 -> make(MechanismType.CKM_RSA_PKCS_KEY_PAIR_GEN, RSA_2048_BITS);
            case P256 -> make(MechanismType.CKM_EC_KEY_PAIR_GEN, curve("06082a8648ce3d030107"));
            case P384 -> make(MechanismType.CKM_EC_KEY_PAIR_GEN, curve("06052b81040022"));
            case ED25519 -> make(MechanismType.CKM_EC_EDWARDS_KEY_PAIR_GEN, curve("06032b6570"));
            case ML_DSA_65 -> make(MechanismType.CKM_ML_DSA_KEY_PAIR_GEN, ML_DSA_65_SET);
        }
        signature = sign();
    }

    private static Template curve(String oid) {
        byte[] parameters = HexFormat.of().parseHex(oid);
        return Template.builder().set(AttributeType.CKA_EC_PARAMS, parameters).build();
    }

    private void make(MechanismType generation, Template template) {
        pair = engine.generateKeyPair(Mechanism.of(generation), template, Template.empty());
        mechanism = Mechanism.of(algorithm.signing);
    }

    /** One signature. */
    @Benchmark
    public byte[] sign() {
        try (SignContext context = engine.sign(mechanism, pair.privateKey())) {
            context.update(data, 0, data.length);
            return context.sign();
        }
    }

    /** One verification. */
    @Benchmark
    public void verify() {
        try (VerifyContext context = engine.verify(mechanism, pair.publicKey())) {
            context.update(data, 0, data.length);
            context.verify(signature);
        }
    }
}
