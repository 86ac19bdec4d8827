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
        RSA_2048,
        /** ECDSA over P-256. */
        P256,
        /** ECDSA over P-384. */
        P384,
        /** Ed25519. */
        ED25519,
        /** ML-DSA-65. */
        ML_DSA_65
    }

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
            case RSA_2048 ->
                    make(
                            MechanismType.CKM_RSA_PKCS_KEY_PAIR_GEN,
                            MechanismType.CKM_SHA256_RSA_PKCS,
                            Template.builder().set(AttributeType.CKA_MODULUS_BITS, 2048L));
            case P256 ->
                    make(
                            MechanismType.CKM_EC_KEY_PAIR_GEN,
                            MechanismType.CKM_ECDSA_SHA256,
                            curve("06082a8648ce3d030107"));
            case P384 ->
                    make(
                            MechanismType.CKM_EC_KEY_PAIR_GEN,
                            MechanismType.CKM_ECDSA_SHA384,
                            curve("06052b81040022"));
            case ED25519 ->
                    make(
                            MechanismType.CKM_EC_EDWARDS_KEY_PAIR_GEN,
                            MechanismType.CKM_EDDSA,
                            curve("06032b6570"));
            case ML_DSA_65 ->
                    make(
                            MechanismType.CKM_ML_DSA_KEY_PAIR_GEN,
                            MechanismType.CKM_ML_DSA,
                            Template.builder().set(AttributeType.CKA_PARAMETER_SET, 2L));
        }
        signature = sign();
    }

    private static Template.Builder curve(String oid) {
        return Template.builder().set(AttributeType.CKA_EC_PARAMS, HexFormat.of().parseHex(oid));
    }

    private void make(MechanismType generation, MechanismType signing, Template.Builder template) {
        pair = engine.generateKeyPair(Mechanism.of(generation), template.build(), Template.empty());
        mechanism = Mechanism.of(signing);
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
