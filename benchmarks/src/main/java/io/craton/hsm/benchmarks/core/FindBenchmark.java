package io.craton.hsm.benchmarks.core;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import java.util.List;
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

/** A search by label, by id and by unique id among many objects: flat, and at most 1 µs. */
@SuppressWarnings("NullAway.Init") // JMH calls setUp first.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FindBenchmark {
    /** How many objects there are. */
    @Param({"100", "10000", "100000"})
    public int objects;

    private Module module;
    private Session session;
    private Template byLabel;
    private Template byId;
    private Template byUniqueId;

    /** Makes the objects. */
    @Setup(Level.Trial)
    public void setUp() {
        module = new Module(false);
        session = module.userSession();
        ObjectHandle middle = new ObjectHandle(0);
        for (int i = 0; i < objects; i++) {
            ObjectHandle made = session.createObject(certificate(i));
            if (i == objects / 2) {
                middle = made;
            }
        }
        int i = objects / 2;
        byLabel = Template.builder().label("object " + i).build();
        byId = Template.builder().id((byte) (i >>> 16), (byte) (i >>> 8), (byte) i).build();
        String uniqueId = session.getAttribute(middle, AttributeType.CKA_UNIQUE_ID);
        byUniqueId = Template.builder().set(AttributeType.CKA_UNIQUE_ID, uniqueId).build();
    }

    private static Template certificate(int i) {
        return Template.builder()
                .objectClass(ObjectClass.CKO_CERTIFICATE)
                .set(AttributeType.CKA_CERTIFICATE_TYPE, 0L)
                .set(AttributeType.CKA_SUBJECT, new byte[] {0x30, 0})
                .set(AttributeType.CKA_VALUE, new byte[] {0x30, 0})
                .label("object " + i)
                .id((byte) (i >>> 16), (byte) (i >>> 8), (byte) i)
                .build();
    }

    /** Closes the module. */
    @TearDown(Level.Trial)
    public void tearDown() {
        module.close();
    }

    /** By {@code CKA_LABEL}. */
    @Benchmark
    public List<ObjectHandle> byLabel() {
        return session.findObjects(byLabel);
    }

    /** By {@code CKA_ID}. */
    @Benchmark
    public List<ObjectHandle> byId() {
        return session.findObjects(byId);
    }

    /** By {@code CKA_UNIQUE_ID}. */
    @Benchmark
    public List<ObjectHandle> byUniqueId() {
        return session.findObjects(byUniqueId);
    }
}
