package io.craton.hsm.engine.pqc;

import io.craton.hsm.AttributeType;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.Library;
import io.craton.hsm.engine.common.Primitive;
import io.craton.hsm.engine.common.RandomAdapter;
import io.craton.hsm.engine.common.Secrets;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.SecretAccess;
import io.craton.hsm.spi.der.KeyWriter;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Pure ML-DSA with an empty context in a library that is reached through the JCA: JDK 24 and later,
 * or ACCP.
 */
final class JcaMlDsa {
    private static final String NAME = "ML-DSA";

    private final Libraries libraries;
    private final @Nullable Provider provider;
    private final boolean jdk;
    private final SecureRandom random;
    // Makes the deterministic variant: FIPS 204 replaces the randomness by zeros.
    private final SecureRandom zeros =
            new RandomAdapter(bytes -> java.util.Arrays.fill(bytes, (byte) 0));

    JcaMlDsa(Libraries libraries) {
        this.libraries = libraries;
        this.random = libraries.random();
        this.jdk = libraries.library(Primitive.ML_DSA) == Library.JDK;
        this.provider =
                switch (libraries.library(Primitive.ML_DSA)) {
                    case JDK -> libraries.jdkProvider("Signature", NAME);
                    case ACCP -> libraries.provider(Primitive.ML_DSA, "Signature", NAME);
                    case BC -> null;
                };
    }

    /**
     * Whether there is a library; only the JDK's takes our randomness, and so can be deterministic.
     */
    boolean available(boolean deterministic) {
        if (deterministic && !jdk) {
            return false;
        }
        return provider != null;
    }

    byte[] sign(PqcSet set, KeyMaterial material, byte[] message, boolean deterministic) {
        return Guard.call(
                "the ML-DSA signature failed",
                () -> signed(privateKey(set, material), message, deterministic));
    }

    private byte[] signed(PrivateKey key, byte[] message, boolean deterministic)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(NAME, provider);
        signature.initSign(key, deterministic ? zeros : random);
        signature.update(message);
        return signature.sign();
    }

    boolean verify(PqcSet set, KeyMaterial material, byte[] message, byte[] bytes) {
        return Guard.call(
                "the ML-DSA verification failed",
                () -> isValid(publicKey(set, material), message, bytes));
    }

    private boolean isValid(PublicKey key, byte[] message, byte[] bytes)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(NAME, provider);
        signature.initVerify(key);
        signature.update(message);
        try {
            return signature.verify(bytes);
        } catch (SignatureException e) {
            // The library says "not well formed" in this way.
            return false;
        }
    }

    private PrivateKey privateKey(PqcSet set, KeyMaterial material) throws Exception {
        KeyFactory factory = KeyFactory.getInstance(NAME, provider);
        return MlDsaKey.of(material)
                .jca()
                .get(
                        libraries.keepsKeysOutsideHeap(factory.getProvider()),
                        () -> parsed(set, factory, material));
    }

    private static PrivateKey parsed(PqcSet set, KeyFactory factory, KeyMaterial material) {
        return Secrets.use(SecretAccess.READ, material, value -> parsed(set, factory, value));
    }

    private static PrivateKey parsed(PqcSet set, KeyFactory factory, byte[] value) {
        byte[] encoded = PqcPrivateKeyInfo.encode(set, ByteArrays.EMPTY, value);
        try {
            return Guard.call(
                    "the ML-DSA key cannot be read",
                    () -> factory.generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        } finally {
            ByteArrays.wipe(encoded);
        }
    }

    private PublicKey publicKey(PqcSet set, KeyMaterial material) {
        return material.engineKey(
                PublicKey.class, () -> parsed(set, material.component(AttributeType.CKA_VALUE)));
    }

    private PublicKey parsed(PqcSet set, byte[] value) {
        X509EncodedKeySpec spec =
                new X509EncodedKeySpec(KeyWriter.publicKey(set.identifier(), value));
        return Guard.call(
                "the ML-DSA key cannot be read",
                () -> KeyFactory.getInstance(NAME, provider).generatePublic(spec));
    }
}
