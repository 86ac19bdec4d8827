package com.example.signing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.craton.hsm.provider.CratonHsmProvider;
import io.craton.hsm.testing.CratonToken;
import io.craton.hsm.testing.Faults;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PublicKey;
import org.junit.jupiter.api.Test;

@CratonToken
class DocumentSignerTest {
    private static final byte[] DOCUMENT = "We owe you ten pounds.".getBytes();

    @Test
    void signature_verifiesForThisDocumentOnly(CratonHsmProvider provider, KeyStore token)
            throws Exception {
        DocumentSigner signer = new DocumentSigner(provider, token);
        PublicKey key = signer.createKey();

        byte[] signature = signer.sign(DOCUMENT);

        assertTrue(DocumentSigner.verify(key, DOCUMENT, signature));
        assertFalse(DocumentSigner.verify(key, "Nothing.".getBytes(), signature));
    }

    @Test
    void lostDevice_isAnExceptionAndNoSignature(
            CratonHsmProvider provider, KeyStore token, Faults faults) throws Exception {
        DocumentSigner signer = new DocumentSigner(provider, token);
        signer.createKey();

        faults.deviceError();

        assertThrows(GeneralSecurityException.class, () -> signer.sign(DOCUMENT));
    }
}
