package io.craton.hsm.core.token.key;

import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.core.mechanism.Service;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.core.token.context.Caller;
import org.jspecify.annotations.Nullable;

/**
 * What a session was last permitted to do, one key for each use: who does the same again is looked
 * up and judged once. What was found holds as long as the key is there, its attributes are the same
 * and the same user is logged in; the policy never changes, and the days of the key are looked at
 * each time. Safe for use by several threads, which at worst take a permission from each other.
 */
public final class PermittedUses {
    private final Caller caller;
    // In the order of the uses' bits. Immutable values: a race shows one or another of them, whole.
    private final @Nullable Permission[] last = new Permission[Integer.SIZE];

    private record Permission(ObjectHandle handle, KeyAccess access) {
        boolean is(Mechanism mechanism, ObjectHandle key) {
            return handle.equals(key) && Service.alike(access.mechanism(), mechanism);
        }
    }

    /**
     * @param caller who uses keys
     */
    public PermittedUses(Caller caller) {
        this.caller = caller;
    }

    /**
     * {@link KeyAccess#of(Caller, Use, Mechanism, ObjectHandle)}, from memory where nothing has
     * changed.
     *
     * @throws io.craton.hsm.HsmException as that does
     */
    public KeyAccess access(Use use, Mechanism mechanism, ObjectHandle key) {
        int place = Integer.numberOfTrailingZeros(use.bit());
        Permission known = last[place];
        if (known != null && known.is(mechanism, key) && known.access().holds(caller)) {
            return known.access();
        }
        KeyAccess found = KeyAccess.of(caller, use, mechanism, key);
        last[place] = new Permission(key, found);
        return found;
    }
}
