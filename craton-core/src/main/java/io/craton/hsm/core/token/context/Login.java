package io.craton.hsm.core.token.context;

import io.craton.hsm.ObjectHandle;
import io.craton.hsm.UserType;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One login of an application, known by identity: after a logout there is another one or none, and
 * what was begun under this one has lost it. Safe for use by several threads.
 */
public final class Login {
    private final UserType user;
    // Keys that the SO has found and may mark, by the handle that stands for each.
    private final Map<ObjectHandle, UUID> named = new ConcurrentHashMap<>();

    Login(UserType user) {
        this.user = user;
    }

    /** Who has logged in: {@code CKU_USER} or {@code CKU_SO}. */
    public UserType user() {
        return user;
    }

    /** Lets a handle stand for a key that the SO does not see otherwise. */
    public void name(ObjectHandle handle, UUID key) {
        named.put(handle, key);
    }

    /** The key that a handle stands for, or null. */
    public @Nullable UUID named(ObjectHandle handle) {
        return named.get(handle);
    }
}
