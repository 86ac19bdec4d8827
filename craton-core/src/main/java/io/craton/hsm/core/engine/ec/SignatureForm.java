package io.craton.hsm.core.engine.ec;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Template;
import io.craton.hsm.core.engine.common.Bytes;
import io.craton.hsm.core.engine.common.Hash;
import java.math.BigInteger;
import java.util.List;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA224Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA384Digest;
import org.bouncycastle.crypto.digests.SHA3Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.jspecify.annotations.Nullable;

/** What an EC private key says of its ECDSA signatures, in attributes of this module. */
public final class SignatureForm {
    private static final List<AttributeType<Boolean>> TYPES =
            List.of(AttributeType.CKA_CRATON_LOW_S, AttributeType.CKA_CRATON_DETERMINISTIC);

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
     * A signer whose random numbers follow from key and data (RFC 6979, section 3.2).
     *
     * @param hash of the mechanism; null for one that is given the digest, whose length then tells
     *     the function of SHA-2 or SHA-1, and SHA-256 stands for other lengths
     */
    static ECDSASigner deterministic(@Nullable Hash hash, int length) {
        return new ECDSASigner(new HMacDSAKCalculator(digest(hash == null ? of(length) : hash)));
    }

    private static Hash of(int length) {
        return switch (length) {
            case 20 -> Hash.SHA_1;
            case 28 -> Hash.SHA_224;
            case 48 -> Hash.SHA_384;
            case 64 -> Hash.SHA_512;
            default -> Hash.SHA_256;
        };
    }

    private static Digest digest(Hash hash) {
        return switch (hash) {
            case SHA_1 -> new SHA1Digest();
            case SHA_224 -> new SHA224Digest();
            case SHA_256 -> SHA256Digest.newInstance();
            case SHA_384 -> new SHA384Digest();
            case SHA_512 -> new SHA512Digest();
            case SHA3_224, SHA3_256, SHA3_384, SHA3_512 -> new SHA3Digest(8 * hash.length());
            default -> throw new IllegalStateException(hash + " has no mechanism of ECDSA");
        };
    }

    /** The signature with the smaller one of s and n - s, if the key asks for it. */
    static byte[] finished(Template key, Curve curve, byte[] signature) {
        if (!key.get(AttributeType.CKA_CRATON_LOW_S, false)) {
            return signature;
        }
        int length = curve.orderLength();
        BigInteger n = curve.domain().getN();
        BigInteger s = new BigInteger(1, signature, length, length);
        if (s.compareTo(n.shiftRight(1)) <= 0) {
            return signature;
        }
        return Bytes.join(
                java.util.Arrays.copyOf(signature, length), Bytes.fixed(n.subtract(s), length));
    }
}
