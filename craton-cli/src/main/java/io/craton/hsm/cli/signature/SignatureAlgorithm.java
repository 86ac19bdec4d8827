package io.craton.hsm.cli.signature;

import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.cli.error.CliException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A signature or MAC algorithm by its JCA name; {@link SignatureTable} has all of them.
 *
 * @param name the JCA name, or for the pre-hash forms, which have none, that of the standard
 * @param keys which keys it takes
 * @param mechanism the mechanism with its parameters
 * @param format how the signature is written
 * @param reading how it reads the data
 * @param oid its object identifier in new certificates, or null if it is not used there
 */
public record SignatureAlgorithm(
        String name,
        Keys keys,
        Mechanism mechanism,
        Format format,
        Reading reading,
        @Nullable String oid) {
    /** How a signature is written. */
    public enum Format {
        /** As the mechanism gives it. */
        PLAIN,
        /** ECDSA: a DER sequence of r and s. */
        ECDSA_DER
    }

    /** How an algorithm reads what it signs. */
    public enum Reading {
        /** Once: data of any length. */
        ONCE,
        /** Twice: all of it is kept meanwhile. */
        TWICE
    }

    /**
     * The keys of an algorithm.
     *
     * @param types their types
     * @param kind the one kind of them that it takes, such as {@code ml-dsa-65}, or null for all
     */
    public record Keys(Set<KeyType> types, @Nullable String kind) {
        private boolean include(KeyType type, String keyKind) {
            return types.contains(type) && (kind == null || kind.equals(keyKind));
        }
    }

    /**
     * The algorithm with this name.
     *
     * @throws CliException if there is none
     */
    public static SignatureAlgorithm of(String name) {
        return SignatureTable.of(name);
    }

    /**
     * What a kind of key signs with unless --mechanism says otherwise.
     *
     * @param kind such as {@code ec:p256}
     * @throws CliException if such keys do not sign
     */
    public static SignatureAlgorithm usual(String kind) {
        return SignatureTable.usual(kind);
    }

    /**
     * Refuses a key of another type.
     *
     * @param type the type of the key
     * @param kind its kind, such as {@code ml-dsa-65}
     * @param label the label of the key
     */
    public void check(KeyType type, String kind, String label) {
        if (!keys.include(type, kind)) {
            throw CliException.failed(
                    name + " does not work with the key '" + label + "', which is of type " + kind);
        }
    }

    /**
     * The pre-hash form for data of any length, if this algorithm reads them twice.
     *
     * @param kind the kind of the key, such as {@code ml-dsa-65}
     * @return null if this algorithm takes data of any length
     */
    public @Nullable String forLongData(String kind) {
        return reading == Reading.ONCE ? null : SignatureTable.preHash(kind);
    }
}
