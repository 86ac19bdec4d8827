package io.craton.hsm.core;

import com.sun.management.ThreadMXBean;
import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A program that prints how many bytes of garbage each of a few calls makes beyond what the JDK's
 * own objects make for it. It runs with the JVM's first compiler only, which leaves out no object:
 * the numbers are exact, and the same each time.
 */
public final class CallCosts {
    private static final ThreadMXBean THREADS =
            ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    private static final int CALLS = 2_000;
    private static final int ROUNDS = 5;
    private static final int TIMED_CALLS = 20_000;
    private static final int TIMED_ROUNDS = 9;
    private static final byte[] DATA = new byte[64];

    private CallCosts() {}

    /** One call. */
    @FunctionalInterface
    private interface Call {
        void run() throws GeneralSecurityException;
    }

    public static void main(String[] arguments) throws GeneralSecurityException {
        try (TestModule module = TestModule.open();
                Session session = module.userSession()) {
            module.audit.forget();
            gcm(session);
            digest(session);
            hmac(session);
            Slot slot = module.slot();
            print("session", () -> slot.openSession(SessionMode.READ_WRITE).close(), 0);
            print("key", () -> session.destroyObject(Keys.aes(session)), bytes(checkValue()));
            print("random", () -> session.generateRandom(32), 0);
            printDigests(session);
        }
    }

    /** What the JDK does for the check value of a key. */
    private static Call checkValue() throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding", "SunJCE");
        SecretKey key = new SecretKeySpec(new byte[32], "AES");
        SecretKey zeros = new SecretKeySpec(new byte[16], "AES");
        return () -> {
            cipher.init(Cipher.ENCRYPT_MODE, key);
            cipher.doFinal(new byte[16]);
            cipher.init(Cipher.ENCRYPT_MODE, zeros);
        };
    }

    private static void gcm(Session session) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
        SecretKey key = new SecretKeySpec(new byte[32], "AES");
        SecretKey zeros = new SecretKeySpec(new byte[16], "AES");
        GCMParameterSpec parameter = new GCMParameterSpec(128, new byte[12]);
        Call library =
                () -> {
                    cipher.init(Cipher.ENCRYPT_MODE, key, parameter);
                    cipher.doFinal(DATA);
                    cipher.init(Cipher.ENCRYPT_MODE, zeros, parameter);
                };
        Mechanism gcm = Mechanism.of(MechanismType.CKM_AES_GCM, new Gcm(null, new byte[0], 128));
        ObjectHandle own = Keys.aes(session);
        print("gcm", () -> session.encrypt(gcm, own, DATA), bytes(library));
    }

    private static void digest(Session session) throws GeneralSecurityException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256", "SUN");
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_SHA256);
        long library = bytes(() -> sha256.digest(DATA));
        print("digest", () -> session.digest(mechanism, DATA), library);
    }

    private static void hmac(Session session) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256", "SunJCE");
        SecretKey key = new SecretKeySpec(new byte[32], "RAW");
        Call library =
                () -> {
                    mac.init(key);
                    mac.doFinal(DATA);
                    mac.init(key);
                };
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_SHA256_HMAC);
        ObjectHandle own =
                session.createObject(
                        Keys.secret(KeyType.CKK_GENERIC_SECRET, new byte[32])
                                .set(AttributeType.CKA_SIGN, true)
                                .build());
        print("hmac", () -> session.sign(mechanism, own, DATA), bytes(library));
    }

    /** In percent, how much processor time a digest takes of what the JDK's object takes. */
    private static void printDigests(Session session) throws GeneralSecurityException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256", "SUN");
        Mechanism mechanism = Mechanism.of(MechanismType.CKM_SHA256);
        long best = Long.MAX_VALUE;
        for (int round = 0; round < TIMED_ROUNDS; round++) {
            long library = nanos(() -> sha256.digest(DATA));
            best = Math.min(best, 100 * nanos(() -> session.digest(mechanism, DATA)) / library);
        }
        System.out.println("percent " + best);
    }

    private static long nanos(Call call) throws GeneralSecurityException {
        long before = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < TIMED_CALLS; i++) {
            call.run();
        }
        return THREADS.getCurrentThreadCpuTime() - before;
    }

    private static void print(String name, Call call, long library)
            throws GeneralSecurityException {
        System.out.println(name + " " + (bytes(call) - library));
    }

    /** Of the round with the least: now and then a table grows, or a pool is filled. */
    private static long bytes(Call call) throws GeneralSecurityException {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = allocated();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            least = Math.min(least, (allocated() - before) / CALLS);
        }
        return least;
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
