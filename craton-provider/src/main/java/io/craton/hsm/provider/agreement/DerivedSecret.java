package io.craton.hsm.provider.agreement;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.cipher.Transformation;
import io.craton.hsm.provider.key.KeyRef;
import io.craton.hsm.provider.key.KeyTemplates;
import io.craton.hsm.provider.key.Keys;
import io.craton.hsm.provider.token.ProviderToken;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a secret that is derived in the token: bytes for the caller, or a key with a use,
 * which stays inside.
 *
 * @param algorithm what {@link java.security.Key#getAlgorithm()} answers
 * @param type the type of the key in the token; null if the caller gets the value
 * @param length its length in bytes
 */
public record DerivedSecret(String algorithm, @Nullable KeyType type, int length) {
    private static final int USUAL_LENGTH = 32;
    private static final String AES_ARC = Transformation.AES_OID + ".";

    /** Bytes for the caller. */
    public static DerivedSecret value(int length) {
        return new DerivedSecret("Generic", null, length);
    }

    /**
     * A secret under a name.
     *
     * @throws NoSuchAlgorithmException if the name is not that of a use, nor one of those whose
     *     value the caller gets, or if keys of this name have another length
     */
    public static DerivedSecret named(String algorithm, int length)
            throws NoSuchAlgorithmException {
        DerivedSecret wanted = of(algorithm, length);
        if (wanted.hasOneLength() && !wanted.isOfSize(length)) {
            throw new NoSuchAlgorithmException(
                    "a key for " + algorithm + " does not have " + length + " bytes");
        }
        return wanted;
    }

    private static DerivedSecret of(String algorithm, int length) throws NoSuchAlgorithmException {
        return Keys.forTheCaller(algorithm)
                ? new DerivedSecret(algorithm, null, length)
                : new DerivedSecret(algorithm, Keys.typeInside(algorithm), length);
    }

    /**
     * A secret under a name that says the length, as the object identifiers of AES do. Others have
     * 32 bytes if keys of their type can, and those that can have any length are as long as the raw
     * secret.
     *
     * @param raw the length of the raw secret in bytes
     */
    static DerivedSecret sized(String algorithm, int raw) throws NoSuchAlgorithmException {
        if (algorithm.startsWith(AES_ARC)) {
            // NIST has numbered modes of 128, 192 and 256 bits with 20 between them.
            int mode = Integer.parseInt(algorithm.substring(AES_ARC.length()));
            return named("AES", 16 + mode / 20 * 8);
        }
        DerivedSecret wanted = of(algorithm, raw);
        return wanted.isOfSize(USUAL_LENGTH) ? of(algorithm, USUAL_LENGTH) : wanted;
    }

    /**
     * The attributes of the object in the token.
     *
     * @param base the key that it is derived from; null if no key of the caller is
     */
    public Template template(@Nullable KeyRef base) {
        Template.Builder builder =
                type == null
                        ? KeyTemplates.readableSecret(KeyType.CKK_GENERIC_SECRET)
                        : KeyTemplates.sessionSecret(type);
        if (!hasOneLength()) {
            builder.set(AttributeType.CKA_VALUE_LEN, (long) length);
        }
        return (base == null ? builder : KeyTemplates.like(base, builder)).build();
    }

    /** Whether the type says how long its keys are, and none may. */
    private boolean hasOneLength() {
        return type != null && !type.lengths().isEmpty() && !isOfSize(USUAL_LENGTH);
    }

    private boolean isOfSize(int bytes) {
        return type != null && type.lengths().contains(bytes);
    }

    /** The key for the object that was derived. */
    public SecretKey take(ProviderToken token, Session session, ObjectHandle derived) {
        return type == null
                ? forTheCaller(session, derived, 0, length, algorithm)
                : Keys.adoptSecret(token, session, derived, algorithm);
    }

    /**
     * Bytes of a readable object as a key in the caller's hands; the object is destroyed.
     *
     * @param from the first of its bytes
     * @param to behind the last
     */
    public static SecretKey forTheCaller(
            Session session, ObjectHandle derived, int from, int to, String algorithm) {
        byte[] value = bytes(session, derived);
        try {
            return new SecretKeySpec(value, from, to - from, algorithm);
        } finally {
            Arrays.fill(value, (byte) 0);
        }
    }

    /** The value of the object that was derived, which is destroyed. */
    public static byte[] bytes(Session session, ObjectHandle derived) {
        try {
            return session.getAttribute(derived, AttributeType.CKA_VALUE);
        } finally {
            session.destroyObject(derived);
        }
    }
}
