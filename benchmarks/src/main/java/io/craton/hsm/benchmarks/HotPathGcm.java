package io.craton.hsm.benchmarks;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.provider.CratonHsmProvider;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.Provider;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * AES-256-GCM with a key of the token, through both doors, and the JDK's cipher alone. The doors
 * include access checks, a nonce that never repeats, and one line of audit log for each operation;
 * the raw cipher is a kept instance whose nonce is a counter.
 */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class HotPathGcm {
    private static final int FEWEST_ITERATIONS = 100_000;
    private static final int TAG_BITS = 128;
    private static final int NONCE_BYTES = 12;

    /** Bytes of plaintext. */
    @Param({"64", "4096"})
    int size;

    private BenchmarkToken token;
    private Session session;
    private ObjectHandle key;
    private Mechanism moduleMakesNonce;
    private Mechanism givenNonce;
    private Key jcaKey;
    private Cipher jca;
    private Cipher jcaDecryption;
    private SecretKeySpec rawKey;
    private Cipher raw;
    private byte[] data;
    private byte[] ciphertext;
    private byte[] rawCiphertext;
    private GCMParameterSpec jcaParameters;
    private GCMParameterSpec rawParameters;
    private long counter;

    /** Makes a token with a key, and something to decrypt. */
    @Setup
    public void prepare() throws GeneralSecurityException, IOException {
        token = BenchmarkToken.create(FEWEST_ITERATIONS);
        session = token.session();
        session.login(UserType.CKU_USER, BenchmarkToken.USER_PIN);
        Template template =
                Template.builder()
                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                        .set(AttributeType.CKA_KEY_TYPE, KeyType.CKK_AES)
                        .set(AttributeType.CKA_VALUE_LEN, 32L)
                        .set(AttributeType.CKA_ENCRYPT, true)
                        .set(AttributeType.CKA_DECRYPT, true)
                        .label("hot")
                        .token(true)
                        .build();
        key = session.generateKey(Mechanism.of(MechanismType.CKM_AES_KEY_GEN), template);
        moduleMakesNonce = gcm(null);
        data = new byte[size];

        Provider provider = new CratonHsmProvider(token.hsm());
        KeyStore keyStore = KeyStore.getInstance("CratonHSM", provider);
        keyStore.load(null, BenchmarkToken.USER_PIN);
        jcaKey = keyStore.getKey("hot", null);
        jca = Cipher.getInstance("AES/GCM/NoPadding", provider);
        jca.init(Cipher.ENCRYPT_MODE, jcaKey);
        ciphertext = jca.doFinal(data);
        jcaParameters = new GCMParameterSpec(TAG_BITS, jca.getIV());
        givenNonce = gcm(jca.getIV());
        jcaDecryption = Cipher.getInstance("AES/GCM/NoPadding", provider);

        byte[] value = session.generateRandom(32);
        rawKey = new SecretKeySpec(value, "AES");
        raw = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
        rawParameters = new GCMParameterSpec(TAG_BITS, nextNonce());
        raw.init(Cipher.ENCRYPT_MODE, rawKey, rawParameters);
        rawCiphertext = raw.doFinal(data);
    }

    private static Mechanism gcm(byte @Nullable [] nonce) {
        return Mechanism.of(
                MechanismType.CKM_AES_GCM,
                new MechanismParameters.Gcm(nonce, new byte[0], TAG_BITS));
    }

    private byte[] nextNonce() {
        return ByteBuffer.allocate(NONCE_BYTES).putInt(0).putLong(++counter).array();
    }

    /** Takes the token away. */
    @TearDown
    public void close() throws IOException {
        token.close();
    }

    /** The Java API. */
    @Benchmark
    public byte[] encryptApi() {
        return session.encrypt(moduleMakesNonce, key, data);
    }

    /** The JCA provider. */
    @Benchmark
    public byte[] encryptJca() throws GeneralSecurityException {
        jca.init(Cipher.ENCRYPT_MODE, jcaKey);
        return jca.doFinal(data);
    }

    /** SunJCE alone. */
    @Benchmark
    public byte[] encryptRaw() throws GeneralSecurityException {
        raw.init(Cipher.ENCRYPT_MODE, rawKey, new GCMParameterSpec(TAG_BITS, nextNonce()));
        return raw.doFinal(data);
    }

    /** The Java API. */
    @Benchmark
    public byte[] decryptApi() {
        return session.decrypt(givenNonce, key, ciphertext);
    }

    /** The JCA provider. */
    @Benchmark
    public byte[] decryptJca() throws GeneralSecurityException {
        jcaDecryption.init(Cipher.DECRYPT_MODE, jcaKey, jcaParameters);
        return jcaDecryption.doFinal(ciphertext);
    }

    /** SunJCE alone. */
    @Benchmark
    public byte[] decryptRaw() throws GeneralSecurityException {
        raw.init(Cipher.DECRYPT_MODE, rawKey, rawParameters);
        return raw.doFinal(rawCiphertext);
    }
}
