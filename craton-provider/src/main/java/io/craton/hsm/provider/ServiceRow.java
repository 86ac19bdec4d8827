package io.craton.hsm.provider;

import io.craton.hsm.MechanismType;
import io.craton.hsm.provider.token.HsmAccess;
import java.security.Key;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A service.
 *
 * @param type the kind of service, such as {@code Signature}
 * @param algorithm its standard name
 * @param aliases further names and object identifiers
 * @param keys which keys its objects take, if it is of a type that JCA asks about; else null
 * @param needs the mechanism without which it cannot work; null if it needs none
 * @param unapproved whether approved mode refuses all that it does, though the mechanism has other
 *     uses there
 * @param factory makes an object
 */
record ServiceRow(
        String type,
        String algorithm,
        List<String> aliases,
        @Nullable Predicate<Key> keys,
        @Nullable MechanismType needs,
        boolean unapproved,
        Function<HsmAccess, Object> factory) {

    /** Whether it uses keys of a token that are there, and makes none that nobody has named. */
    boolean usesKeys() {
        return keys != null || type.equals("KeyStore");
    }

    /**
     * Whether it can work.
     *
     * @param offered the mechanisms that there are
     * @param approvedOnly whether the module is in approved mode
     */
    boolean works(Set<MechanismType> offered, boolean approvedOnly) {
        boolean refused = unapproved && approvedOnly;
        return !refused && (needs == null || offered.contains(needs));
    }

    /** The same, of which approved mode refuses all that it does. */
    ServiceRow withoutApproval() {
        return new ServiceRow(type, algorithm, aliases, keys, needs, true, factory);
    }
}
