package io.craton.hsm.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.audit.verify.ChainVerifier;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log on a file system of its own that is full: nothing is done unrecorded. */
class AuditFullDiskTest {
    private static final String SO_PIN = "so-pin-5093417";
    private static final String PIN = "user-pin-7730184";

    private static final int BLOCK = 4096;
    private static final int SMALLEST_RECORD = 300;

    @TempDir Path directory;

    private Path disk;
    private Path ballast;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(directory.resolve("disk"));
        boolean mounted =
                run("mount", "-t", "tmpfs", "-o", "size=4m,mode=0700", "tmpfs", disk.toString());
        if (!mounted) {
            System.out.println("skipped: only root can mount a small file system");
        }
        Assumptions.assumeTrue(mounted, "cannot mount");
        ballast = disk.resolve("ballast");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", disk.toString());
    }

    private static boolean run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private void fill() {
        assertThatThrownBy(
                        () -> {
                            try (OutputStream out = Files.newOutputStream(ballast)) {
                                while (true) {
                                    out.write(new byte[4096]);
                                }
                            }
                        })
                .hasMessageContaining("No space left");
    }

    private static void refused(Callable<?> call) {
        assertThatThrownBy(call::call)
                .isInstanceOfSatisfying(
                        HsmException.class,
                        e -> assertThat(e.code()).isEqualTo(ReturnCode.CKR_GENERAL_ERROR));
    }

    private static void refused(Runnable call) {
        refused(
                () -> {
                    call.run();
                    return null;
                });
    }

    private HsmConfig config() {
        return HsmConfig.builder()
                .storagePath(directory.resolve("store"))
                .auditLogPath(disk.resolve("audit.jsonl"))
                .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                .build();
    }

    /** The log's last block is almost used up, so that no other record finds room before. */
    private void leaveNoRoomForARecord(Session session) throws Exception {
        Path log = disk.resolve("audit.jsonl");
        long size = Files.size(log);
        while (BLOCK - size % BLOCK > SMALLEST_RECORD) {
            session.generateRandom(8);
            size = sizeAfter(size, log);
        }
        fill();
    }

    /** What was recorded is in the spool at once; the log's thread writes it to the file. */
    private static long sizeAfter(long before, Path log) throws Exception {
        long size = Files.size(log);
        while (size == before) {
            Thread.onSpinWait();
            size = Files.size(log);
        }
        return size;
    }

    @Test
    void pinChangeWhoseRecordFindsNoRoom_isInForce_acknowledged_andRecorded() throws Exception {
        char[] next = "next-pin-2281905".toCharArray();
        try (Hsm hsm = Hsm.open(config())) {
            hsm.slot(0).initToken(SO_PIN.toCharArray(), "Full");
            try (Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
                session.login(UserType.CKU_SO, SO_PIN.toCharArray());
                session.initPin(PIN.toCharArray());
                session.logout();
                leaveNoRoomForARecord(session);
                session.setPin(PIN.toCharArray(), next);
                refused(() -> session.setPin(next, PIN.toCharArray()));
                refused(() -> session.generateRandom(8));
                Files.delete(ballast);
                session.login(UserType.CKU_USER, next);
            }
        }
        assertThat(ChainVerifier.create().verify(disk).summary()).startsWith("VALID");
        assertThat(Files.readAllLines(disk.resolve("audit.jsonl")))
                .filteredOn(line -> line.contains("\"SetPIN\""))
                .filteredOn(line -> line.contains("CKR_OK"))
                .hasSize(1);
    }

    @Test
    void fullDisk_withholdsResults_andBeginsNothingThatCannotBeUndone() throws Exception {
        HsmConfig config = config();
        Mechanism cbc =
                Mechanism.of(MechanismType.CKM_AES_CBC, new MechanismParameters.Iv(new byte[16]));
        try (Hsm hsm = Hsm.open(config)) {
            hsm.slot(0).initToken(SO_PIN.toCharArray(), "Full");
            try (Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
                session.login(UserType.CKU_SO, SO_PIN.toCharArray());
                session.initPin(PIN.toCharArray());
                session.logout();
                session.login(UserType.CKU_USER, PIN.toCharArray());
                Template aes =
                        Template.builder()
                                .set(AttributeType.CKA_VALUE_LEN, 32L)
                                .token(true)
                                .build();
                ObjectHandle key =
                        session.generateKey(Mechanism.of(MechanismType.CKM_AES_KEY_GEN), aes);
                session.encrypt(cbc, key, new byte[32]);

                fill();
                // A small rest of the last block may still take a few records, and in a burst the
                // spool some before the log's thread has met the end of the disk.
                assertThatThrownBy(
                                () -> {
                                    for (int i = 0; i < 100_000; i++) {
                                        session.generateRandom(8);
                                        session.findObjects(Template.empty());
                                    }
                                })
                        .isInstanceOf(HsmException.class);
                refused(() -> session.encrypt(cbc, key, new byte[32]));
                refused(() -> session.generateRandom(8));
                refused(
                        () ->
                                session.generateKey(
                                        Mechanism.of(MechanismType.CKM_AES_KEY_GEN), aes));
                refused(() -> session.destroyObject(key));
                refused(
                        () ->
                                session.setAttributes(
                                        key, Template.builder().label("other").build()));
                refused(() -> session.setPin(PIN.toCharArray(), SO_PIN.toCharArray()));
                refused(() -> hsm.slot(0).openSession(SessionMode.READ_ONLY));

                Files.delete(ballast);
                assertThat(
                                session.findObjects(
                                        Template.builder()
                                                .token(true)
                                                .keyType(KeyType.CKK_AES)
                                                .build()))
                        .containsExactly(key);
                assertThat(session.getAttribute(key, AttributeType.CKA_LABEL)).isEmpty();
                assertThat(session.encrypt(cbc, key, new byte[32])).hasSize(32);
                session.destroyObject(key);
                session.logout();
                session.login(UserType.CKU_USER, PIN.toCharArray());
                hsm.rotateAuditLog(disk.resolve("audit.jsonl-1"));
                session.generateRandom(8);
            }
        }
        assertThat(ChainVerifier.create().verify(disk).summary()).startsWith("VALID");
        assertThat(Files.readString(disk.resolve("audit.jsonl"))).contains("\"Rotate\"");
    }
}
