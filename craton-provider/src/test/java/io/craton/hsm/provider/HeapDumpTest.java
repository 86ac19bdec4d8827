package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a heap dump shows after logout: neither the PIN nor the keys that were in use. The test
 * itself keeps only complements of what it searches for.
 */
class HeapDumpTest {
    private static final int KEY_LENGTH = 32;
    private static final int PIN_LENGTH = 24;

    @TempDir Path directory;

    @Test
    void heapDump_afterLogout_showsNeitherPinNorKeys() throws Exception {
        byte[] hiddenPin = hiddenDigits();
        byte[] hiddenKey = hiddenBytes();
        byte[] hiddenHmacKey = hiddenBytes();
        HsmConfig config =
                HsmConfig.builder()
                        .storagePath(directory.resolve("store"))
                        .auditLogPath(directory.resolve("audit.jsonl"))
                        .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                        .build();
        try (Hsm hsm = Hsm.open(config)) {
            work(hsm, hiddenPin, hiddenKey, hiddenHmacKey);

            byte[] heap = dump();

            // The search finds what is there: the complements, which this test holds.
            assertThat(occurrences(heap, hiddenKey)).isPositive();
            assertThat(occurrences(heap, inverted(hiddenKey))).as("AES key").isZero();
            assertThat(occurrences(heap, inverted(hiddenHmacKey))).as("HMAC key").isZero();
            assertThat(occurrences(heap, inverted(hiddenPin))).as("PIN as bytes").isZero();
            assertThat(occurrences(heap, wide(inverted(hiddenPin)))).as("PIN as char[]").isZero();
        }
    }

    /** Sets PINs, logs in, brings both keys in, uses them, logs out. */
    private static void work(Hsm hsm, byte[] hiddenPin, byte[] hiddenKey, byte[] hiddenHmacKey) {
        hsm.slot(0).initToken("12345678".toCharArray(), "Heap");
        try (Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_SO, "12345678".toCharArray());
            char[] pin = pin(hiddenPin);
            session.initPin(pin);
            session.logout();
            session.login(UserType.CKU_USER, pin);
            Arrays.fill(pin, '\0');

            ObjectHandle aes = create(session, KeyType.CKK_AES, hiddenKey);
            ObjectHandle hmac = create(session, KeyType.CKK_GENERIC_SECRET, hiddenHmacKey);
            Mechanism gcm =
                    Mechanism.of(
                            MechanismType.CKM_AES_GCM,
                            new MechanismParameters.Gcm(null, new byte[0], 128));
            for (int i = 0; i < 50; i++) {
                session.encrypt(gcm, aes, new byte[100]);
                session.encrypt(
                        Mechanism.of(
                                MechanismType.CKM_AES_CBC_PAD,
                                new MechanismParameters.Iv(session.generateRandom(16))),
                        aes,
                        new byte[100]);
                session.sign(Mechanism.of(MechanismType.CKM_SHA256_HMAC), hmac, new byte[100]);
            }
            session.logout();
        }
    }

    private static ObjectHandle create(Session session, KeyType type, byte[] hidden) {
        byte[] value = inverted(hidden);
        ObjectHandle handle =
                session.createObject(
                        Template.builder()
                                .objectClass(ObjectClass.CKO_SECRET_KEY)
                                .keyType(type)
                                .token(true)
                                .set(AttributeType.CKA_VALUE, value)
                                .set(AttributeType.CKA_ENCRYPT, type == KeyType.CKK_AES)
                                .set(AttributeType.CKA_SIGN, type != KeyType.CKK_AES)
                                .build());
        Arrays.fill(value, (byte) 0);
        return handle;
    }

    private byte[] dump() throws Exception {
        System.gc();
        Path file = directory.resolve("heap.hprof");
        // All objects, not only those that can still be reached.
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpHeap(file.toString(), false);
        byte[] heap = Files.readAllBytes(file);
        Files.delete(file);
        return heap;
    }

    private static byte[] hiddenBytes() {
        byte[] hidden = new byte[KEY_LENGTH];
        new SecureRandom().nextBytes(hidden);
        return hidden;
    }

    private static byte[] hiddenDigits() {
        byte[] hidden = new byte[PIN_LENGTH];
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] = (byte) ~('0' + random.nextInt(10));
        }
        return hidden;
    }

    private static char[] pin(byte[] hidden) {
        char[] pin = new char[hidden.length];
        for (int i = 0; i < pin.length; i++) {
            pin[i] = (char) (~hidden[i] & 0xff);
        }
        return pin;
    }

    private static byte[] inverted(byte[] bytes) {
        byte[] inverted = bytes.clone();
        for (int i = 0; i < inverted.length; i++) {
            inverted[i] = (byte) ~inverted[i];
        }
        return inverted;
    }

    /** As a heap dump has a char[]: two bytes each, the high one first. */
    private static byte[] wide(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII).getBytes(StandardCharsets.UTF_16BE);
    }

    private static int occurrences(byte[] heap, byte[] pattern) {
        int count = 0;
        for (int i = 0; i + pattern.length <= heap.length; i++) {
            if (Arrays.equals(heap, i, i + pattern.length, pattern, 0, pattern.length)) {
                count++;
            }
        }
        return count;
    }
}
