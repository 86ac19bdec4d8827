package io.craton.hsm.daemon;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Slot;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.Causes;
import io.craton.hsm.spi.RefusedCalls;
import io.craton.hsm.wire.Right;
import io.craton.hsm.wire.WireCall;
import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.form.WireReader;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which messages of a connection become calls: the client may call the function in that slot and
 * with that mechanism, the arguments can be read, and they are not more than a client may ask for.
 * A call of a slot, a session or an operation that is refused here has a record in the audit log,
 * as one that the module refuses.
 */
final class Admission {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    private final ClientIdentity client;
    private final Supplier<Optional<Grant>> grants;
    private final DaemonLimits limits;

    /**
     * @param grants what the client may do now; empty if nothing any more
     */
    Admission(ClientIdentity client, Supplier<Optional<Grant>> grants, DaemonLimits limits) {
        this.client = client;
        this.grants = grants;
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
        if (!right().filter(has -> has.includes(needed)).isPresent()) {
            throw new HsmException(
                    ReturnCode.CKR_FUNCTION_REJECTED,
                    function.words()
                            + " needs the right \""
                            + needed.name().toLowerCase(Locale.ROOT)
                            + "\", which this user has not; the administrator gives rights in [[daemon.client]]");
        }
    }

    private Optional<Right> right() {
        return grants.get().map(Grant::right);
    }

    /** What the client may do now; the least if that is nothing any more. */
    Right rightOrLeast() {
        return right().orElse(Right.READ);
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
            requireWithin(grants.get(), call, handles.lastFound());
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

    /** The slots, the mechanisms and the number of calls that the client's row says. */
    private void requireWithin(
            Optional<Grant> grant, WireCall call, ServedHandles.@Nullable Found place) {
        if (grant.isEmpty()) {
            return;
        }
        requireSlot(grant.get(), call.function(), place);
        requireMechanisms(grant.get(), call);
        if (grant.get().callsPerSecond() > 0) {
            limits.rates().await(client.user(), grant.get().callsPerSecond());
        }
    }

    private static void requireSlot(
            Grant grant, WireFunction function, ServedHandles.@Nullable Found place) {
        boolean within =
                place == null
                        // Of the whole module, of which information may be had anyway.
                        ? grant.holdsEverywhere() || function.right() == Right.READ
                        : grant.holdsIn(place.slot().id());
        if (!within) {
            String where = place == null ? "all slots" : "slot " + place.slot().id();
            throw outside(function, where);
        }
    }

    private static void requireMechanisms(Grant grant, WireCall call) {
        WireFunction function = call.function();
        if (grant.holdsForAll()) {
            return;
        }
        if (function == WireFunction.SET_OPERATION_STATE) {
            throw outside(function, "mechanisms that a state does not name");
        }
        if (function.right() == Right.READ) {
            return;
        }
        for (Object argument : call.arguments()) {
            MechanismType mechanism = mechanism(argument);
            if (mechanism != null && !grant.holdsFor(mechanism)) {
                throw outside(function, mechanism.name());
            }
        }
    }

    private static @Nullable MechanismType mechanism(@Nullable Object argument) {
        if (argument instanceof Mechanism mechanism) {
            return mechanism.type();
        }
        return argument instanceof MechanismType type ? type : null;
    }

    private static HsmException outside(WireFunction function, String what) {
        return new HsmException(
                ReturnCode.CKR_FUNCTION_REJECTED,
                function.words()
                        + " is for "
                        + what
                        + ", which this user's row in [[daemon.client]] does not include");
    }

    /** A result without the slots and the mechanisms that are not the client's. */
    @Nullable Object shown(WireFunction function, @Nullable Object result) {
        Grant grant = grants.get().orElse(null);
        if (grant == null || !(result instanceof Collection<?> all)) {
            return result;
        }
        return switch (function) {
            case GET_SLOT_LIST ->
                    all.stream().filter(slot -> grant.holdsIn(((Slot) slot).id())).toList();
            case GET_MECHANISM_LIST ->
                    all.stream()
                            .filter(each -> grant.holdsFor((MechanismType) each))
                            .collect(Collectors.toCollection(LinkedHashSet::new));
            default -> result;
        };
    }

    /** Records a refusal where the call was to be made; one of the module itself has no place. */
    static void record(WireFunction function, HsmException refusal, ConnectionHandles handles) {
        ServedHandles.Found place = handles.lastFound();
        if (place != null && place.recorder() instanceof RefusedCalls recorder) {
            recorder.refused(function.words(), refusal);
        }
    }
}
