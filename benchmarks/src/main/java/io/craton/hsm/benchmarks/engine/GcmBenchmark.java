package io.craton.hsm.benchmarks.engine;

import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismType;
import io.craton.hsm.engine.Engines;
import io.craton.hsm.engine.spi.CipherContext;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
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

/** AES-256-GCM through the engine, beside SunJCE's cipher used in the leanest way. */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class GcmBenchmark {
    @Param({"64", "4096", "1048576"})
    int size;

    private final Engines engine = Engines.create(new SecureRandom()::nextBytes, "auto");
    private KeyMaterial key;
    private SecretKeySpec rawKey;
    private Cipher rawCipher;
    private byte[] data;
    private byte[] ciphertext;
    private long counter;

    /** Makes the key and something to decrypt. */
    @Setup
    public void prepare() throws GeneralSecurityException {
        byte[] value = new byte[32];
        new SecureRandom().nextBytes(value);
        rawKey = new SecretKeySpec(value, "AES");
        key = KeyMaterial.secretKey(KeyType.CKK_AES, value);
        rawCipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
        data = new byte[size];
        try (CipherContext context = engine.encrypt(mechanism(new byte[12]), key)) {
            ciphertext = context.doFinal(data, 0, size);
        }
    }

    private static Mechanism mechanism(byte[] iv) {
        return Mechanism.of(MechanismType.CKM_AES_GCM, new Gcm(iv, new byte[0], 128));
    }

    private byte[] nextIv() {
        byte[] iv = new byte[12];
        long value = ++counter;
        for (int i = 0; i < 8; i++) {
            iv[4 + i] = (byte) (value >>> (56 - 8 * i));
        }
        return iv;
    }

    /** The engine. */
    @Benchmark
    public byte[] encryptEngine() {
        try (CipherContext context = engine.encrypt(mechanism(nextIv()), key)) {
            return context.doFinal(data, 0, size);
        }
    }

    /** The library alone, with the same key in a cipher that is kept. */
    @Benchmark
    public byte[] encryptRaw() throws GeneralSecurityException {
        rawCipher.init(Cipher.ENCRYPT_MODE, rawKey, new GCMParameterSpec(128, nextIv()));
        return rawCipher.doFinal(data);
    }

    /** The engine. */
    @Benchmark
    public byte[] decryptEngine() {
        try (CipherContext context = engine.decrypt(mechanism(new byte[12]), key)) {
            return context.doFinal(ciphertext, 0, ciphertext.length);
        }
    }

    /** The library alone. */
    @Benchmark
    public byte[] decryptRaw() throws GeneralSecurityException {
        rawCipher.init(Cipher.DECRYPT_MODE, rawKey, new GCMParameterSpec(128, new byte[12]));
        return rawCipher.doFinal(ciphertext);
    }
}
