package io.craton.hsm.daemon;

import io.craton.hsm.Session;
import io.craton.hsm.SessionState;
import io.craton.hsm.UserType;
import io.craton.hsm.wire.WireCall;
import io.craton.hsm.wire.WireFunction;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A PIN that a client tries: what the token counts wrong guesses of, by client.
 *
 * @param user the client's user
 * @param slot the number of the slot
 * @param role {@code CKU_SO} or {@code CKU_USER}: who the PIN belongs to
 */
record GuessedPin(String user, long slot, UserType role) {
    /** Functions that try the SO's PIN without saying so. */
    private static final Set<WireFunction> OF_THE_SO =
            EnumSet.of(
                    WireFunction.INIT_TOKEN,
                    WireFunction.INIT_TOKEN_WITH_NEW_PIN,
                    WireFunction.BACKUP);

    private static final Set<WireFunction> LOGINS =
            EnumSet.of(
                    WireFunction.LOGIN,
                    WireFunction.LOGIN_USER,
                    WireFunction.LOGIN_OF_SESSION,
                    WireFunction.VERIFY_PIN,
                    WireFunction.SET_PIN,
                    WireFunction.SIGNING_AUTHENTICATE,
                    WireFunction.CIPHER_AUTHENTICATE,
                    WireFunction.UNATTENDED_LOGIN,
                    WireFunction.UNATTENDED_SIGNING,
                    WireFunction.UNATTENDED_CIPHER);

    /**
     * A PIN, whoever tries it.
     *
     * @param slot the number of the slot
     * @param role who it belongs to
     */
    record Place(long slot, UserType role) {}

    /** Which PIN it is. */
    Place place() {
        return new Place(slot, role);
    }

    /** The PINs that are others after a call that went well. */
    static List<Place> replacedBy(WireFunction function, ServedHandles.@Nullable Found found) {
        if (found == null) {
            return List.of();
        }
        long slot = found.slot().id();
        Place ofUser = new Place(slot, UserType.CKU_USER);
        return switch (function) {
            case INIT_PIN -> List.of(ofUser);
            case INIT_TOKEN, INIT_TOKEN_WITH_NEW_PIN ->
                    List.of(ofUser, new Place(slot, UserType.CKU_SO));
            default -> List.of();
        };
    }

    /** The PIN that a call tries; null if it tries none. */
    static @Nullable GuessedPin of(
            ClientIdentity client, WireCall call, ConnectionHandles handles) {
        ServedHandles.Found place = handles.lastFound();
        boolean officer = OF_THE_SO.contains(call.function());
        if (place == null || !(officer || LOGINS.contains(call.function()))) {
            return null;
        }
        UserType role = officer ? UserType.CKU_SO : role(call, place.session());
        return new GuessedPin(client.user(), place.slot().id(), role);
    }

    private static UserType role(WireCall call, @Nullable Session session) {
        if (call.arguments().contains(UserType.CKU_SO)) {
            return UserType.CKU_SO;
        }
        if (call.arguments().contains(UserType.CKU_USER) || session == null) {
            return UserType.CKU_USER;
        }
        // A PIN is changed, or given once more, by who is logged in.
        return session.info().state() == SessionState.CKS_RW_SO_FUNCTIONS
                ? UserType.CKU_SO
                : UserType.CKU_USER;
    }

    /** Whether success of a function shows that the PIN was right: an empty slot takes any. */
    static boolean isShownRightBy(WireFunction function) {
        return function != WireFunction.INIT_TOKEN
                && function != WireFunction.INIT_TOKEN_WITH_NEW_PIN;
    }
}
