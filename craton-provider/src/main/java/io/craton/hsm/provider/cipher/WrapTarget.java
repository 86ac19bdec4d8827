package io.craton.hsm.provider.cipher;

import com.google.errorprone.annotations.MustBeClosed;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.KeyTemplates;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.token.HsmAccess;
import java.security.InvalidKeyException;
import java.security.Key;
import org.jspecify.annotations.Nullable;

/**
 * A key that is to be wrapped: one of the token, or a software key, whose encoding is an object of
 * the session for as long as that takes. So a key that only wraps wraps both.
 */
final class WrapTarget implements AutoCloseable {
    private final OpaqueKey wrappingKey;
    private final @Nullable OpaqueKey own;
    private final @Nullable Template software;

    private WrapTarget(
            OpaqueKey wrappingKey, @Nullable OpaqueKey own, @Nullable Template software) {
        this.wrappingKey = wrappingKey;
        this.own = own;
        this.software = software;
    }

    @MustBeClosed
    static WrapTarget of(@Nullable Key key, OpaqueKey wrappingKey, HsmAccess access)
            throws InvalidKeyException {
        byte[] encoded = encoding(key, access);
        if (encoded != null) {
            Template template = KeyTemplates.software(encoded);
            KeyWrapping.wipe(encoded);
            return new WrapTarget(wrappingKey, null, template);
        }
        OpaqueKey own = OpaqueKey.own(key, access);
        if (own.ref().token() != wrappingKey.ref().token()) {
            throw new InvalidKeyException("both keys have to be in the same token");
        }
        return new WrapTarget(wrappingKey, own, null);
    }

    /**
     * The encoding of a key that is not in the token; null for a key that is.
     *
     * @throws InvalidKeyException if there is neither
     */
    static byte @Nullable [] encoding(@Nullable Key key, HsmAccess access)
            throws InvalidKeyException {
        if (OpaqueKey.isOwn(key, access)) {
            return null;
        }
        byte[] encoded = OpaqueKey.given(key).getEncoded();
        if (encoded == null) {
            throw new InvalidKeyException(
                    "the key is neither in this token nor has it an encoding");
        }
        return encoded;
    }

    /** This key, wrapped with the object that the handle names. */
    byte[] wrapped(ObjectHandle wrapping, KeyWrapping.Wrap how) {
        if (own != null) {
            return own.ref().use((session, handle) -> how.wrap(session, wrapping, handle));
        }
        return wrappingKey.ref().token().call(session -> software(session, wrapping, how));
    }

    private byte[] software(Session session, ObjectHandle wrapping, KeyWrapping.Wrap how) {
        if (software == null) {
            throw new IllegalStateException("there is no key to wrap");
        }
        ObjectHandle made = session.createObject(software);
        try {
            return how.wrap(session, wrapping, made);
        } finally {
            session.destroyObject(made);
        }
    }

    /** Wipes the encoding. */
    @Override
    public void close() {
        if (software != null) {
            software.wipe();
        }
    }
}
