package io.craton.hsm.core.engine.common;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.engine.KeyMaterial;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * A secret key in the form of the JCA, and the idle ciphers and MACs that hold it: they cost 13 µs
 * to make, and live and die with their key. Safe for use by several threads.
 */
public final class LibraryKey implements SecretKey, KeyMaterial.Wipeable {
    private static final long serialVersionUID = 1L;

    private final String algorithm;
    // Once wiped, it is never given out, so that nothing is encrypted under a key of zeros. The
    // wiping thread sets
    // the flag before the first zero, the reading one looks at it after its copy, and the fences
    // keep that order.
    private final transient byte[] value;
    private transient volatile boolean wiped;
    private final transient InstancePool<Cipher> gcmCiphers = new InstancePool<>();
    private final transient Map<String, InstancePool<Cipher>> ciphers = new ConcurrentHashMap<>(4);
    private final transient Map<String, InstancePool<Mac>> macs = new ConcurrentHashMap<>(4);

    private LibraryKey(String algorithm, byte[] value) {
        this.algorithm = algorithm;
        this.value = value;
    }

    /**
     * The form of a key, kept with it. Two-key triple DES gets its first key as its third one, too.
     */
    public static LibraryKey of(KeyMaterial material) {
        return material.engineKey(
                LibraryKey.class,
                () ->
                        Secrets.use(
                                material,
                                bytes ->
                                        switch (material.keyType()) {
                                            case CKK_AES, CKK_AES_XTS -> of("AES", bytes);
                                            case CKK_DES2 ->
                                                    new LibraryKey(
                                                            "DESede",
                                                            Bytes.join(
                                                                    bytes,
                                                                    Arrays.copyOf(bytes, 8)));
                                            case CKK_DES3 -> of("DESede", bytes);
                                            case CKK_CHACHA20 -> of("ChaCha20", bytes);
                                            default -> of("RAW", bytes);
                                        }));
    }

    /** A key with a copy of these bytes. */
    public static LibraryKey of(String algorithm, byte[] value) {
        return new LibraryKey(algorithm, value.clone());
    }

    /** The idle ciphers of a transformation. */
    public InstancePool<Cipher> ciphers(String transformation) {
        InstancePool<Cipher> pool = ciphers.get(transformation);
        return pool != null
                ? pool
                : ciphers.computeIfAbsent(transformation, name -> new InstancePool<>());
    }

    /**
     * The idle ciphers of AES-GCM: a field of their own, because the shortest operation uses them.
     */
    public InstancePool<Cipher> gcmCiphers() {
        return gcmCiphers;
    }

    /** The idle MACs of an algorithm. */
    public InstancePool<Mac> macs(String name) {
        InstancePool<Mac> pool = macs.get(name);
        return pool != null ? pool : macs.computeIfAbsent(name, any -> new InstancePool<>());
    }

    /** The length in bytes. */
    public int length() {
        return value.length;
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        byte[] copy = value.clone();
        VarHandle.loadLoadFence();
        if (wiped) {
            Bytes.wipe(copy);
            throw new HsmException(
                    ReturnCode.CKR_KEY_HANDLE_INVALID,
                    "the key was destroyed or its user logged out");
        }
        return copy;
    }

    @Override
    public void wipe() {
        wiped = true;
        VarHandle.storeStoreFence();
        gcmCiphers.clear();
        ciphers.clear();
        macs.clear();
        Bytes.wipe(value);
    }

    /** Says nothing of the value. */
    @Override
    public String toString() {
        return "LibraryKey[" + algorithm + "]";
    }
}
