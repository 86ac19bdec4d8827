package io.craton.hsm.engine.ec;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.Mechanism;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.ByteArrays;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an EC private key says of its ECDSA signatures, in attributes of this module. */
public final class SignatureForm {
    private static final List<AttributeType<Boolean>> TYPES =
            List.of(AttributeType.CKA_CRATON_LOW_S, AttributeType.CKA_CRATON_DETERMINISTIC);

    private static final List<Digest> BY_LENGTH =
            List.of(Digest.SHA_1, Digest.SHA_224, Digest.SHA_256, Digest.SHA_384, Digest.SHA_512);

    /** The functions that the length of a digest can choose, by their mechanisms. */
    static final List<Mechanism> HASHES =
            BY_LENGTH.stream()
                    .map(hash -> hash.mechanism(DigestUse.DIGEST).orElseThrow())
                    .map(Mechanism::of)
                    .toList();

    private SignatureForm() {}

    /** What of it a template asks for. */
    public static Template of(Template template) {
        Template.Builder asked = Template.builder();
        for (AttributeType<Boolean> type : TYPES) {
            if (template.get(type, false)) {
                asked.set(type, true);
            }
        }
        return asked.build();
    }

    /** Whether signatures are those of RFC 6979. */
    static boolean isDeterministic(Template key) {
        return key.get(AttributeType.CKA_CRATON_DETERMINISTIC, false);
    }

    /**
     * The hash function by which the number of a deterministic signature follows from key and data
     * (RFC 6979, section 3.2).
     *
     * @param hash of the mechanism; null for one that signs a digest, whose length then says which
     *     function of SHA-2 or SHA-1 it is of, and SHA-256 stands for other lengths
     */
    static Digest hash(@Nullable Digest hash, int length) {
        return hash == null ? of(length) : hash;
    }

    private static Digest of(int length) {
        return BY_LENGTH.stream()
                .filter(hash -> hash.length() == length)
                .findFirst()
                .orElse(Digest.SHA_256);
    }

    /** The signature with the smaller one of s and n - s, if the key asks for it. */
    static byte[] finished(Template key, Curve curve, byte[] signature) {
        if (!key.get(AttributeType.CKA_CRATON_LOW_S, false)) {
            return signature;
        }
        int length = curve.privateLength();
        BigInteger n = Weierstrass.of(curve).order();
        BigInteger s = new BigInteger(1, signature, length, length);
        if (s.compareTo(n.shiftRight(1)) <= 0) {
            return signature;
        }
        byte[] r = Arrays.copyOf(signature, length);
        return ByteArrays.join(r, ByteArrays.fixed(n.subtract(s), length));
    }
}
