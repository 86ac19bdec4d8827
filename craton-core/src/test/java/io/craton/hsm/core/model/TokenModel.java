package io.craton.hsm.core.model;

import static io.craton.hsm.ReturnCode.*;

import io.craton.hsm.ReturnCode;
import io.craton.hsm.SessionMode;
import io.craton.hsm.SessionState;
import io.craton.hsm.UserType;
import io.craton.hsm.core.TestModule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The state machine of a token as the standard tells it, as small as it can be: which call gives
 * which code. It shares no code with the engine.
 */
final class TokenModel {
    private enum Digest {
        NONE,
        READY,
        IN_PARTS
    }

    private static final class S {
        private final boolean rw;
        private boolean open = true;
        private Digest digest = Digest.NONE;

        S(boolean rw) {
            this.rw = rw;
        }
    }

    private static final class O {
        private final int session;
        private final boolean token;
        private final boolean isPrivate;
        private boolean there = true;
        // Handles of private token objects do not come back after a logout; the objects do.
        private boolean named = true;

        O(int session, boolean token, boolean isPrivate) {
            this.session = session;
            this.token = token;
            this.isPrivate = isPrivate;
        }
    }

    private final int maxSessions;
    private final int maxRw;
    private final int maxFailures;
    private final List<S> sessions = new ArrayList<>();
    private final List<O> objects = new ArrayList<>();
    private final Map<UserType, Integer> failures = new EnumMap<>(UserType.class);
    private UserType role;

    TokenModel(int maxSessions, int maxRw, int maxFailures) {
        this.maxSessions = maxSessions;
        this.maxRw = maxRw;
        this.maxFailures = maxFailures;
    }

    ReturnCode info(int session) {
        return sessions.get(session).open ? CKR_OK : CKR_SESSION_HANDLE_INVALID;
    }

    SessionState state(int session) {
        boolean rw = sessions.get(session).rw;
        if (role == UserType.CKU_SO) {
            return SessionState.CKS_RW_SO_FUNCTIONS;
        }
        if (role == UserType.CKU_USER) {
            return rw ? SessionState.CKS_RW_USER_FUNCTIONS : SessionState.CKS_RO_USER_FUNCTIONS;
        }
        return rw ? SessionState.CKS_RW_PUBLIC_SESSION : SessionState.CKS_RO_PUBLIC_SESSION;
    }

    ReturnCode open(SessionMode mode) {
        boolean rw = mode == SessionMode.READ_WRITE;
        if (!rw && role == UserType.CKU_SO) {
            return CKR_SESSION_READ_WRITE_SO_EXISTS;
        }
        long open = sessions.stream().filter(s -> s.open).count();
        long openRw = sessions.stream().filter(s -> s.open && s.rw).count();
        if (open == maxSessions || (rw && openRw == maxRw)) {
            return CKR_SESSION_COUNT;
        }
        sessions.add(new S(rw));
        return CKR_OK;
    }

    ReturnCode close(int session) {
        if (sessions.get(session).open) {
            sessions.get(session).open = false;
            objects.stream()
                    .filter(o -> !o.token && o.session == session)
                    .forEach(o -> o.there = false);
            if (sessions.stream().noneMatch(s -> s.open)) {
                leave();
            }
        }
        // Closing a Java session twice is no error: AutoCloseable asks for that.
        return CKR_OK;
    }

    private void leave() {
        if (role != null) {
            role = null;
            for (O object : objects) {
                if (object.isPrivate) {
                    object.named = false;
                    object.there &= object.token;
                }
            }
            sessions.forEach(s -> s.digest = Digest.NONE);
        }
    }

