package io.craton.hsm.provider.agreement;

import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.MechanismType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table of derivations from a secret key of the token.
 *
 * @param name the name of the JDK's {@code KDF}, or that of another provider's {@code
 *     SecretKeyFactory}
 * @param aliases further names and object identifiers
 * @param kind what is done
 * @param digest the hash function inside; null for AES-CMAC
 */
public record DerivationScheme(
        String name, List<String> aliases, Kind kind, @Nullable Digest digest) {
    /** Kinds of derivations. */
    public enum Kind {
        /** HKDF (RFC 5869). */
        HKDF(MechanismType.CKM_HKDF_DERIVE),
        /** A counter of 32 bits before the fixed input (SP 800-108 section 4.1). */
        COUNTER(MechanismType.CKM_SP800_108_COUNTER_KDF),
        /**
         * Digests of a counter, the key and the fixed input, one behind the other (SP 800-56C
         * section 4.1, option 1).
         */
        ONE_STEP(MechanismType.CKM_CONCATENATE_DATA_AND_BASE),
        /** The same with HMACs under the salt in place of digests (option 2). */
        ONE_STEP_HMAC(MechanismType.CKM_CONCATENATE_DATA_AND_BASE);

        private final MechanismType needs;

        Kind(MechanismType needs) {
            this.needs = needs;
        }
    }

    /** The table. */
    public static final List<DerivationScheme> ALL = List.copyOf(table());

    private static List<DerivationScheme> table() {
        List<DerivationScheme> rows = new ArrayList<>();
        for (Digest digest : Digest.with(DigestUse.HMAC).keySet()) {
            List<String> names = new ArrayList<>(List.of("HkdfWith" + digest.hmacName()));
            digest.hkdfOid().ifPresent(names::add);
            String hash = digest.nameInside();
            rows.add(new DerivationScheme("HKDF-" + hash, names, Kind.HKDF, digest));
            String counter = "CounterKdfWith" + digest.hmacName();
            rows.add(new DerivationScheme(counter, List.of(), Kind.COUNTER, digest));
        }
        rows.add(new DerivationScheme("CounterKdfWithAESCMAC", List.of(), Kind.COUNTER, null));
        for (Digest digest : Digest.with(DigestUse.KEY_DERIVATION).keySet()) {
            String name = "ConcatenationKdfWith" + digest.nameInside();
            rows.add(new DerivationScheme(name, List.of(), Kind.ONE_STEP, digest));
            String hmac = "ConcatenationKdfWith" + digest.hmacName();
            rows.add(new DerivationScheme(hmac, List.of(), Kind.ONE_STEP_HMAC, digest));
        }
        return rows;
    }

    /** The mechanism without which it cannot work. */
    public MechanismType needs() {
        return kind.needs;
    }

    /** Whether it is the one-step derivation of SP 800-56C. */
    boolean isOneStep() {
        return kind == Kind.ONE_STEP || kind == Kind.ONE_STEP_HMAC;
    }

    /** Whether it takes a salt. */
    boolean salted() {
        return kind == Kind.HKDF || kind == Kind.ONE_STEP_HMAC;
    }

    /** The pseudo-random function of a counter mode. */
    MechanismType prf() {
        return digest == null
                ? MechanismType.CKM_AES_CMAC
                : digest.mechanism(DigestUse.HMAC).orElseThrow();
    }

    /** The hash function inside. */
    Digest hash() {
        if (digest == null) {
            throw new IllegalStateException(name + " has no hash function");
        }
        return digest;
    }
}
