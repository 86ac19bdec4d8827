package io.craton.hsm;

import java.util.List;
import java.util.Set;

/**
 * What the SO has to know of a key before trusting it as a wrapping key, and of a key that is
 * marked: see {@link Slot#trust}.
 *
 * @param uniqueId {@code CKA_UNIQUE_ID}
 * @param label {@code CKA_LABEL}; empty if it has none
 * @param objectClass a secret key, or one half of an RSA pair
 * @param keyType the type of the key
 * @param bits its size in bits; of an RSA key that of the modulus
 * @param origin where its value comes from
 * @param uses what it may be used for, such as {@code CKA_WRAP}
 * @param mechanisms {@code CKA_ALLOWED_MECHANISMS}; empty if it has none
 * @param marked whether {@code CKA_TRUSTED} is true
 * @param counts whether it is marked, and the mark counts when a key with {@code
 *     CKA_WRAP_WITH_TRUSTED} is wrapped
 * @param objections what keeps it from being trusted, each in a few words after "it"; empty if it
 *     has the form that trusted keys have
 */
public record TrustInfo(
        String uniqueId,
        String label,
        ObjectClass objectClass,
        KeyType keyType,
        long bits,
        Origin origin,
        List<String> uses,
        Set<MechanismType> mechanisms,
        boolean marked,
        boolean counts,
        List<String> objections) {
    /** Where the value of a key comes from. */
    public enum Origin {
        /** This module made it at random and never let it out. */
        GENERATED("made here at random"),
        /** It was created, unwrapped, derived or agreed, or could once be read or wrapped. */
        FOREIGN("created, unwrapped, derived, or once extractable: somebody may know its value"),
        /** A release before 0.11 made it, which did not note where it comes from. */
        UNKNOWN("of a release that did not note where keys come from");

        private final String words;

        Origin(String words) {
            this.words = words;
        }

        /** What it means, in a few words. */
        public String words() {
            return words;
        }
    }

    /** Copies the collections. */
    public TrustInfo {
        uses = List.copyOf(uses);
        mechanisms = Set.copyOf(mechanisms);
        objections = List.copyOf(objections);
    }
}
