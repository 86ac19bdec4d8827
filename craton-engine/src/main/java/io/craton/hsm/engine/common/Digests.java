package io.craton.hsm.engine.common;

import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The hash functions that parameters name by a mechanism. */
public final class Digests {
    private Digests() {}

    /**
     * The hash function of a digest mechanism.
     *
     * @throws HsmException {@code CKR_MECHANISM_PARAM_INVALID} if the mechanism is not a digest
     */
    public static Digest of(MechanismType mechanism) {
        return inside(mechanism, DigestUse.DIGEST, " is not a digest that can be used here");
    }

    /**
     * The hash function of an HMAC mechanism.
     *
     * @throws HsmException {@code CKR_MECHANISM_PARAM_INVALID} if the mechanism is not an HMAC
     */
    public static Digest ofHmac(MechanismType mechanism) {
        return inside(mechanism, DigestUse.HMAC, " is not an HMAC");
    }

    private static Digest inside(MechanismType mechanism, DigestUse use, String otherwise) {
        Digest digest = inside(mechanism, use);
        if (digest == null) {
            throw new HsmException(ReturnCode.CKR_MECHANISM_PARAM_INVALID, mechanism + otherwise);
        }
        return digest;
    }

    /** The hash function that a mechanism uses in this way; null if it uses none, or in another. */
    public static @Nullable Digest inside(MechanismType mechanism, DigestUse use) {
        return mechanism.digestUse().orElse(null) == use ? mechanism.digest().orElse(null) : null;
    }

    /** The mechanisms that use a hash function in one of these ways, and these further ones. */
    public static Set<MechanismType> mechanisms(Set<DigestUse> uses, MechanismType... more) {
        Set<MechanismType> all = EnumSet.noneOf(MechanismType.class);
        uses.forEach(use -> all.addAll(Digest.with(use).values()));
        Collections.addAll(all, more);
        return all;
    }
}
