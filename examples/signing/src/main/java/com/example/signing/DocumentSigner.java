package com.example.signing;

import io.craton.hsm.provider.CratonKeySpec;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;

/** Signs documents with one key of a token. Whoever verifies needs the public key and no token. */
public final class DocumentSigner {
    private static final String KEY = "documents";
    private static final String ALGORITHM = "SHA256withECDSA";

    private final Provider provider;
    private final KeyStore token;

    /**
     * @param provider Craton HSM
     * @param token its key store, loaded with the PIN
     */
    public DocumentSigner(Provider provider, KeyStore token) {
        this.provider = provider;
        this.token = token;
    }

    /** Makes the key. The private one stays in the token. */
    public PublicKey createKey() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
        generator.initialize(
                CratonKeySpec.builder()
                        .label(KEY)
                        .params(new ECGenParameterSpec("secp256r1"))
                        .build());
        return generator.generateKeyPair().getPublic();
    }

    /** An exception, never a signature that the token has not made. */
    public byte[] sign(byte[] document) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(ALGORITHM, provider);
        signature.initSign((PrivateKey) token.getKey(KEY, null));
        signature.update(document);
        return signature.sign();
    }

    /** Any provider can do this; here it is the JDK's. */
    public static boolean verify(PublicKey key, byte[] document, byte[] signed)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(ALGORITHM, "SunEC");
        signature.initVerify(key);
        signature.update(document);
        return signature.verify(signed);
    }
}
