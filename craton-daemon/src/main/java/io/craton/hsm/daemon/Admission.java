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
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** What ends something is let in always: nothing would be left behind by a refusal. */
    private static final Set<WireFunction> ENDING =
            EnumSet.of(
                    WireFunction.FINALIZE,
                    WireFunction.CLOSE_SESSION,
                    WireFunction.CLOSE_ALL_SESSIONS,
                    WireFunction.LOGOUT,
                    WireFunction.SESSION_CANCEL,
                    WireFunction.SIGNING_CLOSE,
                    WireFunction.VERIFYING_CLOSE,
                    WireFunction.CIPHER_CLOSE,
                    WireFunction.DIGESTING_CLOSE,
                    WireFunction.MESSAGES_CLOSE);

    private final ClientIdentity client;
    private final Supplier<Optional<Grant>> grants;
    private final DaemonLimits limits;

    /** What the client may do during the call; null if nothing. */
    private @Nullable Grant grant;

    /**
     * @param grants what the client may do now; empty if nothing any more
     */
    Admission(ClientIdentity client, Supplier<Optional<Grant>> grants, DaemonLimits limits) {
        this.client = client;
        this.grants = grants;
        this.limits = limits;
    }

    /**
     * Reads a call whose function has been read. Who has no right to the function is refused before
     * its arguments are looked at, and who calls too often before that.
     *
     * @return a call that the module may be asked to make; the caller wipes it
     * @throws HsmException {@code CKR_FUNCTION_REJECTED} if the client may not make it, or what is
     *     wrong with it
     */
    WireCall read(WireFunction function, WireReader message, ConnectionHandles handles) {
        grant = grants.get().orElse(null);
        countCall(function);
        try {
            requireRight(function, function.right());
        } catch (HsmException e) {
            find(function, message, handles);
            record(function, e, handles);
            throw e;
        }
        return readArguments(function, message, handles);
    }

    private void countCall(WireFunction function) {
        if (grant != null && grant.callsPerSecond() > 0 && !ENDING.contains(function)) {
            limits.rates().count(client.user(), grant.callsPerSecond());
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
        if (grant == null || !grant.right().includes(needed)) {
            throw new HsmException(
                    ReturnCode.CKR_FUNCTION_REJECTED,
                    function.words()
                            + " needs the right \""
                            + needed.name().toLowerCase(Locale.ROOT)
                            + "\", which this user has not; the administrator gives rights in [[daemon.client]]");
        }
    }

    /** What the client may do during the call; the least if that is nothing. */
    Right right() {
        return grant == null ? Right.READ : grant.right();
    }

    private WireCall readArguments(
            WireFunction function, WireReader message, ConnectionHandles handles) {
        WireCall call = null;
        try {
            call = WireCall.read(function, message, handles);
            requireOfficer(call);
            requireWithin(Objects.requireNonNull(grant), call, handles);
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

    /** The slots and the mechanisms that the client's row says. */
    private static void requireWithin(Grant grant, WireCall call, ConnectionHandles handles) {
        WireFunction function = call.function();
        if (!ENDING.contains(function)) {
            requireSlot(grant, function, handles.firstFound());
            requireSlot(grant, function, handles.lastFound());
            requireMechanisms(grant, call);
        }
    }

    private static void requireSlot(
            Grant grant, WireFunction function, ServedHandles.@Nullable Found place) {
        if (place != null) {
            long slot = place.slot().id();
            require(grant.holdsIn(slot), function, "slot " + slot);
        } else if (function.right() != Right.READ) {
            // Of the whole module, of which information may be had anyway.
            require(grant.holdsEverywhere(), function, "all slots");
        }
    }

    private static void requireMechanisms(Grant grant, WireCall call) {
        WireFunction function = call.function();
        if (function == WireFunction.SET_OPERATION_STATE) {
            require(grant.holdsForAll(), function, "mechanisms that a state does not name");
        }
        if (grant.holdsForAll() || function.right() == Right.READ) {
            return;
        }
        for (Object argument : call.arguments()) {
            MechanismType mechanism = mechanism(argument);
            if (mechanism != null) {
                require(grant.holdsFor(mechanism), function, mechanism.name());
            }
        }
    }

    private static @Nullable MechanismType mechanism(@Nullable Object argument) {
        if (argument instanceof Mechanism mechanism) {
            return mechanism.type();
        }
        return argument instanceof MechanismType type ? type : null;
    }

    private static void require(boolean within, WireFunction function, String what) {
        if (!within) {
            throw new HsmException(
                    ReturnCode.CKR_FUNCTION_REJECTED,
                    function.words()
                            + " is for "
                            + what
                            + ", which this user's row in [[daemon.client]] does not include");
        }
    }

    /** The result of the call without the slots and the mechanisms that are not the client's. */
    @Nullable Object shown(WireFunction function, @Nullable Object result) {
        Grant held = Objects.requireNonNull(grant);
        return switch (function) {
            case GET_SLOT_LIST ->
                    kept((List<?>) result, slot -> held.holdsIn(((Slot) slot).id())).toList();
            case GET_MECHANISM_LIST ->
                    kept((Set<?>) result, each -> held.holdsFor((MechanismType) each))
                            .collect(Collectors.toCollection(LinkedHashSet::new));
            default -> result;
        };
    }

    private static Stream<?> kept(@Nullable Collection<?> all, Predicate<Object> which) {
        return Objects.requireNonNull(all).stream().filter(which);
    }

    /** Records a refusal where the call was to be made; one of the module itself has no place. */
    static void record(WireFunction function, HsmException refusal, ConnectionHandles handles) {
        ServedHandles.Found place = handles.lastFound();
        if (place != null && place.recorder() instanceof RefusedCalls recorder) {
            recorder.refused(function.words(), refusal);
        }
    }
}
