package io.craton.hsm.audit;

import io.craton.hsm.audit.proof.NoteKey;
import io.craton.hsm.spi.CheckpointSigner;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;

/** A signer with a key of the JDK. */
record TestSigner(String keyName, Algorithm algorithm, KeyPair pair) implements CheckpointSigner {
    static TestSigner ed25519(String name) {
        return of(name, Algorithm.ED25519, "Ed25519");
    }

    /** Needs Java 24. */
    static TestSigner mlDsa(String name, Algorithm algorithm) {
        return of(name, algorithm, algorithm.name().replace('_', '-'));
    }

    private static TestSigner of(String name, Algorithm algorithm, String jdkName) {
        try {
            return new TestSigner(
                    name, algorithm, KeyPairGenerator.getInstance(jdkName).generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public byte[] publicKey() {
        byte[] encoded = pair.getPublic().getEncoded();
        int length =
                switch (algorithm) {
                    case ED25519 -> 32;
                    case ML_DSA_44 -> 1312;
                    case ML_DSA_65 -> 1952;
                    case ML_DSA_87 -> 2592;
                };
        return Arrays.copyOfRange(encoded, encoded.length - length, encoded.length);
    }

    @Override
    public byte[] sign(byte[] message) {
        try {
            Signature signature =
                    Signature.getInstance(algorithm == Algorithm.ED25519 ? "Ed25519" : "ML-DSA");
            signature.initSign(pair.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    NoteKey key() {
        return NoteKey.ofLog(this);
    }
}
