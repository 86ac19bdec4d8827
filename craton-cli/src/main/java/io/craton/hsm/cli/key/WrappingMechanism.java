package io.craton.hsm.cli.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.Template;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.KeyUse;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Locale;
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

    /** What such a key may do; of a pair, each half its own. */
    static final Set<KeyUse> USES = EnumSet.of(KeyUse.WRAP, KeyUse.UNWRAP);

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
