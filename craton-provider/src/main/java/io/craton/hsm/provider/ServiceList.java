package io.craton.hsm.provider;

import io.craton.hsm.MechanismType;
import io.craton.hsm.provider.key.EncodedPublicKey;
import io.craton.hsm.provider.key.KeyAlgorithm;
import io.craton.hsm.provider.key.TokenPrivateKey;
import io.craton.hsm.provider.key.TokenSecretKey;
import io.craton.hsm.provider.token.HsmAccess;
import java.security.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Services while they are put together, and which keys are whose. */
final class ServiceList {
    private final List<ServiceRow> rows = new ArrayList<>();

    List<ServiceRow> rows() {
        return List.copyOf(rows);
    }

    /** Adds a service of a type that JCA does not ask which keys it takes. */
    void add(
            String type,
            String algorithm,
            List<String> aliases,
            @Nullable MechanismType needs,
            Function<HsmAccess, Object> factory) {
        rows.add(new ServiceRow(type, algorithm, aliases, null, needs, false, factory));
    }

    /** Adds a service. */
    void add(ServiceRow row) {
        rows.add(row);
    }

    /** Adds a service that takes these keys. */
    void keyed(
            String type,
            String algorithm,
            List<String> aliases,
            Predicate<Key> keys,
            @Nullable MechanismType needs,
            Function<HsmAccess, Object> factory) {
        add(new ServiceRow(type, algorithm, aliases, keys, needs, false, factory));
    }

    static boolean isSecret(Key key) {
        return key instanceof TokenSecretKey;
    }

    static Predicate<Key> isPrivate(Predicate<KeyAlgorithm> which) {
        return key -> key instanceof TokenPrivateKey own && which.test(own.keyAlgorithm());
    }

    static Predicate<Key> isOfPair(Predicate<KeyAlgorithm> which) {
        return isPrivate(which)
                .or(key -> key instanceof EncodedPublicKey own && which.test(own.keyAlgorithm()));
    }
}
