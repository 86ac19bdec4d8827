package io.craton.hsm.engine.ec;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.Digest;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Bytes;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.jcajce.provider.util.DigestFactory;
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
    static ECDSASigner deterministic(@Nullable Digest hash, int length) {
        String name = (hash == null ? of(length) : hash).standardName();
        return new ECDSASigner(new HMacDSAKCalculator(DigestFactory.getDigest(name)));
    }

    private static Digest of(int length) {
        return Stream.of(Digest.SHA_1, Digest.SHA_224, Digest.SHA_384, Digest.SHA_512)
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
        BigInteger n = EcDomains.of(curve).getN();
        BigInteger s = new BigInteger(1, signature, length, length);
        if (s.compareTo(n.shiftRight(1)) <= 0) {
            return signature;
        }
        return Bytes.join(
                java.util.Arrays.copyOf(signature, length), Bytes.fixed(n.subtract(s), length));
    }
}