    ReturnCode login(int session, UserType user, String pin) {
        if (!sessions.get(session).open) {
            return CKR_SESSION_HANDLE_INVALID;
        }
        if (role != null) {
            return role == user ? CKR_USER_ALREADY_LOGGED_IN : CKR_USER_ANOTHER_ALREADY_LOGGED_IN;
        }
        if (user == UserType.CKU_SO && sessions.stream().anyMatch(s -> s.open && !s.rw)) {
            return CKR_SESSION_READ_ONLY_EXISTS;
        }
        int count = failures.getOrDefault(user, 0);
        if (count == maxFailures) {
            return CKR_PIN_LOCKED;
        }
        if (!pin.equals(user == UserType.CKU_SO ? TestModule.SO_PIN : TestModule.USER_PIN)) {
            failures.put(user, count + 1);
            return CKR_PIN_INCORRECT;
        }
        failures.remove(user);
        role = user;
        return CKR_OK;
    }

    ReturnCode logout(int session) {
        if (!sessions.get(session).open) {
            return CKR_SESSION_HANDLE_INVALID;
        }
        if (role == null) {
            return CKR_USER_NOT_LOGGED_IN;
        }
        leave();
        return CKR_OK;
    }

    ReturnCode initPin(int session) {
        if (!sessions.get(session).open) {
            return CKR_SESSION_HANDLE_INVALID;
        }
        if (role != UserType.CKU_SO) {
            return CKR_USER_NOT_LOGGED_IN;
        }
        failures.remove(UserType.CKU_USER);
        return CKR_OK;
    }

    ReturnCode create(int session, boolean token, boolean isPrivate) {
        if (!sessions.get(session).open) {
            return CKR_SESSION_HANDLE_INVALID;
        }
        if (token && !sessions.get(session).rw) {
            return CKR_SESSION_READ_ONLY;
        }
        if (isPrivate && role != UserType.CKU_USER) {
            return CKR_USER_NOT_LOGGED_IN;
        }
        objects.add(new O(session, token, isPrivate));
        return CKR_OK;
    }

    private boolean seen(O object) {
        return object.there && (!object.isPrivate || role == UserType.CKU_USER);
    }

    ReturnCode read(int session, int object) {
        if (!sessions.get(session).open) {
            return CKR_SESSION_HANDLE_INVALID;
        }
        O found = objects.get(object);
        return seen(found) && found.named ? CKR_OK : CKR_OBJECT_HANDLE_INVALID;
    }

    ReturnCode destroy(int session, int object) {
        ReturnCode code = read(session, object);
        if (code != CKR_OK) {
            return code;
        }
        if (objects.get(object).token && !sessions.get(session).rw) {
            return CKR_SESSION_READ_ONLY;
        }
        objects.get(object).there = false;
        return CKR_OK;
    }

    int visible() {
        return (int) objects.stream().filter(this::seen).count();
    }

    ReturnCode digestInit(int session) {
        S s = sessions.get(session);
        if (!s.open) {
            return CKR_SESSION_HANDLE_INVALID;
        }
        if (s.digest != Digest.NONE) {
            return CKR_OPERATION_ACTIVE;
        }
        s.digest = Digest.READY;
        return CKR_OK;
    }

    ReturnCode digestUpdate(int session) {
        S s = sessions.get(session);
        if (!s.open) {
            return CKR_SESSION_HANDLE_INVALID;
        }
        if (s.digest == Digest.NONE) {
            return CKR_OPERATION_NOT_INITIALIZED;
        }
        s.digest = Digest.IN_PARTS;
        return CKR_OK;
    }

    ReturnCode digest(int session) {
        S s = sessions.get(session);
        if (!s.open) {
            return CKR_SESSION_HANDLE_INVALID;
        }
        Digest was = s.digest;
        s.digest = Digest.NONE;
        return switch (was) {
            case NONE -> CKR_OPERATION_NOT_INITIALIZED;
            case READY -> CKR_OK;
            case IN_PARTS -> CKR_OPERATION_ACTIVE;
        };
    }

    ReturnCode digestFinal(int session) {
        S s = sessions.get(session);
        if (!s.open) {
            return CKR_SESSION_HANDLE_INVALID;
        }
        boolean active = s.digest != Digest.NONE;
        s.digest = Digest.NONE;
        return active ? CKR_OK : CKR_OPERATION_NOT_INITIALIZED;
    }
}
