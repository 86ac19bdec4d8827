package io.craton.hsm.provider.keystore;

import com.google.errorprone.annotations.MustBeClosed;
import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.provider.key.X509PublicKeys;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.ProviderToken;
import io.craton.hsm.spi.Causes;
import java.security.Key;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/** A key that becomes that of an entry. Checked against the certificate that it is given with. */
sealed interface EntryKey extends AutoCloseable permits OwnKey, SoftwareKey {
    /**
     * A key of ours or a software key.
     *
     * @param chain the certificates of a private key, its own first
     * @param attributes what the entry says of the key
     */
    @MustBeClosed
    static EntryKey of(
            ProviderToken token, Key key, List<X509Certificate> chain, Template attributes)
            throws KeyStoreException {
        byte[] certified = chain.isEmpty() ? new byte[0] : publicKeyInfo(chain.get(0));
        return key instanceof OpaqueKey
                ? OwnKey.of(token, key, certified, attributes)
                : SoftwareKey.of(key, certified, attributes);
    }

    private static byte[] publicKeyInfo(X509Certificate certificate) throws KeyStoreException {
        try {
            return X509PublicKeys.ofCertificate(certificate);
        } catch (CertificateException e) {
            throw JcaFailures.as(KeyStoreException::new, e);
        }
    }

    static KeyStoreException notForThisKey() {
        return new KeyStoreException(
                "the first certificate of the chain is not for this private key");
    }

    /** What a refusal by the module means here. */
    static KeyStoreException refusal(HsmException e) {
        boolean other =
                e.code() == ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID
                        && Causes.of(e).contains(AttributeType.CKA_PUBLIC_KEY_INFO.name());
        KeyStoreException refusal = other ? notForThisKey() : JcaFailures.keyStore(e);
        if (refusal.getCause() == null) {
            refusal.initCause(e);
        }
        return refusal;
    }

    /** The class of the object for a key. */
    static ObjectClass classOf(Key key) {
        return key instanceof PrivateKey ? ObjectClass.CKO_PRIVATE_KEY : ObjectClass.CKO_SECRET_KEY;
    }

    /** Private or secret key. */
    ObjectClass objectClass();

    /** Whether it is this object of the token already. */
    boolean is(Named object);

    /**
     * What is to be changed, of the key as it is now.
     *
     * @throws HsmException {@code CKR_KEY_HANDLE_INVALID} if the key was destroyed
     */
    KeyChanges changes(Place place);

    /** The changes were made, and gave these objects. */
    void stored(List<ObjectHandle> handles);

    /** Wipes what there is of a software key. */
    @Override
    void close();
}
