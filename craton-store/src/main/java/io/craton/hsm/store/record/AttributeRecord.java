package io.craton.hsm.store.record;

import io.craton.hsm.store.crypto.Gcm;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of an object, and the version and tag of the secret that belongs to it: a secret
 * that is missing, or of another version, is noticed, and the manifest need not count secrets.
 *
 * @param secretVersion 0 if there is no secret
 */
record AttributeRecord(long version, long secretVersion, byte[] secretTag, byte[] attributes) {
    private static final int HEAD = 8 + Gcm.TAG;

    static AttributeRecord open(Domain domain, UUID id, byte[] record) {
        Domain.Opened opened = domain.open(Kind.ATTRIBUTES, id, record, 0);
        byte[] plaintext = opened.plaintext();
        if (plaintext.length < HEAD) {
            throw domain.damaged(Kind.ATTRIBUTES, id, "is cut short");
        }
        ByteBuffer in = ByteBuffer.wrap(plaintext);
        long secretVersion = in.getLong();
        byte[] tag = new byte[Gcm.TAG];
        in.get(tag);
        return new AttributeRecord(
                opened.version(),
                secretVersion,
                tag,
                Arrays.copyOfRange(plaintext, HEAD, plaintext.length));
    }

    byte[] seal(Domain domain, UUID id) {
        byte[] plaintext =
                ByteBuffer.allocate(HEAD + attributes.length)
                        .putLong(secretVersion)
                        .put(secretTag)
                        .put(attributes)
                        .array();
        return domain.seal(Kind.ATTRIBUTES, id, version, new byte[0], plaintext);
    }

    /** Whether this secret record is the one that belongs to it. */
    boolean names(byte[] secretRecord) {
        return Domain.version(secretRecord) == secretVersion
                && Arrays.equals(Domain.tag(secretRecord), secretTag);
    }

    /**
     * The secret, which the caller wipes.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_DEVICE_ERROR} if the record is not the one that
     *     belongs to it
     */
    byte[] openSecret(Domain domain, UUID id, byte @Nullable [] secretRecord) {
        if (secretRecord == null || !names(secretRecord)) {
            throw domain.damaged(
                    Kind.SECRET,
                    id,
                    secretRecord == null ? "is missing" : "is not the one that belongs to it");
        }
        return domain.open(Kind.SECRET, id, secretRecord, 0).plaintext();
    }
}
