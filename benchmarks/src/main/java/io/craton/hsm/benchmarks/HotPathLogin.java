package io.craton.hsm.benchmarks;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Session;
import io.craton.hsm.UserType;
import io.craton.hsm.provider.CratonHsmProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A login with the default number of PBKDF2 iterations, through both doors, and the JDK's PBKDF2
 * alone. A login is made to take long: it is what a guess costs.
 */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH fills the fields
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@Fork(1)
public class HotPathLogin {
    private static final int KEY_BITS = 256;
    private static final int SALT_BYTES = 32;

    private int iterations;
    private BenchmarkToken token;
    private Session session;
    private KeyStore keyStore;
    private SecretKeyFactory pbkdf2;

    /** Makes a token. */
    @Setup
    public void prepare() throws GeneralSecurityException, IOException {
        iterations = HsmConfig.defaults().integer(ConfigKey.SECURITY_PBKDF2_ITERATIONS);
        token = BenchmarkToken.create(iterations);
        session = token.session();
        keyStore = KeyStore.getInstance("CratonHSM", new CratonHsmProvider(token.hsm()));
        pbkdf2 = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256", "SunJCE");
    }

    /** Takes the token away. */
    @TearDown
    public void close() throws IOException {
        token.close();
    }

    /** The Java API. */
    @Benchmark
    public void loginApi() {
        session.login(UserType.CKU_USER, BenchmarkToken.USER_PIN);
        session.logout();
    }

    /** The JCA provider: a key store is loaded with the PIN, which is checked each time. */
    @Benchmark
    public KeyStore loadJca() throws GeneralSecurityException, IOException {
        keyStore.load(null, BenchmarkToken.USER_PIN);
        return keyStore;
    }

    /** PBKDF2-HMAC-SHA256 of SunJCE alone, as many iterations. */
    @Benchmark
    public byte[] deriveRaw() throws GeneralSecurityException {
        PBEKeySpec spec =
                new PBEKeySpec(BenchmarkToken.USER_PIN, new byte[SALT_BYTES], iterations, KEY_BITS);
        return pbkdf2.generateSecret(spec).getEncoded();
    }
}
