package io.craton.hsm.engine.common;

import io.craton.hsm.Digest;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.spi.RandomSource;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;

/**
 * The libraries of one engine: providers held as objects, never found by their order, so that a
 * provider of our own at the first position is not asked. Safe for use by several threads.
 */
public final class Libraries {
    private static final List<String> JDK_PROVIDERS =
            List.of("SUN", "SunJCE", "SunRsaSign", "SunEC");

    private final Backend backend;
    private final RandomSource source;
    private final SecureRandom random;
    private final List<Provider> jdk;
    // Made when it is first needed: its class loads slowly and the automatic choice seldom asks for
    // it.
    private volatile @Nullable Provider bc;
    private final @Nullable Provider accp;
    private final Map<String, CipherPool> ciphers = new ConcurrentHashMap<>();
    private final Map<Digest, MacPool> macs = new ConcurrentHashMap<>();
    private final Map<Digest, DigestPool> digests = new ConcurrentHashMap<>();

    /**
     * @param source of all randomness
     * @param backend which libraries are preferred
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if the backend is ACCP and that is not there
     */
    public Libraries(RandomSource source, Backend backend) {
        BcThreads.forget();
        this.backend = backend;
        this.source = source;
        this.random = new RandomAdapter(source);
        this.jdk = JDK_PROVIDERS.stream().map(Libraries::installed).toList();
        this.accp = backend == Backend.ACCP ? Accp.load() : null;
    }

    private static Provider installed(String name) {
        Provider provider = Security.getProvider(name);
        if (provider == null) {
            throw new HsmException(
                    ReturnCode.CKR_GENERAL_ERROR,
                    "the JDK's security provider "
                            + name
                            + " is not installed; put it back into java.security");
        }
        return provider;
    }

    /** The module's random generator. */
    public SecureRandom random() {
        return random;
    }

    /** So many random bytes. */
    public byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        source.nextBytes(bytes);
        return bytes;
    }

    /** The library that is preferred for a primitive. */
    public Library library(Primitive primitive) {
        return primitive.library(backend);
    }

    /**
     * The provider for an algorithm: the preferred library's if it has the algorithm, else the
     * JDK's, else Bouncy Castle's.
     *
     * @param service the JCA service, such as {@code Signature}
     * @param algorithm its name; of a {@code Cipher}, the transformation
     */
    public Provider provider(Primitive primitive, String service, String algorithm) {
        Provider preferred =
                switch (library(primitive)) {
                    case JDK -> null;
                    case BC -> bouncyCastle();
                    case ACCP -> accp;
                };
        if (preferred != null && has(preferred, service, algorithm)) {
            return preferred;
        }
        Provider provider = jdkProvider(service, algorithm);
        return provider == null ? bouncyCastle() : provider;
    }

    // Providers list a transformation as such, or the algorithm, whose modes and paddings they
    // take.
    private static boolean has(Provider provider, String service, String algorithm) {
        int slash = service.equals("Cipher") ? algorithm.indexOf('/') : -1;
        return provider.getService(service, algorithm) != null
                || (slash > 0
                        && provider.getService(service, algorithm.substring(0, slash)) != null);
    }

    /** The JDK's provider for an algorithm, or null if this JDK has none. */
    public @Nullable Provider jdkProvider(String service, String algorithm) {
        for (Provider provider : jdk) {
            if (has(provider, service, algorithm)) {
                return provider;
            }
        }
        return null;
    }

    /** Amazon Corretto Crypto Provider, if it is the backend. */
    public @Nullable Provider accp() {
        return accp;
    }

    private Provider bouncyCastle() {
        Provider provider = bc;
        if (provider == null) {
            provider = new BouncyCastleProvider();
            bc = provider;
        }
        return provider;
    }

    /** A new digest. */
    public MessageDigest digest(Digest hash) {
        if (ShakeDigest.computes(hash)) {
            return new ShakeDigest(hash);
        }
        return Guard.call(
                "the digest " + hash.standardName() + " cannot be computed",
                () ->
                        MessageDigest.getInstance(
                                hash.standardName(),
                                provider(Primitive.DIGEST, "MessageDigest", hash.standardName())));
    }

    /** Whether this provider keeps the keys that it makes outside the Java heap. */
    @SuppressWarnings("ReferenceEquality") // This very object; others are equal by their tables.
    public boolean keepsKeysOutsideHeap(Provider provider) {
        return provider == accp;
    }

    /** The ciphers of a transformation, whose primitive is always the same. */
    public CipherPool ciphers(Primitive primitive, String transformation) {
        CipherPool pool = ciphers.get(transformation);
        return pool != null
                ? pool
                : ciphers.computeIfAbsent(
                        transformation, name -> new CipherPool(this, primitive, name));
    }

    /** The HMACs with a digest. */
    public MacPool macs(Digest hash) {
        MacPool pool = macs.get(hash);
        return pool != null ? pool : macs.computeIfAbsent(hash, any -> new MacPool(this, any));
    }

    /** The idle instances of a digest. */
    public DigestPool digests(Digest hash) {
        DigestPool pool = digests.get(hash);
        return pool != null
                ? pool
                : digests.computeIfAbsent(hash, any -> new DigestPool(this, any));
    }

    /** The digest of a secret, of which the function keeps nothing. */
    public byte[] digestOfSecret(Digest hash, byte[] secret) {
        MessageDigest function = digest(hash);
        try {
            return function.digest(secret);
        } finally {
            // The JDK's keep the last block until then.
            function.reset();
        }
    }

    /** A new HMAC without a key. */
    Mac hmac(Digest hash) {
        return Guard.call(
                hash.hmacName() + " cannot be computed",
                () ->
                        Mac.getInstance(
                                hash.hmacName(), provider(Primitive.HMAC, "Mac", hash.hmacName())));
    }
}
