package io.craton.hsm.core;

import static io.craton.hsm.core.TestModule.assertCode;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.CipherOperation;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import io.craton.hsm.core.fixture.MemoryStores;
import io.craton.hsm.core.fixture.RecordedAudit;
import io.craton.hsm.core.random.EntropySource;
import io.craton.hsm.core.random.ScriptedEntropy;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What keeps the copies of a machine apart, and what a checkpoint takes along, seen from outside.
 */
class SnapshotTest {
    private final AtomicLong read = new AtomicLong();
    private Runnable beforeCheckpoint;
    private final EntropySource good = ScriptedEntropy.good(1);
    private final EntropySource counted =
            new EntropySource() {
                @Override
                public void read(byte[] bytes, int offset, int length) throws IOException {
                    read.addAndGet(length);
                    good.read(bytes, offset, length);
                }
            };

    private Session loggedIn(Hsm hsm) {
        hsm.slot(0).initToken("12345678".toCharArray(), "Test");
        Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE);
        session.login(UserType.CKU_SO, "12345678".toCharArray());
        session.initPin("87654321".toCharArray());
        session.logout();
        session.login(UserType.CKU_USER, "87654321".toCharArray());
        return session;
    }

    private Hsm open() {
        return new Assembly(HsmConfig.defaults())
                .stores(new MemoryStores())
                .audits(new RecordedAudit())
                .entropy(counted)
                .checkpoints(this::registered)
                .open();
    }

    /** Each machine has an operating system of its own: what is fresh from there differs. */
    @Test
    @Tag("S3-10")
    void everyRequest_takesFreshBytesFromTheOperatingSystem() {
        try (Hsm hsm = open();
                Session session = loggedIn(hsm)) {
            for (int length : new int[] {1, 16, 32, 1000, 5000}) {
                long before = read.get();
                session.generateRandom(length);
                assertThat(read.get() - before).isGreaterThanOrEqualTo(length);
            }
        }
    }

    /** A key that lies in memory when the machine is copied has the same counter in both copies. */
    @Test
    @Tag("S3-10")
    void initialisationVectors_ofALoadedKey_takeFreshBytesAfterAMillisecond() throws Exception {
        try (Hsm hsm = open();
                Session session = loggedIn(hsm)) {
            ObjectHandle key = Keys.aes(session, b -> b.token(true));
            iv(session, key);
            for (int i = 0; i < 5; i++) {
                Thread.sleep(3);
                long before = read.get();
                iv(session, key);
                assertThat(read.get() - before).isGreaterThanOrEqualTo(Long.BYTES);
            }
        }
    }

    private static void iv(Session session, ObjectHandle key) {
        try (CipherOperation operation = session.encryptor(Keys.gcm(), key)) {
            assertThat(operation.iv()).hasSize(12);
        }
    }

    private AutoCloseable registered(Runnable closing) {
        beforeCheckpoint = closing;
        return () -> beforeCheckpoint = null;
    }

    /** Playing the JVM that takes a checkpoint. */
    @Test
    void checkpoint_closesTheModule_andItOpensAnewAfterTheRestore() throws Exception {
        Hsm hsm = open();
        Session session = loggedIn(hsm);
        ObjectHandle key = Keys.aes(session, b -> b.token(true));

        beforeCheckpoint.run();

        assertThat(beforeCheckpoint).as("let go").isNull();
        assertCode(ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED, hsm::slots);
        assertCode(ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED, () -> session.generateRandom(16));
        assertCode(ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED, () -> iv(session, key));
        try (Hsm again = open();
                Session fresh = loggedIn(again)) {
            assertThat(fresh.generateRandom(16)).isNotEqualTo(new byte[16]);
        }
    }
}
