package io.craton.hsm.cli.quickstart;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import javax.crypto.Cipher;

/**
 * Somebody else's cryptography, to check ours with: the JDK's own providers, and for what an older
 * JDK lacks (ML-DSA before 24) Bouncy Castle. It sees public keys and signatures only.
 */
final class IndependentEngine {
    private static final List<String> JDK = List.of("SunRsaSign", "SunEC", "SUN");
    private static final String BOUNCY_CASTLE =
            "org.bouncycastle.jce.provider.BouncyCastleProvider";

    private final Provider provider;
    private final PublicKey key;
    private final String algorithm;

    private IndependentEngine(Provider provider, PublicKey key, String algorithm) {
        this.provider = provider;
        this.key = key;
        this.algorithm = algorithm;
    }

    /**
     * An engine that verifies signatures of one key.
     *
     * @param keyAlgorithm such as {@code EC}
     * @param algorithm such as {@code SHA256withECDSA}
     * @param publicKeyInfo the exported public key, DER {@code SubjectPublicKeyInfo}
     */
    static IndependentEngine of(String keyAlgorithm, String algorithm, byte[] publicKeyInfo)
            throws GeneralSecurityException {
        Provider provider = provider(algorithm);
        PublicKey key =
                factory(keyAlgorithm, provider)
                        .generatePublic(new X509EncodedKeySpec(publicKeyInfo));
        return new IndependentEngine(provider, key, algorithm);
    }

    private static Provider provider(String algorithm) throws GeneralSecurityException {
        for (String name : JDK) {
            Provider provider = Security.getProvider(name);
            if (provider != null && provider.getService("Signature", algorithm) != null) {
                return provider;
            }
        }
        try {
            return Class.forName(BOUNCY_CASTLE)
                    .asSubclass(Provider.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new NoSuchAlgorithmException(
                    "neither the JDK nor Bouncy Castle is here to check " + algorithm, e);
        }
    }

    private static KeyFactory factory(String algorithm, Provider provider)
            throws NoSuchAlgorithmException {
        return KeyFactory.getInstance(algorithm, provider);
    }

    /** The name of who checks. */
    String name() {
        return provider.getName();
    }

    /** Whether the signature is right. */
    boolean verifies(byte[] data, byte[] signature) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance(algorithm, provider);
        verifier.initVerify(key);
        verifier.update(data);
        return verifier.verify(signature);
    }

    /** Encrypts for the key, with RSA-OAEP. */
    byte[] encrypt(String transformation, byte[] data) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(transformation, "SunJCE");
        cipher.init(Cipher.ENCRYPT_MODE, key);
        return cipher.doFinal(data);
    }
}
