import java.nio.charset.StandardCharsets;
import java.security.AuthProvider;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** The JDK's own PKCS#11 provider with the library: SunPkcs11 CONFIGURATION PIN. */
public final class SunPkcs11 {
    private static final byte[] DATA = "signed and encrypted".getBytes(StandardCharsets.UTF_8);

    private SunPkcs11() {}

    public static void main(String[] arguments) throws Exception {
        Provider provider = Security.getProvider("SunPKCS11").configure(arguments[0]);
        char[] pin = arguments[1].toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS11", provider);
        keys.load(null, pin);
        sign(provider, pair(provider, "EC"), "SHA256withECDSA", "SunEC");
        sign(provider, pair(provider, "RSA"), "SHA384withRSA", "SunRsaSign");
        sign(provider, pair(provider, "RSA"), "SHA256withRSASSA-PSS", "SunRsaSign");
        agree(provider);
        encrypt(provider);
        MessageDigest digest = MessageDigest.getInstance("SHA-256", provider);
        check(Arrays.equals(digest.digest(DATA), MessageDigest.getInstance("SHA-256").digest(DATA)));
        byte[] random = new byte[32];
        SecureRandom.getInstance("PKCS11", provider).nextBytes(random);
        check(!Arrays.equals(random, new byte[32]));
        ((AuthProvider) provider).logout();
        System.out.println("all right");
    }

    private static void check(boolean right) {
        if (!right) {
            throw new AssertionError("a result is wrong");
        }
    }

    private static KeyPair pair(Provider provider, String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, provider);
        if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    /** Verified by another provider, with the public key as X.509 has it. */
    private static void sign(Provider provider, KeyPair pair, String algorithm, String other)
            throws Exception {
        boolean pss = algorithm.contains("PSS");
        Signature signer = Signature.getInstance(pss ? "RSASSA-PSS" : algorithm, provider);
        Signature verifier = Signature.getInstance(pss ? "RSASSA-PSS" : algorithm, other);
        if (pss) {
            var parameters =
                    new java.security.spec.PSSParameterSpec(
                            "SHA-256",
                            "MGF1",
                            java.security.spec.MGF1ParameterSpec.SHA256,
                            32,
                            1);
            signer.setParameter(parameters);
            verifier.setParameter(parameters);
        }
        signer.initSign(pair.getPrivate());
        signer.update(DATA);
        byte[] signature = signer.sign();
        var factory = java.security.KeyFactory.getInstance(pair.getPublic().getAlgorithm());
        var spec = new java.security.spec.X509EncodedKeySpec(pair.getPublic().getEncoded());
        verifier.initVerify(factory.generatePublic(spec));
        verifier.update(DATA);
        check(verifier.verify(signature));
        System.out.println(algorithm + " " + HexFormat.of().formatHex(signature, 0, 4));
    }

    private static void agree(Provider provider) throws Exception {
        KeyPair ours = pair(provider, "EC");
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "SunEC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair theirs = generator.generateKeyPair();
        KeyAgreement one = KeyAgreement.getInstance("ECDH", provider);
        one.init(ours.getPrivate());
        one.doPhase(theirs.getPublic(), true);
        KeyAgreement other = KeyAgreement.getInstance("ECDH", "SunEC");
        other.init(theirs.getPrivate());
        var factory = java.security.KeyFactory.getInstance("EC", "SunEC");
        var spec = new java.security.spec.X509EncodedKeySpec(ours.getPublic().getEncoded());
        other.doPhase(factory.generatePublic(spec), true);
        check(Arrays.equals(one.generateSecret(), other.generateSecret()));
        System.out.println("ECDH");
    }

    private static void encrypt(Provider provider) throws Exception {
        KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
        generator.init(256);
        SecretKey key = generator.generateKey();
        GCMParameterSpec parameters = new GCMParameterSpec(128, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", provider);
        cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
        cipher.updateAAD(DATA);
        byte[] sealed = cipher.doFinal(DATA);
        cipher.init(Cipher.DECRYPT_MODE, key, parameters);
        cipher.updateAAD(DATA);
        check(Arrays.equals(cipher.doFinal(sealed), DATA));
        System.out.println("AES-GCM");
    }
}
