package io.craton.hsm.provider.keystore;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import org.jspecify.annotations.Nullable;

/**
 * An entry.
 *
 * @param alias its alias
 * @param objectClass private key, secret key or certificate
 * @param handle the handle of the key, or of the certificate
 * @param label its label
 * @param id its {@code CKA_ID}; may be empty
 * @param certificate the certificate, or that of the private key; null if there is none
 */
record Item(
        String alias,
        ObjectClass objectClass,
        ObjectHandle handle,
        String label,
        byte[] id,
        @Nullable StoredCertificate certificate) {
    boolean isKey() {
        return objectClass != ObjectClass.CKO_CERTIFICATE;
    }
}
