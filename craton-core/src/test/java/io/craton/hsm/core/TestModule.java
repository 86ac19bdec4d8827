package io.craton.hsm.core;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.UserType;
import io.craton.hsm.core.assurance.IntegrityResult;
import io.craton.hsm.core.fixture.MemoryStores;
import io.craton.hsm.core.fixture.MutableClock;
import io.craton.hsm.core.fixture.RecordedAudit;
import io.craton.hsm.core.runtime.Parts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * A module with the real engine on a store in memory, a recorded audit log, and a clock that stands
 * still.
 */
public final class TestModule implements AutoCloseable {
    /** The SO PIN. */
    public static final String SO_PIN = "12345678";

    /** The user PIN. */
    public static final String USER_PIN = "87654321";

    public final MemoryStores stores = new MemoryStores();
    public final RecordedAudit audit = new RecordedAudit();
    public final MutableClock clock = new MutableClock(Instant.parse("2026-06-15T12:00:00Z"));
    public final List<Duration> slept = Collections.synchronizedList(new ArrayList<>());

    private final UnaryOperator<HsmConfig.Builder> settings;
    private Parts.Limits limits = Parts.Limits.STANDARD;
    private Hsm hsm;

    private TestModule(UnaryOperator<HsmConfig.Builder> settings) {
        this.settings = settings;
    }

    /** A module without a token. */
    public static TestModule empty(UnaryOperator<HsmConfig.Builder> settings) {
        TestModule module = new TestModule(settings);
        module.start();
        return module;
    }

    /** A module whose slot 0 has a token with both PINs set. */
    public static TestModule open() {
        return open(builder -> builder);
    }

    /** A module with these settings whose slot 0 has a token with both PINs set. */
    public static TestModule open(UnaryOperator<HsmConfig.Builder> settings) {
        TestModule module = empty(settings);
        module.renew();
        return module;
    }

    /** Makes a new token with both PINs set in slot 0. */
    public void renew() {
        if (slot().tokenInfo().initialized()) {
            // Its SO PIN may be locked.
            slot().destroyToken(slot().tokenInfo().label());
        }
        slot().initToken(SO_PIN.toCharArray(), "Test");
        try (Session session = slot().openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_SO, SO_PIN.toCharArray());
            session.initPin(USER_PIN.toCharArray());
            session.logout();
        }
    }

    /** With other limits from the next start on. */
    public TestModule limits(Parts.Limits other) {
        limits = other;
        return this;
    }

    /** Starts the module. */
    public void start() {
        hsm =
                new Assembly(settings.apply(HsmConfig.builder().clock(clock)).build())
                        .stores(stores)
                        .audits(audit)
                        .sleeper(slept::add)
                        .integrity(new IntegrityResult(IntegrityResult.Status.OK, "a test"))
                        .limits(limits)
                        .open();
    }

    /** Closes the module and opens it again on the same store. */
    public void restart() {
        hsm.close();
        start();
    }

    /** The module. */
    public Hsm hsm() {
        return hsm;
    }

    /** Slot 0. */
    public Slot slot() {
        return hsm.slot(0);
    }

    /** A read-write session without login. */
    public Session session() {
        return slot().openSession(SessionMode.READ_WRITE);
    }

    /** A read-write session with the user logged in. */
    public Session userSession() {
        Session session = session();
        session.login(UserType.CKU_USER, USER_PIN.toCharArray());
        return session;
    }

    /** A read-write session with the SO logged in. */
    public Session soSession() {
        Session session = session();
        session.login(UserType.CKU_SO, SO_PIN.toCharArray());
        return session;
    }

    /** Asserts that a call fails with a return code. */
    public static AbstractThrowableAssert<?, ?> assertCode(ReturnCode code, ThrowingCallable call) {
        return Assertions.assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        io.craton.hsm.HsmException.class,
                        e -> Assertions.assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }

    @Override
    public void close() {
        hsm.close();
    }
}
