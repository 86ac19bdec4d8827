package io.craton.hsm.cli.object;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.cli.error.CliException;

/** Public keys in the form that everybody reads. */
public final class PublicKeys {
    private PublicKeys() {}

    /** The DER {@code SubjectPublicKeyInfo} of a key pair, from either half of it. */
    public static byte[] info(Session session, ObjectSelector selector) {
        TokenObject key =
                selector.one(session, ObjectClass.CKO_PUBLIC_KEY, ObjectClass.CKO_PRIVATE_KEY);
        byte[] info = session.getAttribute(key.handle(), AttributeType.CKA_PUBLIC_KEY_INFO);
        if (info.length == 0) {
            throw CliException.failed(
                    "the token does not know the public key of '" + key.label() + "'");
        }
        return info;
    }
}
