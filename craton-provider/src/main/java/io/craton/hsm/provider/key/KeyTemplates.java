package io.craton.hsm.provider.key;

import com.google.errorprone.annotations.CheckReturnValue;
import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attributes that keys get at this door unless the caller names others: private, sensitive
 * whatever their origin (decision B36), not extractable, and with the uses of {@link KeyUses}.
 */
@CheckReturnValue
public final class KeyTemplates {
    private KeyTemplates() {}

    private static KeyUses uses(KeyType type, KeyPurpose purpose) {
        return KeyUses.of(type, purpose).orElseThrow(() -> unusable(type, purpose));
    }

    private static HsmException unusable(KeyType type, KeyPurpose purpose) {
        return new HsmException(ReturnCode.CKR_TEMPLATE_INCONSISTENT, noSuchPurpose(type, purpose));
    }

    /** Why keys of a type cannot be what is asked for, in words; null if they can. */
    public static @Nullable String refusal(KeyType type, KeyRequest request) {
        if (request.isOfEcdsaOnly() && type != KeyType.CKK_EC) {
            return "low S and deterministic signatures are of EC keys, not of keys of type " + type;
        }
        return KeyUses.of(type, request.purpose()).isPresent()
                ? null
                : noSuchPurpose(type, request.purpose());
    }

    private static String noSuchPurpose(KeyType type, KeyPurpose purpose) {
        return "keys of type "
                + type
                + " are not made for "
                + purpose
                + ": AES, ChaCha20 and RSA keys wrap; secret keys and those that agree derive";
    }

    /** A private or secret key, without the request's further attributes. */
    public static Template.Builder secret(
            ObjectClass objectClass, KeyType type, KeyRequest request) {
        Template.Builder builder =
                Template.builder()
                        .objectClass(objectClass)
                        .keyType(type)
                        .set(AttributeType.CKA_PRIVATE, true)
                        .set(AttributeType.CKA_SENSITIVE, true)
                        .set(AttributeType.CKA_EXTRACTABLE, false);
        uses(type, request.purpose()).set(builder, objectClass);
        return override(builder, request.named()).toBuilder();
    }

    /**
     * A private or secret key that was asked for without a word about it: a session key that no
     * logout ends, since the one who asked knows nothing of logins. So it is not private.
     */
    public static Template.Builder held(ObjectClass objectClass, KeyType type) {
        return secret(objectClass, type, KeyRequest.SESSION).build().toBuilder()
                .set(AttributeType.CKA_PRIVATE, false);
    }

    /**
     * What is made of another key, and lives as long as that does.
     *
     * @param builder a session key
     * @param base the key that it is derived from, or unwrapped with
     */
    public static Template.Builder like(KeyRef base, Template.Builder builder) {
        return base.held()
                ? builder.build().toBuilder().set(AttributeType.CKA_PRIVATE, false)
                : builder;
    }

    /** A public key that is generated. */
    public static Template.Builder publicKey(KeyType type, KeyRequest request) {
        Template.Builder builder =
                Template.builder()
                        .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                        .keyType(type)
                        .token(request.isTokenKey())
                        .set(AttributeType.CKA_PRIVATE, false);
        uses(type, request.purpose()).set(builder, ObjectClass.CKO_PUBLIC_KEY);
        String label = request.named().get(AttributeType.CKA_LABEL);
        if (label != null) {
            builder.label(label);
        }
        byte[] id = request.named().get(AttributeType.CKA_ID);
        return id == null ? builder : builder.id(id);
    }

    /**
     * A public key of whatever origin, for one operation.
     *
     * @param key its class, type and value
     * @param use the one thing that it is for
     */
    static Template publicKey(Template key, AttributeType<Boolean> use) {
        Template.Builder builder = key.toBuilder();
        new KeyUses(Set.of(), Set.of(use)).set(builder, ObjectClass.CKO_PUBLIC_KEY);
        return builder.build();
    }

    /** A secret session key. */
    public static Template.Builder sessionSecret(KeyType type) {
        return secret(ObjectClass.CKO_SECRET_KEY, type, KeyRequest.SESSION);
    }

    /** A secret session key that only other keys are derived from. */
    public static Template.Builder base() {
        return secret(
                ObjectClass.CKO_SECRET_KEY,
                KeyType.CKK_GENERIC_SECRET,
                KeyRequest.session(KeyPurpose.DERIVING));
    }

    /** A secret session key that the application may read. */
    public static Template.Builder readableSecret(KeyType type) {
        return readable(sessionSecret(type));
    }

    /** A secret that the application may read and that nothing but derivation may ever use. */
    public static Template.Builder readableBase() {
        return readable(base())
                .set(AttributeType.CKA_MODIFIABLE, false)
                .set(AttributeType.CKA_COPYABLE, false);
    }

    private static Template.Builder readable(Template.Builder secret) {
        return secret.build().toBuilder()
                .set(AttributeType.CKA_SENSITIVE, false)
                .set(AttributeType.CKA_EXTRACTABLE, true);
    }

    /** The encoding of a software key, for the moment in which it is wrapped; it may do nothing. */
    public static Template software(byte[] encoding) {
        Template.Builder builder =
                Template.builder()
                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                        .keyType(KeyType.CKK_GENERIC_SECRET)
                        .token(false)
                        .set(AttributeType.CKA_PRIVATE, true)
                        .set(AttributeType.CKA_SENSITIVE, true)
                        .set(AttributeType.CKA_EXTRACTABLE, true)
                        .set(AttributeType.CKA_VALUE, encoding);
        KeyUses.NONE.set(builder, ObjectClass.CKO_SECRET_KEY);
        return builder.build();
    }

    /** Sets these attributes in place of those of the same type. */
    public static Template override(Template.Builder builder, Template attributes) {
        Template base = builder.build();
        return base.toBuilder().setAll(attributes).build();
    }
}
