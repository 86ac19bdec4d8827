package io.craton.hsm.provider.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.provider.token.JcaFailures;
import io.craton.hsm.provider.token.ProviderToken;
import java.security.NoSuchAlgorithmException;
import java.security.spec.InvalidKeySpecException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes Java keys for objects of a token. */
public final class Keys {
    /** What has to be known of a key before a Java object stands for it. */
    private static final AttributeType<?>[] OF_KEY =
            KeyTraits.and(
                    AttributeType.CKA_CLASS,
                    AttributeType.CKA_KEY_TYPE,
                    AttributeType.CKA_TOKEN,
                    AttributeType.CKA_PRIVATE,
                    AttributeType.CKA_UNIQUE_ID,
                    AttributeType.CKA_ALLOWED_MECHANISMS,
                    AttributeType.CKA_PUBLIC_KEY_INFO);

    /** The same of a secret key that was made here, under a name that is known. */
    private static final AttributeType<?>[] OF_NEW_SECRET =
            KeyTraits.and(
                    AttributeType.CKA_TOKEN,
                    AttributeType.CKA_PRIVATE,
                    AttributeType.CKA_UNIQUE_ID,
                    AttributeType.CKA_SENSITIVE,
                    AttributeType.CKA_EXTRACTABLE);

    private static final String TLS = "Tls";
    private static final String GENERIC = "Generic";
    private static final String USES = "such as AES or HmacSHA256";

    /** Types of keys that bear a name under which keys of another type are made. */
    private static final Set<KeyType> NAMESAKES = Set.of(KeyType.CKK_DES2, KeyType.CKK_HKDF);

    private static final Map<String, KeyType> SECRET_TYPES = secretTypes();

    private Keys() {}

    /** The Java key for a private or secret key object. */
    public static OpaqueKey load(ProviderToken token, Session session, ObjectHandle handle) {
        long changes = session.slot().changeCount();
        Template attributes = session.describe(handle, OF_KEY);
        KeyType keyType = required(attributes, AttributeType.CKA_KEY_TYPE);
        KeyRef ref = ref(token, handle, changes, attributes);
        if (required(attributes, AttributeType.CKA_CLASS) == ObjectClass.CKO_PRIVATE_KEY) {
            return privateKey(ref, attributes);
        }
        return new TokenSecretKey(ref, secretName(keyType));
    }

    /**
     * The Java key for a session object that was just made, which goes when nobody can reach it any
     * more.
     */
    public static OpaqueKey adopt(ProviderToken token, Session session, ObjectHandle handle) {
        return watched(load(token, session, handle), handle);
    }

    /**
     * The Java key for a secret key that was just made.
     *
     * @param algorithm what {@link java.security.Key#getAlgorithm()} answers
     */
    public static TokenSecretKey adoptSecret(
            ProviderToken token, Session session, ObjectHandle handle, String algorithm) {
        long changes = session.slot().changeCount();
        Template attributes = session.describe(handle, OF_NEW_SECRET);
        KeyRef ref = ref(token, handle, changes, attributes);
        boolean readable =
                !ref.tokenObject()
                        && attributes.get(AttributeType.CKA_EXTRACTABLE, false)
                        && !attributes.get(AttributeType.CKA_SENSITIVE, true);
        return watched(
                readable
                        ? new TokenSecretKey.Legible(ref, algorithm)
                        : new TokenSecretKey(ref, algorithm),
                handle);
    }

    private static <K extends OpaqueKey> K watched(K key, ObjectHandle handle) {
        if (!key.ref().tokenObject()) {
            key.ref().destroyWhenLost(handle);
        }
        return key;
    }

    private static KeyRef ref(
            ProviderToken token, ObjectHandle handle, long changes, Template attributes) {
        boolean tokenObject = attributes.get(AttributeType.CKA_TOKEN, false);
        return new KeyRef(
                token,
                required(attributes, AttributeType.CKA_UNIQUE_ID),
                tokenObject,
                !tokenObject && !attributes.get(AttributeType.CKA_PRIVATE, true),
                changes,
                KeyTraits.of(attributes),
                handle);
    }

    private static TokenPrivateKey privateKey(KeyRef ref, Template attributes) {
        try {
            return TokenPrivateKey.of(
                    ref,
                    required(attributes, AttributeType.CKA_PUBLIC_KEY_INFO),
                    attributes.get(AttributeType.CKA_ALLOWED_MECHANISMS, Set.of()));
        } catch (InvalidKeySpecException e) {
            throw new HsmException(
                    ReturnCode.CKR_KEY_TYPE_INCONSISTENT,
                    JcaFailures.sentence("this private key has no use in Java", e),
                    e);
        }
    }

    private static <T> T required(Template attributes, AttributeType<T> type) {
        T value = attributes.get(type);
        if (value == null) {
            throw new HsmException(
                    ReturnCode.CKR_ATTRIBUTE_TYPE_INVALID, "the object has no " + type);
        }
        return value;
    }

    /**
     * Whether a secret key with this name, that is a key of this type in the token, comes out of it
     * under the name, or under another one of the same algorithm.
     */
    public static boolean keepsName(String name, KeyType type) {
        return secretName(type).equalsIgnoreCase(name)
                || (type != KeyType.CKK_GENERIC_SECRET && secretType(name) == type);
    }

    /** What is said of a key whose name would be lost. */
    public static String lostName(String name) {
        return "the token has no keys named "
                + name
                + ": this one would come back as a key named Generic; bring it in under that name, or under"
                + " the one of its use, "
                + USES;
    }

    /** The JCA name for secret keys of a type. */
    public static String secretName(KeyType keyType) {
        String name = keyType.javaName();
        return name == null ? GENERIC : name;
    }

    /**
     * Whether a secret of this name is made to be read by the caller: {@code Generic}, and those
     * that TLS works with itself. Every other secret stays in the token.
     */
    public static boolean forTheCaller(String name) {
        return name.equalsIgnoreCase("Generic")
                || name.regionMatches(true, 0, TLS, 0, TLS.length());
    }

    /**
     * The key type of a secret that stays in the token.
     *
     * @throws NoSuchAlgorithmException if the name is not that of a use
     */
    public static KeyType typeInside(String name) throws NoSuchAlgorithmException {
        KeyType type = secretType(name);
        if (type == KeyType.CKK_GENERIC_SECRET) {
            throw new NoSuchAlgorithmException(
                    "a secret named "
                            + name
                            + " is not made: under the name of a use, "
                            + USES
                            + ", it stays in the token; under the name Generic its value is given out");
        }
        return type;
    }

    /**
     * The key type for a JCA name of a secret key; generic for a name without a type of its own.
     */
    public static KeyType secretType(String name) {
        return SECRET_TYPES.getOrDefault(name.toUpperCase(Locale.ROOT), KeyType.CKK_GENERIC_SECRET);
    }

    // Two types with one name would make this fail at once.
    private static Map<String, KeyType> secretTypes() {
        Map<String, KeyType> types =
                KeyType.secretKeys().stream()
                        .filter(type -> !NAMESAKES.contains(type))
                        .collect(
                                Collectors.toMap(
                                        type -> secretName(type).toUpperCase(Locale.ROOT),
                                        type -> type));
        types.put("CHACHA20-POLY1305", KeyType.CKK_CHACHA20);
        types.put("TRIPLEDES", KeyType.CKK_DES3);
        return Map.copyOf(types);
    }
}
