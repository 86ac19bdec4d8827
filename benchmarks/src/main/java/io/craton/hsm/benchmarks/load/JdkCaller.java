package io.craton.hsm.benchmarks.load;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Calls the JDK alone, with objects of its own: what the machine and its threads give at best. */
final class JdkCaller implements LoadCaller {
    private static final String GCM = "AES/GCM/NoPadding";
    private static final String ECDSA = "SHA256withECDSA";
    private static final int TAG_BITS = 128;

    private final SecretKey aes = new SecretKeySpec(new byte[32], "AES");
    private final KeyPair pair;
    private final Cipher encryption = Cipher.getInstance(GCM);
    private final Cipher decryption = Cipher.getInstance(GCM);
    private final MessageDigest digest = MessageDigest.getInstance("SHA-256");
    private final Mac mac = Mac.getInstance("HmacSHA256");
    private final SecureRandom random = SecureRandom.getInstance("NativePRNGNonBlocking");
    private final Signature signer = Signature.getInstance(ECDSA);
    private final Signature verifier = Signature.getInstance(ECDSA);
    private final byte[] block = new byte[64];
    private final byte[] kilobyte = new byte[1024];
    private final byte[] sealed;
    private final byte[] signature;
    private long nonce;

    JdkCaller(KeyPair pair) throws GeneralSecurityException {
        this.pair = pair;
        mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
        signer.initSign(pair.getPrivate());
        verifier.initVerify(pair.getPublic());
        encryption.init(Cipher.ENCRYPT_MODE, aes, parameter(0));
        sealed = encryption.doFinal(block);
        signer.update(block);
        signature = signer.sign();
    }

    /** The key pair that callers share. */
    static KeyPair newPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static GCMParameterSpec parameter(long nonce) {
        byte[] bytes = ByteBuffer.allocate(12).putLong(4, nonce).array();
        return new GCMParameterSpec(TAG_BITS, bytes);
    }

    @Override
    public void run(MixPart part) throws GeneralSecurityException {
        switch (part) {
            case ENCRYPT -> {
                encryption.init(Cipher.ENCRYPT_MODE, aes, parameter(++nonce));
                encryption.doFinal(block);
            }
            case DECRYPT -> {
                decryption.init(Cipher.DECRYPT_MODE, aes, parameter(0));
                decryption.doFinal(sealed);
            }
            case DIGEST -> digest.digest(kilobyte);
            case MAC -> mac.doFinal(kilobyte);
            case RANDOM -> random.nextBytes(new byte[32]);
            case SIGN -> {
                signer.initSign(pair.getPrivate());
                signer.update(block);
                signer.sign();
            }
            case VERIFY -> {
                verifier.initVerify(pair.getPublic());
                verifier.update(block);
                verifier.verify(signature);
            }
        }
    }
}
