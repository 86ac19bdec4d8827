package io.craton.hsm.provider.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import io.craton.hsm.provider.CratonKeySpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that keys get at this door unless the caller names others: private, sensitive, not
 * extractable, and fit for every use that JCA makes of their type.
 */
public final class KeyTemplates {
    private KeyTemplates() {}

    private record Use(
            List<AttributeType<Boolean>> privateOrSecret, List<AttributeType<Boolean>> publicKey) {}

    private static Use use(KeyType type) {
        return switch (type) {
            case CKK_RSA ->
                    new Use(
                            List.of(
                                    AttributeType.CKA_SIGN,
                                    AttributeType.CKA_DECRYPT,
                                    AttributeType.CKA_UNWRAP),
                            List.of(
                                    AttributeType.CKA_VERIFY,
                                    AttributeType.CKA_ENCRYPT,
                                    AttributeType.CKA_WRAP));
            case CKK_EC ->
                    new Use(
                            List.of(AttributeType.CKA_SIGN, AttributeType.CKA_DERIVE),
                            List.of(AttributeType.CKA_VERIFY));
            case CKK_EC_EDWARDS, CKK_ML_DSA, CKK_SLH_DSA ->
                    new Use(List.of(AttributeType.CKA_SIGN), List.of(AttributeType.CKA_VERIFY));
            case CKK_EC_MONTGOMERY -> new Use(List.of(AttributeType.CKA_DERIVE), List.of());
            case CKK_ML_KEM ->
                    new Use(
                            List.of(AttributeType.CKA_DECAPSULATE),
                            List.of(AttributeType.CKA_ENCAPSULATE));
            case CKK_AES ->
                    new Use(
                            List.of(
                                    AttributeType.CKA_ENCRYPT,
                                    AttributeType.CKA_DECRYPT,
                                    AttributeType.CKA_WRAP,
                                    AttributeType.CKA_UNWRAP,
                                    AttributeType.CKA_SIGN,
                                    AttributeType.CKA_VERIFY,
                                    AttributeType.CKA_DERIVE),
                            List.of());
            case CKK_CHACHA20, CKK_AES_XTS, CKK_DES2, CKK_DES3 ->
                    new Use(
                            List.of(AttributeType.CKA_ENCRYPT, AttributeType.CKA_DECRYPT),
                            List.of());
            case CKK_GENERIC_SECRET ->
                    new Use(
                            List.of(
                                    AttributeType.CKA_SIGN,
                                    AttributeType.CKA_VERIFY,
                                    AttributeType.CKA_DERIVE),
                            List.of());
            case CKK_HKDF -> new Use(List.of(AttributeType.CKA_DERIVE), List.of());
            default ->
                    new Use(List.of(AttributeType.CKA_SIGN, AttributeType.CKA_VERIFY), List.of());
        };
    }

    /** A private or secret key. */
    public static Template.Builder secret(
            ObjectClass objectClass, KeyType type, @Nullable CratonKeySpec spec) {
        Template.Builder builder =
                Template.builder()
                        .objectClass(objectClass)
                        .keyType(type)
                        .token(spec != null && spec.token())
                        .set(AttributeType.CKA_PRIVATE, true)
                        .set(AttributeType.CKA_SENSITIVE, true)
                        .set(AttributeType.CKA_EXTRACTABLE, spec != null && spec.extractable());
        use(type).privateOrSecret().forEach(attribute -> builder.set(attribute, true));
        return names(builder, spec);
    }

    /** A public key that is generated. */
    public static Template.Builder publicKey(KeyType type, @Nullable CratonKeySpec spec) {
        Template.Builder builder =
                Template.builder()
                        .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                        .keyType(type)
                        .token(spec != null && spec.token())
                        .set(AttributeType.CKA_PRIVATE, false);
        use(type).publicKey().forEach(attribute -> builder.set(attribute, true));
        return names(builder, spec);
    }

    /** A secret session key. */
    public static Template.Builder sessionSecret(KeyType type) {
        return secret(ObjectClass.CKO_SECRET_KEY, type, null);
    }

    /** A secret session key that the application may read. */
    public static Template.Builder readableSecret(KeyType type) {
        return sessionSecret(type).build().toBuilder()
                .set(AttributeType.CKA_SENSITIVE, false)
                .set(AttributeType.CKA_EXTRACTABLE, true);
    }

    private static Template.Builder names(Template.Builder builder, @Nullable CratonKeySpec spec) {
        if (spec != null) {
            String label = spec.label();
            if (label != null) {
                builder.label(label);
            }
            byte[] id = spec.id();
            if (id != null) {
                builder.id(id);
            }
        }
        return builder;
    }

    /** Sets these attributes in place of those of the same type. */
    public static Template override(Template.Builder builder, Template attributes) {
        Template base = builder.build();
        return base.toBuilder().setAll(attributes).build();
    }
}
