package io.craton.hsm.cli.crypto;

import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismType;
import io.craton.hsm.cli.error.CliException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cipher by its JCA transformation: the one table from those names to mechanisms.
 *
 * @param name the transformation
 * @param keyType the type of its keys
 * @param ivLength the length of the initialisation vector in bytes; 0 if it has none
 * @param authenticated whether it takes additional authenticated data
 * @param make the mechanism for an initialisation vector (null: the token makes one) and additional
 *     data
 */
record CipherAlgorithm(
        String name, KeyType keyType, int ivLength, boolean authenticated, Maker make) {
    private static final String GCM = "AES/GCM/NoPadding";
    private static final int GCM_TAG_BITS = 128;
    private static final int BLOCK_BITS = 128;

    /** Makes a mechanism from an initialisation vector and additional data. */
    @FunctionalInterface
    interface Maker {
        Mechanism mechanism(byte @Nullable [] iv, byte[] aad);
    }

    private static final Map<String, CipherAlgorithm> BY_NAME =
            new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    static {
        add(GCM, KeyType.CKK_AES, 12, true, CipherAlgorithm::gcm);
        add("AES/CBC/PKCS5Padding", KeyType.CKK_AES, 16, false, (iv, aad) -> cbc(known(iv)));
        add("AES/CTR/NoPadding", KeyType.CKK_AES, 16, false, (iv, aad) -> ctr(known(iv)));
        add(
                "ChaCha20-Poly1305",
                KeyType.CKK_CHACHA20,
                12,
                true,
                (iv, aad) -> chaCha20(known(iv), aad));
        add(
                "RSA/ECB/PKCS1Padding",
                KeyType.CKK_RSA,
                0,
                false,
                (iv, aad) -> Mechanism.of(MechanismType.CKM_RSA_PKCS));
        Stream.of(Mgf.values()).map(Mgf::digest).forEach(CipherAlgorithm::oaep);
    }

    /** The mask generation is over SHA-1 whatever the digest: what this name means in the JDK. */
    private static void oaep(Digest digest) {
        MechanismType hash = digest.mechanism(DigestUse.DIGEST).orElseThrow();
        add(oaepName(digest), KeyType.CKK_RSA, 0, false, (iv, aad) -> oaep(hash));
    }

    private static Mechanism gcm(byte @Nullable [] iv, byte[] aad) {
        return Mechanism.of(
                MechanismType.CKM_AES_GCM, new MechanismParameters.Gcm(iv, aad, GCM_TAG_BITS));
    }

    private static Mechanism cbc(byte[] iv) {
        return Mechanism.of(MechanismType.CKM_AES_CBC_PAD, new MechanismParameters.Iv(iv));
    }

    private static Mechanism ctr(byte[] iv) {
        return Mechanism.of(MechanismType.CKM_AES_CTR, new MechanismParameters.Ctr(BLOCK_BITS, iv));
    }

    private static Mechanism chaCha20(byte[] nonce, byte[] aad) {
        return Mechanism.of(
                MechanismType.CKM_CHACHA20_POLY1305,
                new MechanismParameters.ChaCha20Poly1305(nonce, aad));
    }

    private static Mechanism oaep(MechanismType hash) {
        return Mechanism.of(
                MechanismType.CKM_RSA_PKCS_OAEP,
                new MechanismParameters.RsaOaep(hash, Mgf.CKG_MGF1_SHA1, new byte[0]));
    }

    private static String oaepName(Digest digest) {
        return "RSA/ECB/OAEPWith" + digest.standardName() + "AndMGF1Padding";
    }

    private static void add(
            String name, KeyType keyType, int ivLength, boolean authenticated, Maker make) {
        BY_NAME.put(name, new CipherAlgorithm(name, keyType, ivLength, authenticated, make));
    }

    private static byte[] known(byte @Nullable [] iv) {
        if (iv == null) {
            throw new IllegalArgumentException(
                    "the token makes no initialisation vector for this cipher");
        }
        return iv;
    }

    /** Whether the token makes an initialisation vector that never repeats for the key. */
    boolean tokenMakesIv() {
        return name.equals(GCM);
    }

    /** All of them, by name. */
    static List<CipherAlgorithm> all() {
        return List.copyOf(BY_NAME.values());
    }

    static CipherAlgorithm of(String name) {
        CipherAlgorithm found = BY_NAME.get(name);
        if (found == null) {
            String names = String.join(", ", BY_NAME.keySet());
            throw CliException.usage(
                    "there is no cipher '" + name + "'; --mechanism takes " + names);
        }
        return found;
    }

    /** What a type of key encrypts with unless --mechanism says otherwise. */
    static CipherAlgorithm usual(KeyType type, String label) {
        return switch (type) {
            case CKK_AES -> of(GCM);
            case CKK_CHACHA20 -> of("ChaCha20-Poly1305");
            case CKK_RSA -> of(oaepName(Digest.SHA_256));
            default ->
                    throw CliException.failed(
                            "the key '"
                                    + label
                                    + "' does not encrypt files: no cipher of this command is for keys of type "
                                    + type.label());
        };
    }
}
