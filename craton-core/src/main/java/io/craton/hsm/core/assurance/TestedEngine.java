package io.craton.hsm.core.assurance;

import io.craton.hsm.Digest;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.engine.CipherContext;
import io.craton.hsm.core.engine.CryptoEngine;
import io.craton.hsm.core.engine.DigestContext;
import io.craton.hsm.core.engine.KeyMaterial;
import io.craton.hsm.core.engine.SignContext;
import io.craton.hsm.core.engine.VerifyContext;
import io.craton.hsm.core.mechanism.AlgorithmTest;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.MechanismTable;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An engine that tests an algorithm when it is first asked for it, unless the power-on self-test
 * has. A failure puts the module into its error state. Safe for use by several threads.
 */
public final class TestedEngine implements CryptoEngine {
    private final CryptoEngine engine;
    private final Map<MechanismType, ConditionalTest[]> tests = new EnumMap<>(MechanismType.class);
    private final Map<Digest, ConditionalTest> digests = new EnumMap<>(Digest.class);

    /**
     * @param engine what computes
     * @param onFailure is told in a sentence when a test fails
     */
    public TestedEngine(CryptoEngine engine, Consumer<String> onFailure) {
        this.engine = engine;
        ConditionalTests known = new ConditionalTests(engine, Vectors.load());
        Map<AlgorithmTest, ConditionalTest> all = new EnumMap<>(AlgorithmTest.class);
        for (AlgorithmTest test : AlgorithmTest.values()) {
            if (test.when() == AlgorithmTest.When.FIRST_USE) {
                all.put(test, new ConditionalTest(known.of(test), onFailure));
            }
        }
        for (Digest digest : EnumSet.complementOf(EnumSet.copyOf(KnownAnswerTests.DIGESTS))) {
            digests.put(digest, new ConditionalTest(known.of(digest), onFailure));
        }
        for (MechanismSpec spec : MechanismTable.all()) {
            tests.put(spec.type(), testsOf(spec, all));
        }
    }

    private ConditionalTest[] testsOf(MechanismSpec spec, Map<AlgorithmTest, ConditionalTest> all) {
        return Stream.concat(
                        spec.tests().stream().map(all::get),
                        spec.type().digest().map(digests::get).stream())
                .filter(Objects::nonNull)
                .toArray(ConditionalTest[]::new);
    }

    private CryptoEngine tested(Mechanism mechanism) {
        ConditionalTest[] needed = tests.get(mechanism.type());
        if (needed != null) {
            for (ConditionalTest test : needed) {
                test.require();
            }
        }
        mechanism.parameters().digests().forEach(this::require);
        return engine;
    }

    private void require(Digest digest) {
        ConditionalTest test = digests.get(digest);
        if (test != null) {
            test.require();
        }
    }

    @Override
    public SignContext sign(Mechanism mechanism, KeyMaterial key) {
        return tested(mechanism).sign(mechanism, key);
    }

    @Override
    public VerifyContext verify(Mechanism mechanism, KeyMaterial key) {
        return tested(mechanism).verify(mechanism, key);
    }

    @Override
    public byte[] signRecover(Mechanism mechanism, KeyMaterial key, byte[] data) {
        return tested(mechanism).signRecover(mechanism, key, data);
    }

    @Override
    public byte[] verifyRecover(Mechanism mechanism, KeyMaterial key, byte[] signature) {
        return tested(mechanism).verifyRecover(mechanism, key, signature);
    }

    @Override
    public CipherContext encrypt(Mechanism mechanism, KeyMaterial key) {
        return tested(mechanism).encrypt(mechanism, key);
    }

    @Override
    public CipherContext decrypt(Mechanism mechanism, KeyMaterial key) {
        return tested(mechanism).decrypt(mechanism, key);
    }

    @Override
    public DigestContext digest(Mechanism mechanism) {
        return tested(mechanism).digest(mechanism);
    }

    @Override
    public byte[] digest(Digest function, byte[] data) {
        require(function);
        return engine.digest(function, data);
    }

    @Override
    public KeyMaterial generateKey(Mechanism mechanism, Template template) {
        return tested(mechanism).generateKey(mechanism, template);
    }

    @Override
    public KeyPairMaterial generateKeyPair(
            Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        return tested(mechanism).generateKeyPair(mechanism, publicTemplate, privateTemplate);
    }

    @Override
    public KeyMaterial importKey(Template template) {
        return engine.importKey(template);
    }

    @Override
    public byte @Nullable [] publicKeyInfo(KeyMaterial key) {
        return engine.publicKeyInfo(key);
    }

    @Override
    public byte @Nullable [] checkValue(KeyMaterial key) {
        return engine.checkValue(key);
    }

    @Override
    public long keySize(KeyMaterial key, MechanismType mechanism) {
        return engine.keySize(key, mechanism);
    }

    @Override
    public byte[] wrap(
            Mechanism mechanism, KeyMaterial wrappingKey, KeyMaterial key, byte @Nullable [] aad) {
        return tested(mechanism).wrap(mechanism, wrappingKey, key, aad);
    }

    @Override
    public KeyMaterial unwrap(
            Mechanism mechanism,
            KeyMaterial unwrappingKey,
            byte[] wrapped,
            Template template,
            byte @Nullable [] aad) {
        return tested(mechanism).unwrap(mechanism, unwrappingKey, wrapped, template, aad);
    }

    @Override
    public KeyMaterial derive(
            Mechanism mechanism,
            KeyMaterial baseKey,
            Template template,
            Function<ObjectHandle, KeyMaterial> otherKeys) {
        return tested(mechanism).derive(mechanism, baseKey, template, otherKeys);
    }

    @Override
    public EncapsulatedKey encapsulate(
            Mechanism mechanism, KeyMaterial publicKey, Template template) {
        return tested(mechanism).encapsulate(mechanism, publicKey, template);
    }

    @Override
    public int ciphertextLength(Mechanism mechanism, KeyMaterial publicKey) {
        return engine.ciphertextLength(mechanism, publicKey);
    }

    @Override
    public KeyMaterial decapsulate(
            Mechanism mechanism, KeyMaterial privateKey, Template template, byte[] ciphertext) {
        return tested(mechanism).decapsulate(mechanism, privateKey, template, ciphertext);
    }

    /** A test that runs once; threads that come meanwhile wait for its verdict. */
    private static final class ConditionalTest {
        private final SelfTest test;
        private final Consumer<String> onFailure;
        private volatile boolean passed;
        // Guarded by this.
        private @Nullable HsmException failure;

        ConditionalTest(SelfTest test, Consumer<String> onFailure) {
            this.test = test;
            this.onFailure = onFailure;
        }

        void require() {
            if (!passed) {
                run();
            }
        }

        private synchronized void run() {
            if (passed) {
                return;
            }
            if (failure == null) {
                String wrong = test.failure(SelfTests.drill(test.name()));
                if (wrong == null) {
                    passed = true;
                    return;
                }
                String sentence = "conditional self-test failed: " + test.name() + ": " + wrong;
                failure = new HsmException(ReturnCode.CKR_GENERAL_ERROR, sentence);
                onFailure.accept(sentence);
            }
            throw failure;
        }
    }
}
