package io.craton.hsm.daemon;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.Causes;
import io.craton.hsm.spi.RefusedCalls;
import io.craton.hsm.wire.Right;
import io.craton.hsm.wire.WireCall;
import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.form.WireReader;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which messages of a connection become calls: the client may call the function, the arguments can
 * be read, and they are not more than a client may ask for. A call of a slot, a session or an
 * operation that is refused here has a record in the audit log, as one that the module refuses.
 */
final class Admission {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    private final Supplier<Optional<Right>> rights;
    private final DaemonLimits limits;

    /**
     * @param rights what the client may do now; empty if nothing any more
     */
    Admission(Supplier<Optional<Right>> rights, DaemonLimits limits) {
        this.rights = rights;
        this.limits = limits;
    }

    /**
     * Refuses a function that the client has no right to, whatever its arguments are.
     *
     * @param message one whose function has been read; nothing more is, if it may be called
     * @throws HsmException {@code CKR_FUNCTION_REJECTED}
     */
    void requireRight(WireFunction function, WireReader message, ConnectionHandles handles) {
        try {
            requireRight(function, function.right());
        } catch (HsmException e) {
            find(function, message, handles);
            record(function, e, handles);
            throw e;
        }
    }

    private static void find(WireFunction function, WireReader message, ConnectionHandles handles) {
        try {
            WireCall.findReceiver(function, message, handles);
        } catch (HsmException e) {
            LOG.debug("A call that is refused is made on nothing: {}", Causes.of(e));
        }
    }

    private void requireRight(WireFunction function, Right needed) {
        Optional<Right> has = rights.get();
        if (has.isEmpty() || !has.get().includes(needed)) {
            throw new HsmException(
                    ReturnCode.CKR_FUNCTION_REJECTED,
                    function.words()
                            + " needs the right \""
                            + needed.name().toLowerCase(Locale.ROOT)
                            + "\", which this user has not; the administrator gives rights in [[daemon.client]]");
        }
    }

    /** What the client may do now; the least if that is nothing any more. */
    Right right() {
        return rights.get().orElse(Right.READ);
    }

    /**
     * Reads a call whose function has been read.
     *
     * @return a call that the module may be asked to make; the caller wipes it
     * @throws HsmException with what is wrong with it
     */
    WireCall read(WireFunction function, WireReader message, ConnectionHandles handles) {
        WireCall call = null;
        try {
            call = WireCall.read(function, message, handles);
            requireOfficer(call);
            limits.check(call);
            return call;
        } catch (HsmException e) {
            if (call != null) {
                call.wipe();
            }
            record(function, e, handles);
            throw e;
        }
    }

    /** What is for the SO needs the right to administer, whatever function it goes by. */
    private void requireOfficer(WireCall call) {
        if (call.arguments().contains(UserType.CKU_SO)) {
            requireRight(call.function(), Right.ADMIN);
        }
    }

    /** Records a refusal where the call was to be made; one of the module itself has no place. */
    static void record(WireFunction function, HsmException refusal, ConnectionHandles handles) {
        ServedHandles.Found place = handles.lastFound();
        if (place != null && place.recorder() instanceof RefusedCalls recorder) {
            recorder.refused(function.words(), refusal);
        }
    }
}
