package io.craton.hsm.provider;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.KeyPurpose;
import io.craton.hsm.provider.key.KeyRequest;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.KeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What a generated or imported key is to be in the token: its label, its id, whether it outlives
 * the session, and the standard specification of what to generate or import. Immutable. For example
 *
 * <pre>{@code
 * KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "CratonHSM");
 * generator.initialize(CratonKeySpec.builder()
 *         .label("tls-2026")
 *         .params(new ECGenParameterSpec("secp256r1"))
 *         .build());
 * }</pre>
 *
 * <p>Generators without it make keys that live as long as their Java objects, whoever logs in or
 * out.
 *
 * <p>A key that wraps others does nothing else, and has to be asked for: {@link #wrapping()}.
 */
public final class CratonKeySpec implements AlgorithmParameterSpec, KeySpec {
    /** What a key is made for: which of its uses are true. */
    public enum Purpose {
        /**
         * What JCA does with keys of its type, wrapping and the derivation from ciphers' keys
         * excepted.
         */
        USUAL,
        /** To wrap and unwrap other keys, and nothing else: AES, ChaCha20 and RSA keys. */
        WRAPPING,
        /** To derive other keys, and nothing else: secret keys, and private keys that agree. */
        DERIVING
    }

    private final @Nullable String label;
    private final byte @Nullable [] id;
    private final boolean token;
    private final boolean extractable;
    private final Purpose purpose;
    private final boolean lowS;
    private final boolean deterministic;
    private final int keySize;
    private final @Nullable AlgorithmParameterSpec params;
    private final @Nullable KeySpec keySpec;
    private final Template attributes;

    private CratonKeySpec(Builder builder) {
        this.label = builder.label;
        this.id = builder.id;
        this.token = builder.token;
        this.extractable = builder.extractable;
        this.purpose = builder.purpose;
        this.lowS = builder.lowS;
        this.deterministic = builder.deterministic;
        this.keySize = builder.keySize;
        this.params = builder.params;
        this.keySpec = builder.keySpec;
        this.attributes = builder.attributes;
    }

    /**
     * A key of the token with a label.
     *
     * @param label {@code CKA_LABEL}, the alias in the key store
     * @param params what to generate, such as an {@link java.security.spec.ECGenParameterSpec};
     *     null for the default
     */
    public CratonKeySpec(String label, @Nullable AlgorithmParameterSpec params) {
        this(label, null, true, false, params);
    }

    /**
     * @param label {@code CKA_LABEL}, or null
     * @param id {@code CKA_ID}, which ties a key to its certificate; null to have one made
     * @param token false for a session key
     * @param extractable whether the key may be wrapped; it stays sensitive
     * @param params what to generate; null for the default
     */
    public CratonKeySpec(
            @Nullable String label,
            byte @Nullable [] id,
            boolean token,
            boolean extractable,
            @Nullable AlgorithmParameterSpec params) {
        this(builder().label(label).id(id).token(token).extractable(extractable).params(params));
    }

    /** A builder: a token key that is not extractable. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A builder of a key that wraps and unwraps other keys and does nothing else ({@code CKA_WRAP}
     * stands alone): what {@code Cipher.WRAP_MODE} takes. Of an RSA pair the public key wraps and
     * the private key unwraps.
     */
    public static Builder wrapping() {
        return builder().wrapping();
    }

    /** {@code CKA_LABEL}, or null. */
    public @Nullable String label() {
        return label;
    }

    /** {@code CKA_ID}, or null. */
    public byte @Nullable [] id() {
        return id == null ? null : id.clone();
    }

    /** Whether the key outlives the session ({@code CKA_TOKEN}). */
    public boolean token() {
        return token;
    }

    /** Whether the key may be wrapped ({@code CKA_EXTRACTABLE}). */
    public boolean extractable() {
        return extractable;
    }

    /** What the key is made for. */
    public Purpose purpose() {
        return purpose;
    }

    /** Whether s of the ECDSA signatures of an EC key is at most half of the order. */
    public boolean lowS() {
        return lowS;
    }

    /** Whether the ECDSA signatures of an EC key are those of RFC 6979. */
    public boolean deterministic() {
        return deterministic;
    }

    /** The size in bits; 0 for the default or what {@link #params()} says. */
    public int keySize() {
        return keySize;
    }

    /** What to generate, or null. */
    public @Nullable AlgorithmParameterSpec params() {
        return params;
    }

    /** What to import, or null. */
    public @Nullable KeySpec keySpec() {
        return keySpec;
    }

    /**
     * Further attributes of the private or secret key, which win over those that the provider would
     * set.
     */
    public Template attributes() {
        return attributes;
    }

    /** What the packages below take it for; null for another kind of specification. */
    static @Nullable KeyRequest read(@Nullable Object spec) {
        return spec instanceof CratonKeySpec own ? own.request() : null;
    }

    private KeyRequest request() {
        KeyPurpose use =
                switch (purpose) {
                    case USUAL -> KeyPurpose.USUAL;
                    case WRAPPING -> KeyPurpose.WRAPPING;
                    case DERIVING -> KeyPurpose.DERIVING;
                };
        return new KeyRequest(use, named(), attributes, keySize, params, keySpec);
    }

    private Template named() {
        Template.Builder named =
                Template.builder().token(token).set(AttributeType.CKA_EXTRACTABLE, extractable);
        if (lowS) {
            named.set(AttributeType.CKA_CRATON_LOW_S, true);
        }
        if (deterministic) {
            named.set(AttributeType.CKA_CRATON_DETERMINISTIC, true);
        }
        if (label != null) {
            named.label(label);
        }
        if (id != null) {
            named.id(id);
        }
        return named.build();
    }

    /** The label only. */
    @Override
    public String toString() {
        return "CratonKeySpec[" + label + (token ? ", token" : ", session") + "]";
    }

    /** Builds a {@link CratonKeySpec}. */
    public static final class Builder {
        private @Nullable String label;
        private byte @Nullable [] id;
        private boolean token = true;
        private boolean extractable;
        private Purpose purpose = Purpose.USUAL;
        private boolean lowS;
        private boolean deterministic;
        private int keySize;
        private @Nullable AlgorithmParameterSpec params;
        private @Nullable KeySpec keySpec;
        private Template attributes = Template.empty();

        private Builder() {}

        /** Sets {@code CKA_LABEL}. */
        public Builder label(@Nullable String value) {
            this.label = value;
            return this;
        }

        /** Sets {@code CKA_ID}. */
        public Builder id(byte @Nullable ... value) {
            this.id = value == null ? null : value.clone();
            return this;
        }

        /** Sets {@code CKA_TOKEN}; true unless set. */
        public Builder token(boolean value) {
            this.token = value;
            return this;
        }

        /** Sets {@code CKA_EXTRACTABLE}; false unless set. */
        public Builder extractable(boolean value) {
            this.extractable = value;
            return this;
        }

        /** Makes it a key for {@link Purpose#WRAPPING}. */
        public Builder wrapping() {
            this.purpose = Purpose.WRAPPING;
            return this;
        }

        /** Makes it a key for {@link Purpose#DERIVING}. */
        public Builder deriving() {
            this.purpose = Purpose.DERIVING;
            return this;
        }

        /**
         * Has an EC key make signatures whose s is at most half of the order, at every door ({@code
         * CKA_CRATON_LOW_S}); false unless set. Bitcoin, Ethereum, Cosmos and Fabric refuse others.
         * Keys of other types are refused.
         */
        public Builder lowS(boolean value) {
            this.lowS = value;
            return this;
        }

        /**
         * Has an EC key make the signatures of RFC 6979, at every door ({@code
         * CKA_CRATON_DETERMINISTIC}); false unless set. Keys of other types are refused.
         */
        public Builder deterministic(boolean value) {
            this.deterministic = value;
            return this;
        }

        /** Sets the size in bits. */
        public Builder keySize(int bits) {
            this.keySize = bits;
            return this;
        }

        /** Sets what to generate. */
        public Builder params(@Nullable AlgorithmParameterSpec value) {
            this.params = value;
            return this;
        }

        /** Sets what to import: a {@code PKCS8EncodedKeySpec} or a {@code SecretKeySpec}. */
        public Builder keySpec(@Nullable KeySpec value) {
            this.keySpec = value;
            return this;
        }

        /** Sets one further attribute, such as {@code CKA_END_DATE}. */
        public <T> Builder attribute(AttributeType<T> type, T value) {
            this.attributes = attributes.toBuilder().set(type, value).build();
            return this;
        }

        /** The specification. */
        public CratonKeySpec build() {
            return new CratonKeySpec(this);
        }
    }
}
