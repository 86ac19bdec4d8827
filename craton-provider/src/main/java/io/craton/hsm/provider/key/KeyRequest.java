package io.craton.hsm.provider.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Template;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.KeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a key that is generated or imported; applications write it as a {@code
 * CratonKeySpec}.
 *
 * @param purpose what the key is made for
 * @param named what the request says of the private or secret key by name: {@code CKA_TOKEN},
 *     {@code CKA_EXTRACTABLE}, label, id, and how it signs
 * @param attributes further attributes of that key, which win over all others
 * @param keySize the size in bits; 0 for the default or what the parameters say
 * @param params what to generate, or null
 * @param keySpec what to import, or null
 */
public record KeyRequest(
        KeyPurpose purpose,
        Template named,
        Template attributes,
        int keySize,
        @Nullable AlgorithmParameterSpec params,
        @Nullable KeySpec keySpec) {

    /** A session key that is not extractable, for the usual things: of who asks for nothing. */
    public static final KeyRequest SESSION = session(KeyPurpose.USUAL);

    /** Turns what a caller of JCA gives into a request; null for what is none. */
    @FunctionalInterface
    public interface Reader {
        /**
         * @param spec an {@link AlgorithmParameterSpec} or {@link KeySpec}, or null
         */
        @Nullable KeyRequest read(@Nullable Object spec);
    }

    /** A session key for a purpose. */
    static KeyRequest session(KeyPurpose purpose) {
        Template named = Template.builder().token(false).build();
        return new KeyRequest(purpose, named, Template.empty(), 0, null, null);
    }

    /**
     * A token key for the usual things.
     *
     * @param id {@code CKA_ID}; empty for none
     * @param attributes further attributes
     */
    public static KeyRequest stored(byte[] id, Template attributes) {
        Template.Builder named = Template.builder().token(true);
        if (id.length > 0) {
            named.id(id);
        }
        return new KeyRequest(KeyPurpose.USUAL, named.build(), attributes, 0, null, null);
    }

    /** Whether the key outlives the session. */
    boolean isTokenKey() {
        return named.get(AttributeType.CKA_TOKEN, false);
    }

    /** Whether the signatures are to be of a kind that only EC keys make. */
    boolean isOfEcdsaOnly() {
        return named.has(AttributeType.CKA_CRATON_LOW_S)
                || named.has(AttributeType.CKA_CRATON_DETERMINISTIC);
    }
}
