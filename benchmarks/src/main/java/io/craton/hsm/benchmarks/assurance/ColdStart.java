package io.craton.hsm.benchmarks.assurance;

import com.sun.management.OperatingSystemMXBean;
import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;

/**
 * A plain program, for a JVM that has done nothing yet: {@code Hsm.open} with its self-tests, then
 * a key pair and the first signature; PINs apart, for their derivation is slow on purpose.
 *
 * <pre>java -cp target/benchmarks.jar io.craton.hsm.benchmarks.assurance.ColdStart</pre>
 */
public final class ColdStart {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private ColdStart() {}

    /** Runs once and prints milliseconds of wall and CPU time. */
    public static void main(String[] arguments) {
        char[] soPin = "so-12345678".toCharArray();
        char[] userPin = "user-12345678".toCharArray();
        HsmConfig config =
                HsmConfig.builder()
                        .set(ConfigKey.TOKEN_PERSIST_OBJECTS, false)
                        .set(ConfigKey.AUDIT_ENABLED, false)
                        .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                        .build();
        Time start = Time.now();
        Hsm hsm = Hsm.open(config);
        Time opened = Time.now();
        hsm.slot(0).initToken(soPin, "Cold");
        Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE);
        session.login(UserType.CKU_SO, soPin);
        session.initPin(userPin);
        session.logout();
        session.login(UserType.CKU_USER, userPin);
        Time loggedIn = Time.now();
        byte[] p256 = HexFormat.of().parseHex("06082a8648ce3d030107");
        Template publicKey = Template.builder().set(AttributeType.CKA_EC_PARAMS, p256).build();
        Mechanism generator = Mechanism.of(MechanismType.CKM_EC_KEY_PAIR_GEN);
        KeyPairHandles pair = session.generateKeyPair(generator, publicKey, Template.empty());
        session.sign(
                Mechanism.of(MechanismType.CKM_ECDSA_SHA256), pair.privateKey(), new byte[100]);
        Time signed = Time.now();
        print("open with self-tests", start, opened);
        print("key pair and first signature", loggedIn, signed);
        print("PINs, apart", opened, loggedIn);
        hsm.close();
    }

    private static void print(String what, Time from, Time to) {
        System.out.printf(
                "%-30s %5d ms, CPU %5d ms%n",
                what,
                (to.wall - from.wall) / 1_000_000,
                (to.processor - from.processor) / 1_000_000);
    }

    private record Time(long wall, long processor) {
        static Time now() {
            return new Time(System.nanoTime(), SYSTEM.getProcessCpuTime());
        }
    }
}
