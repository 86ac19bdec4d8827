package io.craton.hsm.benchmarks.compare;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.EnumMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;

/** The operations through the JCA, with instances that are kept. */
final class JcaTasks {
    private static final String GCM = "AES/GCM/NoPadding";
    private static final int TAG_BITS = 128;

    private final JcaDoor door;
    private final Map<Measured, Task> tasks = new EnumMap<>(Measured.class);
    private long nonce;

    JcaTasks(JcaDoor door) {
        this.door = door;
    }

    /** Makes a task. */
    @FunctionalInterface
    private interface Maker {
        Task make() throws Exception;
    }

    /** All that the door offers. */
    Map<Measured, Task> all() {
        add(Measured.GCM_64, () -> encrypt(64));
        add(Measured.GCM_4K, () -> encrypt(4096));
        add(Measured.GCM_1M, () -> encrypt(1 << 20));
        add(Measured.GCM_1M_DECRYPT, this::decrypt);
        add(Measured.HMAC_1K, this::hmac);
        add(Measured.SHA256_64, () -> digest(64));
        if (!door.token() || door.ownIv()) {
            // After a digest of this length SunPKCS11 over SoftHSM finds no private object any
            // more.
            add(Measured.SHA256_4K, () -> digest(4096));
        }
        add(Measured.RANDOM_32, this::random);
        add(Measured.RSA_2048, () -> sign("rsa2048", "SHA256withRSA"));
        add(Measured.RSA_3072, () -> sign("rsa3072", "SHA256withRSA"));
        add(Measured.RSA_4096, () -> sign("rsa4096", "SHA256withRSA"));
        add(Measured.P256_SIGN, () -> sign("p256", "SHA256withECDSA"));
        add(Measured.P256_VERIFY, () -> verify("p256", "SHA256withECDSA"));
        add(Measured.P384_SIGN, () -> sign("p384", "SHA384withECDSA"));
        add(Measured.ED25519_SIGN, () -> sign("ed25519", "Ed25519"));
        add(Measured.ED25519_VERIFY, () -> verify("ed25519", "Ed25519"));
        add(Measured.ML_DSA_65_SIGN, () -> sign("mldsa65", "ML-DSA"));
        add(Measured.ML_DSA_65_VERIFY, () -> verify("mldsa65", "ML-DSA"));
        if (door.token() || door.provider() == null) {
            add(Measured.TLS_P256, () -> handshake("p256"));
            add(Measured.TLS_RSA_2048, () -> handshake("rsa2048"));
            add(Measured.TLS_RSA_3072, () -> handshake("rsa3072"));
        }
        return tasks;
    }

    /** Adds a task that has run once; what the door does not offer is left out, and said. */
    private void add(Measured operation, Maker maker) {
        try {
            Task task = maker.make();
            task.run();
            tasks.put(operation, task);
        } catch (Exception e) {
            String who = door.provider() == null ? "JDK" : door.provider().getName();
            System.err.println("left out: " + who + ", " + operation.label() + ": " + e);
        }
    }

    private GCMParameterSpec nextNonce() {
        byte[] iv = ByteBuffer.allocate(12).putInt(0).putLong(++nonce).array();
        return new GCMParameterSpec(TAG_BITS, iv);
    }

    private Task encrypt(int size) throws GeneralSecurityException {
        Key key = door.key("aes");
        Cipher cipher = door.cipher(GCM);
        byte[] data = new byte[size];
        if (door.ownIv()) {
            return () -> {
                cipher.init(Cipher.ENCRYPT_MODE, key);
                cipher.doFinal(data);
            };
        }
        return () -> {
            cipher.init(Cipher.ENCRYPT_MODE, key, nextNonce());
            cipher.doFinal(data);
        };
    }

    private Task decrypt() throws GeneralSecurityException {
        Key key = door.key("aes");
        Cipher cipher = door.cipher(GCM);
        if (door.ownIv()) {
            cipher.init(Cipher.ENCRYPT_MODE, key);
        } else {
            cipher.init(Cipher.ENCRYPT_MODE, key, nextNonce());
        }
        byte[] sealed = cipher.doFinal(new byte[1 << 20]);
        GCMParameterSpec parameters = new GCMParameterSpec(TAG_BITS, cipher.getIV());
        Cipher opener = door.cipher(GCM);
        return () -> {
            opener.init(Cipher.DECRYPT_MODE, key, parameters);
            opener.doFinal(sealed);
        };
    }

    private Task hmac() throws GeneralSecurityException {
        Mac mac = door.mac("HmacSHA256");
        mac.init(door.key("hmac"));
        byte[] data = new byte[1024];
        return () -> mac.doFinal(data);
    }

    private Task digest(int size) throws GeneralSecurityException {
        MessageDigest digest = door.digest("SHA-256");
        byte[] data = new byte[size];
        return () -> digest.digest(data);
    }

    private Task random() throws GeneralSecurityException {
        SecureRandom random = door.random();
        byte[] bytes = new byte[32];
        return () -> random.nextBytes(bytes);
    }

    private Task sign(String alias, String algorithm) throws GeneralSecurityException {
        Signature signature = door.signature(algorithm);
        PrivateKey key = door.privateKey(alias);
        byte[] data = new byte[64];
        return () -> {
            signature.initSign(key);
            signature.update(data);
            signature.sign();
        };
    }

    private Task verify(String alias, String algorithm) throws GeneralSecurityException {
        byte[] data = new byte[64];
        Signature signer = door.signature(algorithm);
        signer.initSign(door.privateKey(alias));
        signer.update(data);
        byte[] signed = signer.sign();
        PublicKey key = door.publicKey(alias);
        Signature verifier = door.signature(algorithm);
        return () -> {
            verifier.initVerify(key);
            verifier.update(data);
            if (!verifier.verify(signed)) {
                throw new GeneralSecurityException("a signature was not verified");
            }
        };
    }

    private Task handshake(String alias) throws Exception {
        char[] pin = door.token() ? null : SoftHsm.PIN.toCharArray();
        return new Handshake(door.keys(), alias, pin)::run;
    }
}
