package io.craton.hsm.core;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.core.fixture.MemoryStores;
import io.craton.hsm.core.fixture.ModulePlace;
import io.craton.hsm.core.fixture.MutableClock;
import io.craton.hsm.core.fixture.RecordedAudit;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * A module with the real engine on a store in memory, a recorded audit log, and a clock that stands
 * still; in this process or in another one.
 */
public final class TestModule implements AutoCloseable {
    /** The SO PIN. */
    public static final String SO_PIN = "12345678";

    /** The user PIN. */
    public static final String USER_PIN = "87654321";

    private final ModulePlace place = place();
    public final MemoryStores stores = place.stores();
    public final RecordedAudit audit = place.audit();
    public final MutableClock clock = place.clock();
    public final List<Duration> slept = place.slept();

    private final UnaryOperator<HsmConfig.Builder> settings;
    private ModulePlace.Bounds bounds;
    private Hsm hsm;

    private TestModule(UnaryOperator<HsmConfig.Builder> settings) {
        this.settings = settings;
    }

    private static ModulePlace place() {
        String name = System.getProperty(ModulePlace.PROPERTY);
        if (name == null) {
            return new OwnProcess();
        }
        try {
            return (ModulePlace) Class.forName(name).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(name + " is no place for a module", e);
        }
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
            place.destroyToken(hsm, slot().tokenInfo().label());
        }
        slot().initToken(SO_PIN.toCharArray(), "Test");
        try (Session session = slot().openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_SO, SO_PIN.toCharArray());
            session.initPin(USER_PIN.toCharArray());
            session.logout();
        }
    }

    /** With other limits from the next start on. */
    public TestModule limits(int objects, long gcmInvocations) {
        bounds = new ModulePlace.Bounds(objects, gcmInvocations);
        return this;
    }

    /** The attributes of an object as the store has them. */
    public byte[] record(Template attributes) {
        return place.record(attributes);
    }

    /** What {@link #record} has made. */
    public Template attributes(byte[] record) {
        return place.attributes(record);
    }

    /** Starts the module. */
    public void start() {
        hsm = place.open(settings, bounds);
    }

    /** Closes the module and opens it again on the same store. */
    public void restart() {
        close();
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
        place.close();
    }
}
