package io.craton.hsm.cli.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Digest;
import io.craton.hsm.DigestUse;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.Template;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.KeyUse;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The mechanisms of {@code --wrapping}: a key that is made for one of them wraps and unwraps with
 * it alone, for ever, so that the SO can trust it (decision B39).
 */
public enum WrappingMechanism {
    /** AES key wrap with padding, for secret and private keys of any length. */
    KWP(MechanismType.CKM_AES_KEY_WRAP_KWP, KeyType.CKK_AES),
    /** AES key wrap. */
    KW(MechanismType.CKM_AES_KEY_WRAP, KeyType.CKK_AES),
    /** AES key wrap with the padding of PKCS#7. */
    KW_PKCS7(MechanismType.CKM_AES_KEY_WRAP_PKCS7, KeyType.CKK_AES),
    /** AES-GCM. */
    GCM(MechanismType.CKM_AES_GCM, KeyType.CKK_AES),
    /** AES-CCM. */
    CCM(MechanismType.CKM_AES_CCM, KeyType.CKK_AES),
    /** ChaCha20-Poly1305. */
    CHACHA20_POLY1305(MechanismType.CKM_CHACHA20_POLY1305, KeyType.CKK_CHACHA20),
    /** RSA-OAEP, for secret keys. */
    OAEP(MechanismType.CKM_RSA_PKCS_OAEP, KeyType.CKK_RSA),
    /** RSA-OAEP and AES key wrap with padding, for keys of any length. */
    RSA_AES(MechanismType.CKM_RSA_AES_KEY_WRAP, KeyType.CKK_RSA);

    /** What {@code --wrapping} takes, for help, errors and completion. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(values()).map(WrappingMechanism::toString).iterator();
        }
    }

    /** What {@code --mechanism} takes: those whose result is all that there is to keep. */
    static final class Plain implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(values())
                    .filter(WrappingMechanism::isPlain)
                    .map(WrappingMechanism::toString)
                    .iterator();
        }
    }

    /** What such a key may do; of a pair, each half its own. */
    static final Set<KeyUse> USES = EnumSet.of(KeyUse.WRAP, KeyUse.UNWRAP);

    /** The length of the AES key that rsa-aes makes for one wrapping. */
    private static final int PASSING_BITS = 256;

    private final MechanismType mechanism;
    private final KeyType keyType;

    WrappingMechanism(MechanismType mechanism, KeyType keyType) {
        this.mechanism = mechanism;
        this.keyType = keyType;
    }

    /**
     * The mechanism with this name, for a key of this kind.
     *
     * @throws CliException if there is none
     */
    static WrappingMechanism of(String name, KeyKind kind) {
        WrappingMechanism found =
                Arrays.stream(values())
                        .filter(each -> each.toString().equalsIgnoreCase(name))
                        .findFirst()
                        .orElseThrow(() -> unknown(name));
        if (found.keyType != kind.type()) {
            String names = of(kind);
            String may = names.isEmpty() ? "such keys wrap nothing" : "it may with " + names;
            throw CliException.usage(
                    "a key of type " + kind.name() + " does not wrap with " + found + "; " + may);
        }
        return found;
    }

    /**
     * The mechanism with this name, whose result has no vector and no tag apart.
     *
     * @throws CliException if there is none
     */
    static WrappingMechanism plain(String name) {
        return Arrays.stream(values())
                .filter(each -> each.isPlain() && each.toString().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                CliException.usage(
                                        "--mechanism takes " + String.join(", ", new Plain())));
    }

    /**
     * The row of a mechanism.
     *
     * @throws CliException if there is none, or its result has a vector and a tag apart
     */
    static WrappingMechanism of(MechanismType type) {
        return Arrays.stream(values())
                .filter(each -> each.isPlain() && each.mechanism == type)
                .findFirst()
                .orElseThrow(
                        () ->
                                CliException.failed(
                                        "the wrapping key is bound to "
                                                + type
                                                + ", which programs use (C_WrapKeyAuthenticated)"));
    }

    private boolean isPlain() {
        return this != GCM && this != CCM && this != CHACHA20_POLY1305;
    }

    /** The type of the keys that wrap with it. */
    KeyType keyType() {
        return keyType;
    }

    /**
     * The mechanism as a call takes it.
     *
     * @param digest the hash function inside OAEP and its mask
     */
    Mechanism withParameter(Digest digest) {
        return switch (this) {
            case OAEP -> Mechanism.of(mechanism, oaep(digest));
            case RSA_AES ->
                    Mechanism.of(
                            mechanism,
                            new MechanismParameters.RsaAesKeyWrap(PASSING_BITS, oaep(digest)));
            default -> Mechanism.of(mechanism);
        };
    }

    private static MechanismParameters.RsaOaep oaep(Digest digest) {
        Optional<MechanismType> hash = digest.mechanism(DigestUse.DIGEST);
        Optional<MechanismParameters.Mgf> mask = MechanismParameters.Mgf.of(digest);
        if (hash.isEmpty() || mask.isEmpty()) {
            throw CliException.usage("OAEP has no mask with " + digest.standardName());
        }
        return new MechanismParameters.RsaOaep(hash.get(), mask.get(), new byte[0]);
    }

    private static CliException unknown(String name) {
        String names = String.join(", ", new Names());
        return CliException.usage(
                "there is no wrapping mechanism '" + name + "'; --wrapping takes " + names);
    }

    /** The names of those for keys of this kind. */
    private static String of(KeyKind kind) {
        return Arrays.stream(values())
                .filter(each -> each.keyType == kind.type())
                .map(WrappingMechanism::toString)
                .collect(Collectors.joining(", "));
    }

    /** Binds a key, or a half of a pair, to this mechanism. */
    void bind(Template.Builder template) {
        template.set(AttributeType.CKA_MODIFIABLE, false)
                .set(AttributeType.CKA_COPYABLE, false)
                .set(AttributeType.CKA_ALLOWED_MECHANISMS, Set.of(mechanism));
    }

    /** The name that {@code --wrapping} takes. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
