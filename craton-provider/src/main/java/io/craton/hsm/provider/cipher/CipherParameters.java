package io.craton.hsm.provider.cipher;

import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.Ccm;
import io.craton.hsm.MechanismParameters.ChaCha20Poly1305;
import io.craton.hsm.MechanismParameters.Ctr;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismParameters.Iv;
import io.craton.hsm.Session;
import io.craton.hsm.provider.cipher.Transformation.Kind;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidParameterSpecException;
import java.util.Arrays;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * The initialisation vector and tag length of a symmetric cipher. Immutable.
 *
 * @param kind the kind of cipher
 * @param iv null if there is none, or if the module makes it
 * @param tagBits 0 for ciphers without tag
 */
record CipherParameters(Kind kind, byte @Nullable [] iv, int tagBits) {
    private static final int SHORTEST_ENCODED_TAG = 96;

    /**
     * What holds for an encryption to which no parameters are given: the kinds but GCM have a
     * random IV.
     */
    static CipherParameters generated(Kind kind, Session session) {
        return switch (kind) {
            case CBC, CTR, XTS -> new CipherParameters(kind, session.generateRandom(16), 0);
            case CHACHA, CCM -> new CipherParameters(kind, session.generateRandom(12), 128);
            case GCM -> new CipherParameters(kind, null, 128);
            default -> new CipherParameters(kind, null, 0);
        };
    }

    /** These parameters, checked as far as the module does not. */
    static CipherParameters of(Kind kind, AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        switch (kind) {
            case GCM, CCM -> {
                if (spec instanceof GCMParameterSpec gcm) {
                    return authenticated(kind, gcm);
                }
                throw new InvalidAlgorithmParameterException(kind + " takes a GCMParameterSpec");
            }
            case CBC, CTR, XTS, CHACHA -> {
                if (spec instanceof IvParameterSpec iv) {
                    byte[] bytes = iv.getIV();
                    int length = kind == Kind.CHACHA ? 12 : 16;
                    if (bytes.length != length) {
                        throw new InvalidAlgorithmParameterException(
                                "the initialisation vector has "
                                        + bytes.length
                                        + " bytes, not "
                                        + length);
                    }
                    return new CipherParameters(kind, bytes, kind == Kind.CHACHA ? 128 : 0);
                }
                throw new InvalidAlgorithmParameterException(kind + " takes an IvParameterSpec");
            }
            default -> throw new InvalidAlgorithmParameterException(kind + " takes no parameters");
        }
    }

    private static CipherParameters authenticated(Kind kind, GCMParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        int bits = spec.getTLen();
        boolean allowed =
                kind == Kind.GCM
                        ? bits >= 96 && bits <= 128 && bits % 8 == 0
                        : bits >= 32 && bits <= 128 && bits % 16 == 0;
        if (!allowed) {
            throw new InvalidAlgorithmParameterException(
                    "a tag of "
                            + bits
                            + " bits is not allowed in "
                            + kind
                            + (kind == Kind.GCM
                                    ? "; 96 to 128 in steps of 8 are"
                                    : "; 32 to 128 in steps of 16 are"));
        }
        byte[] iv = spec.getIV();
        if (iv.length == 0 || (kind == Kind.CCM && (iv.length < 7 || iv.length > 13))) {
            throw new InvalidAlgorithmParameterException(
                    "an IV of " + iv.length + " bytes is not allowed in " + kind);
        }
        return new CipherParameters(kind, iv, bits);
    }

    /** With the IV that the module made. */
    CipherParameters withIv(byte[] made) {
        return new CipherParameters(kind, made, tagBits);
    }

    /** Whether the initialisation vector is the same. */
    boolean sameIv(@Nullable CipherParameters other) {
        return other != null && iv != null && Arrays.equals(iv, other.iv);
    }

    /**
     * What the module is to do.
     *
     * @param aad data that is authenticated beside the plaintext
     * @param dataLength the length of the plaintext, for CCM
     */
    Mechanism mechanism(Transformation algorithm, byte[] aad, long dataLength) {
        MechanismParameters parameters =
                switch (kind) {
                    case CBC, XTS -> new Iv(known());
                    case CTR -> new Ctr(128, known());
                    case GCM -> new Gcm(iv, aad, tagBits);
                    case CCM -> new Ccm(dataLength, known(), aad, tagBits / 8);
                    case CHACHA -> new ChaCha20Poly1305(known(), aad);
                    default -> MechanismParameters.NONE;
                };
        return new Mechanism(algorithm.mechanism(), parameters);
    }

    /** The initialisation vector, which there has to be. */
    byte[] known() {
        byte[] bytes = iv;
        if (bytes == null) {
            throw new IllegalStateException(kind + " has no initialisation vector yet");
        }
        return bytes;
    }

    /** What {@link javax.crypto.Cipher#getParameters()} answers. */
    @Nullable AlgorithmParameters encoded() {
        byte[] bytes = iv;
        // The JDK's encoding, which CCM shares with GCM, has no shorter tags than GCM's.
        if (bytes == null || (kind == Kind.CCM && tagBits < SHORTEST_ENCODED_TAG)) {
            return null;
        }
        try {
            boolean gcm = kind == Kind.GCM || kind == Kind.CCM;
            String name = gcm ? "GCM" : kind == Kind.CHACHA ? "ChaCha20-Poly1305" : "AES";
            AlgorithmParameters parameters = AlgorithmParameters.getInstance(name, "SunJCE");
            parameters.init(
                    gcm ? new GCMParameterSpec(tagBits, bytes) : new IvParameterSpec(bytes));
            return parameters;
        } catch (InvalidParameterSpecException e) {
            throw new java.security.ProviderException(
                    "the JDK's SunJCE provider cannot encode these parameters", e);
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    /** The specification that a kind takes; null if it takes none. */
    static @Nullable Class<? extends AlgorithmParameterSpec> specType(Kind kind) {
        return switch (kind) {
            case GCM, CCM -> GCMParameterSpec.class;
            case CBC, CTR, XTS, CHACHA -> IvParameterSpec.class;
            default -> null;
        };
    }

    @Override
    public String toString() {
        return "CipherParameters[" + kind + "]";
    }
}
