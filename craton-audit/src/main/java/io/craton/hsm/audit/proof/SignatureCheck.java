package io.craton.hsm.audit.proof;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** Checks raw signatures with raw public keys: Ed25519, and ML-DSA pure with an empty context. */
@FunctionalInterface
public interface SignatureCheck {
    /**
     * Checks a signature.
     *
     * @param type which algorithm
     * @param publicKey the key as raw bytes
     * @param message what was signed
     * @param signature the signature as raw bytes
     * @return whether it is right
     * @throws IllegalStateException if the algorithm is not at hand
     */
    boolean verify(NoteKey.Type type, byte[] publicKey, byte[] message, byte[] signature);

    /** Checks with this Java runtime: Ed25519 from Java 15 on, ML-DSA from Java 24 on. */
    static SignatureCheck ofJavaRuntime() {
        return SignatureCheck::verifyWithRuntime;
    }

    private static boolean verifyWithRuntime(
            NoteKey.Type type, byte[] publicKey, byte[] message, byte[] signature) {
        // the start of a SubjectPublicKeyInfo (RFC 8410, RFC 9881) up to the raw key
        String prefix =
                switch (type) {
                    case ED25519, ED25519_COSIGNATURE -> "302a300506032b6570032100";
                    case ML_DSA_44 -> "30820532300b06096086480165030403110382052100";
                    case ML_DSA_65 -> "308207b2300b0609608648016503040312038207a100";
                    case ML_DSA_87 -> "30820a32300b060960864801650304031303820a2100";
                };
        boolean ed25519 = type == NoteKey.Type.ED25519 || type == NoteKey.Type.ED25519_COSIGNATURE;
        String algorithm = ed25519 ? "Ed25519" : "ML-DSA";
        String provider = ed25519 ? "SunEC" : "SUN";
        try {
            ByteArrayOutputStream encoded = new ByteArrayOutputStream();
            encoded.writeBytes(HexFormat.of().parseHex(prefix));
            encoded.writeBytes(publicKey);
            PublicKey key =
                    KeyFactory.getInstance(algorithm, provider)
                            .generatePublic(new X509EncodedKeySpec(encoded.toByteArray()));
            Signature verifier = Signature.getInstance(algorithm, provider);
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            // a signature of the wrong form is a wrong signature
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "this Java runtime cannot check "
                            + type
                            + " signatures; use Java 24 or later, or the tools of the"
                            + " module",
                    e);
        }
    }
}
