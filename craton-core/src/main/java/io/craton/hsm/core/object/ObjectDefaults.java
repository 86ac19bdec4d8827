package io.craton.hsm.core.object;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Template;
import io.craton.hsm.core.policy.Use;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Defaults that the standard leaves to the token and that depend on other attributes (PKCS#11 v3.2,
 * sections 4.4 and 4.7 to 4.10):
 *
 * <ul>
 *   <li>{@code CKA_PRIVATE} of private and secret keys is true; of session keys it is true if the
 *       user is logged in, so that a public session can work with keys of its own.
 *   <li>{@code CKA_SENSITIVE} of private keys is true, and of secret keys that are generated; of
 *       secret keys that come in any other way it is false, as the standard says.
 *   <li>{@code CKA_EXTRACTABLE} is true after unwrapping, encapsulation and decapsulation (the
 *       standard says so), else the opposite of {@code CKA_SENSITIVE}.
 *   <li>The uses are those that the key type is for. A generic secret that comes from another key
 *       and is to derive, and of which no other use is said, does nothing else; nor does a key that
 *       is to wrap: whoever wraps and decrypts with one key reads what leaves under it.
 * </ul>
 */
final class ObjectDefaults {
    /** The attributes of the uses that keys are for, by class and type. */
    private static final Map<ObjectClass, Map<KeyType, Set<AttributeType<Boolean>>>> USES =
            new EnumMap<>(ObjectClass.class);

    /** The attributes that permit a use. */
    private static final Set<AttributeType<Boolean>> PERMITTING =
            attributes(EnumSet.allOf(Use.class));

    static {
        uses(KeyType.CKK_RSA, Set.of(Use.VERIFY, Use.ENCRYPT), Set.of(Use.SIGN, Use.DECRYPT));
        uses(KeyType.CKK_EC, Set.of(Use.VERIFY), Set.of(Use.SIGN, Use.DERIVE));
        uses(KeyType.CKK_EC_EDWARDS, Set.of(Use.VERIFY), Set.of(Use.SIGN));
        uses(KeyType.CKK_EC_MONTGOMERY, Set.of(), Set.of(Use.DERIVE));
        uses(KeyType.CKK_ML_DSA, Set.of(Use.VERIFY), Set.of(Use.SIGN));
        uses(KeyType.CKK_SLH_DSA, Set.of(Use.VERIFY), Set.of(Use.SIGN));
        uses(KeyType.CKK_ML_KEM, Set.of(Use.ENCAPSULATE), Set.of(Use.DECAPSULATE));
        uses(KeyType.CKK_HSS, Set.of(Use.VERIFY), Set.of());
        uses(KeyType.CKK_XMSS, Set.of(Use.VERIFY), Set.of());
        uses(KeyType.CKK_XMSSMT, Set.of(Use.VERIFY), Set.of());
        for (KeyType type : KeyType.values()) {
            uses(ObjectClass.CKO_SECRET_KEY, type, ofSecretKeys(type));
        }
    }

    private static Set<Use> ofSecretKeys(KeyType type) {
        return switch (type.kind()) {
            case CIPHER -> EnumSet.of(Use.ENCRYPT, Use.DECRYPT);
            case DERIVATION -> EnumSet.of(Use.DERIVE);
            case MAC, GENERIC -> EnumSet.of(Use.SIGN, Use.VERIFY);
            case KEY_PAIR, PUBLIC_ONLY, UNSUPPORTED -> EnumSet.noneOf(Use.class);
        };
    }

    private ObjectDefaults() {}

    private static void uses(KeyType type, Set<Use> ofPublic, Set<Use> ofPrivate) {
        uses(ObjectClass.CKO_PUBLIC_KEY, type, ofPublic);
        uses(ObjectClass.CKO_PRIVATE_KEY, type, ofPrivate);
    }

    private static void uses(ObjectClass objectClass, KeyType type, Set<Use> uses) {
        USES.computeIfAbsent(objectClass, c -> new EnumMap<>(KeyType.class))
                .put(type, attributes(uses));
    }

    private static Set<AttributeType<Boolean>> attributes(Set<Use> uses) {
        return uses.stream().map(Use::attribute).collect(Collectors.toUnmodifiableSet());
    }

    /** {@code CKA_PRIVATE} of a new object. */
    static boolean isPrivate(ObjectClass objectClass, Template given, boolean userLoggedIn) {
        boolean guarded =
                objectClass == ObjectClass.CKO_PRIVATE_KEY
                        || objectClass == ObjectClass.CKO_SECRET_KEY;
        boolean token = given.get(CKA_TOKEN, false);
        return given.get(CKA_PRIVATE, guarded && (token || userLoggedIn));
    }

    /** {@code CKA_SENSITIVE} of a new private or secret key. */
    static boolean sensitive(Origin origin, ObjectClass objectClass, Template given) {
        return given.get(
                CKA_SENSITIVE,
                objectClass == ObjectClass.CKO_PRIVATE_KEY || origin == Origin.GENERATE);
    }

    /** {@code CKA_EXTRACTABLE} of a new private or secret key. */
    static boolean extractable(Origin origin, Template given, boolean sensitive) {
        return given.get(
                CKA_EXTRACTABLE, origin == Origin.UNWRAP || origin == Origin.SHARE || !sensitive);
    }

    /** The default of an attribute that permits a use; null if the attribute permits none. */
    static @Nullable Boolean use(
            Origin origin,
            ObjectClass objectClass,
            @Nullable KeyType keyType,
            AttributeType<?> type,
            Template given) {
        Map<KeyType, Set<AttributeType<Boolean>>> byType = USES.get(objectClass);
        if (byType == null || keyType == null || !PERMITTING.contains(type)) {
            return null;
        }
        return !isForDerivation(origin, keyType, given)
                && !given.get(CKA_WRAP, false)
                && byType.getOrDefault(keyType, Set.of()).contains(type);
    }

    private static boolean isForDerivation(Origin origin, KeyType keyType, Template given) {
        return (origin == Origin.DERIVE || origin == Origin.SHARE)
                && keyType == KeyType.CKK_GENERIC_SECRET
                && given.get(CKA_DERIVE, false)
                && Arrays.stream(Use.values())
                        .allMatch(use -> use == Use.DERIVE || !given.has(use.attribute()));
    }
}
