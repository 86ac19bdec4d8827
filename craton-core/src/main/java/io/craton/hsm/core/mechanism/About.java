package io.craton.hsm.core.mechanism;

import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismParameters;
import java.util.List;
import java.util.Set;

/**
 * What a {@link Condition} judges.
 *
 * @param parameters the kinds of parameters
 * @param keys the types of keys
 * @param data whether the data that is signed or verified
 */
record About(
        List<Class<? extends MechanismParameters>> parameters, List<KeyType> keys, boolean data) {

    static About parameters(Class<? extends MechanismParameters> kind) {
        return parameters(List.of(kind));
    }

    static About parameters(List<Class<? extends MechanismParameters>> kinds) {
        return new About(kinds, List.of(), false);
    }

    static About keys(KeyType... types) {
        return new About(List.of(), List.of(types), false);
    }

    static About keys(Set<KeyType> types) {
        return new About(List.of(), List.copyOf(types), false);
    }

    static About theData() {
        return new About(List.of(), List.of(), true);
    }

    static About nothing() {
        return new About(List.of(), List.of(), false);
    }
}
