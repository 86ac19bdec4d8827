package io.craton.hsm.benchmarks.core;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a session costs, and what a small operation costs with everything around it. */
@SuppressWarnings("NullAway.Init") // JMH calls setUp first.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SessionBenchmark {
    private static final int SMALL = 64;

    /** Whether there is an audit log. */
    @Param({"false", "true"})
    public boolean audit;

    private Module module;
    private Slot slot;
    private Session session;
    private ObjectHandle key;
    private final byte[] data = new byte[SMALL];
    private final Mechanism gcm =
            Mechanism.of(
                    MechanismType.CKM_AES_GCM, new MechanismParameters.Gcm(null, new byte[0], 128));
    private final Mechanism sha = Mechanism.of(MechanismType.CKM_SHA256);

    /** Opens a module. */
    @Setup(Level.Trial)
    public void setUp() {
        module = new Module(audit);
        slot = module.slot();
        session = module.userSession();
        key =
                session.generateKey(
                        Mechanism.of(MechanismType.CKM_AES_KEY_GEN),
                        Template.builder().set(AttributeType.CKA_VALUE_LEN, 32L).build());
    }

    /** Closes it. */
    @TearDown(Level.Trial)
    public void tearDown() {
        module.close();
    }

    /** Opens and closes a session. */
    @Benchmark
    public long openAndClose() {
        try (Session opened = slot.openSession(SessionMode.READ_ONLY)) {
            return opened.handle();
        }
    }

    /** The state of a session: what a check costs at least. */
    @Benchmark
    public Object sessionInfo() {
        return session.info();
    }

    /** AES-256-GCM of 64 bytes with the module's vector. */
    @Benchmark
    public byte[] gcm64() {
        return session.encrypt(gcm, key, data);
    }

    /** SHA-256 of 64 bytes. */
    @Benchmark
    public byte[] sha64() {
        return session.digest(sha, data);
    }

    /** 32 random bytes. */
    @Benchmark
    public byte[] random32() {
        return session.generateRandom(32);
    }
}
