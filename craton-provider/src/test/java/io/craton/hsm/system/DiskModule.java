package io.craton.hsm.system;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.UserType;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The whole module as an application opens it: engine, store and audit log, in a directory. */
final class DiskModule implements AutoCloseable {
    static final char[] SO_PIN = "12345678".toCharArray();
    static final char[] USER_PIN = "87654321".toCharArray();

    private final Path directory;
    private final UnaryOperator<HsmConfig.Builder> settings;
    private Hsm hsm;

    DiskModule(Path directory, UnaryOperator<HsmConfig.Builder> settings) {
        this.directory = directory;
        this.settings = settings;
        this.hsm = open();
    }

    DiskModule(Path directory) {
        this(directory, builder -> builder);
    }

    /** Opens another module on the same directory. */
    Hsm open() {
        return Hsm.open(
                settings.apply(
                                HsmConfig.builder()
                                        .storagePath(directory.resolve("store"))
                                        .auditLogPath(audit())
                                        .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000))
                        .build());
    }

    Path audit() {
        return directory.resolve("audit.jsonl");
    }

    /** Makes a token with both PINs set in a slot. */
    DiskModule initialised(long slot, String label) {
        Slot empty = hsm.slot(slot);
        empty.initToken(SO_PIN, label);
        try (Session session = empty.openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_SO, SO_PIN);
            session.initPin(USER_PIN);
        }
        return this;
    }

    void reopen() {
        hsm.close();
        hsm = open();
    }

    Hsm hsm() {
        return hsm;
    }

    Session publicSession() {
        return hsm.slot(0).openSession(SessionMode.READ_WRITE);
    }

    Session userSession() {
        Session session = publicSession();
        session.login(UserType.CKU_USER, USER_PIN);
        return session;
    }

    static void assertCode(ReturnCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(HsmException.class)
                .extracting(e -> ((HsmException) e).code())
                .isEqualTo(code);
    }

    @Override
    public void close() {
        hsm.close();
    }
}
