package io.craton.hsm.core.token;

import static io.craton.hsm.AttributeType.*;
import static java.util.Comparator.comparingInt;

import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.ObjectChanges;
import io.craton.hsm.core.object.ObjectRecords;
import io.craton.hsm.core.object.TrustedForm;
import io.craton.hsm.spi.TokenStore.Change;
import io.craton.hsm.spi.TokenStore.StoredObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys that the SO, who does not see private objects, may name by their unique id, to mark them
 * as trusted and for nothing else (decision B50).
 */
final class OfficerKeys {
    private static final Set<ObjectClass> KEYS =
            EnumSet.of(
                    ObjectClass.CKO_PUBLIC_KEY,
                    ObjectClass.CKO_PRIVATE_KEY,
                    ObjectClass.CKO_SECRET_KEY);

    private final Token token;
    private final Map<ObjectHandle, UUID> named = new ConcurrentHashMap<>();

    OfficerKeys(Token token) {
        this.token = token;
    }

    /** Forgets the handles that were given out, when the SO logs out. */
    void forget() {
        named.clear();
    }

    /**
     * A handle of a private key for a search with exactly its {@code CKA_UNIQUE_ID}, that serves
     * {@link #mark} alone.
     */
    Optional<ObjectHandle> find(Template template) {
        String uniqueId = template.get(CKA_UNIQUE_ID);
        if (!officer() || uniqueId == null || !template.types().equals(Set.of(CKA_UNIQUE_ID))) {
            return Optional.empty();
        }
        UUID id = parse(uniqueId);
        if (id == null || hidden(object -> object.id().equals(id)).isEmpty()) {
            return Optional.empty();
        }
        ObjectHandle handle = token.objects().newHandle();
        named.put(handle, id);
        return Optional.of(handle);
    }

    /** Whether a change of attributes is that of the SO who marks a key. */
    boolean marks(ObjectHandle handle, Template changes) {
        if (!officer()
                || !changes.types().equals(Set.of(CKA_TRUSTED))
                || !Boolean.TRUE.equals(changes.get(CKA_TRUSTED))) {
            return false;
        }
        HsmObject seen = token.index().get(handle);
        return seen == null ? named.containsKey(handle) : KEYS.contains(seen.objectClass());
    }

    /** Marks the key with this handle, as {@link #mark(String, boolean)} does. */
    HsmObject mark(ObjectHandle handle) {
        HsmObject seen = token.index().get(handle);
        UUID id = seen == null ? named.get(handle) : seen.id();
        return whileOfficer(() -> marked(required(id), false));
    }

    /** Marks a key as trusted: see {@link io.craton.hsm.Slot#trust}. */
    HsmObject mark(String uniqueId, boolean acceptForeign) {
        return whileOfficer(() -> marked(required(parse(uniqueId)), acceptForeign));
    }

    /** The key with this unique id. */
    HsmObject look(String uniqueId) {
        return whileOfficer(() -> required(parse(uniqueId)));
    }

    private HsmObject whileOfficer(Supplier<HsmObject> work) {
        return token.logins().whileOfficer(work);
    }

    private boolean officer() {
        return token.role() == UserType.CKU_SO;
    }

    static @Nullable UUID parse(String uniqueId) {
        try {
            return UUID.fromString(uniqueId);
        } catch (IllegalArgumentException e) {
            return null; // no object has such an id
        }
    }

    private HsmObject required(@Nullable UUID id) {
        List<HsmObject> found = keys(object -> object.id().equals(id));
        if (!found.isEmpty()) {
            return found.get(0);
        }
        if (!token.store().unlocked()) {
            throw new HsmException(
                    ReturnCode.CKR_FUNCTION_REJECTED,
                    "the SO PIN does not open private objects (security.so_recovery = false), so that the SO cannot see"
                            + " what is to be trusted");
        }
        throw new HsmException(
                ReturnCode.CKR_OBJECT_HANDLE_INVALID, "the token has no key with this unique id");
    }

    private HsmObject marked(HsmObject key, boolean acceptForeign) {
        List<HsmObject> parts =
                key.keyType() == KeyType.CKK_RSA && !isSecret(key) ? pair(key) : List.of(key);
        TrustedPair.check(parts, acceptForeign);
        HsmObject wrapping = parts.get(0);
        boolean foreign = TrustedPair.foreign(parts);
        write(wrapping, ObjectChanges.marked(wrapping.attributes(), foreign));
        return wrapping;
    }

    private static boolean isSecret(HsmObject key) {
        return key.objectClass() == ObjectClass.CKO_SECRET_KEY;
    }

    /**
     * The public key of a pair, the one that is named if it is one, and every private key of it.
     */
    private List<HsmObject> pair(HsmObject half) {
        boolean byPublic = half.objectClass() == ObjectClass.CKO_PUBLIC_KEY;
        byte[] modulus = half.attributes().get(CKA_MODULUS);
        List<HsmObject> halves =
                keys(
                        object ->
                                object.keyType() == KeyType.CKK_RSA
                                        && Arrays.equals(
                                                modulus, object.attributes().get(CKA_MODULUS)));
        List<HsmObject> parts = new ArrayList<>();
        halves.stream()
                .filter(object -> object.objectClass() == ObjectClass.CKO_PUBLIC_KEY)
                .filter(object -> !byPublic || object.id().equals(half.id()))
                .min(comparingInt(object -> TrustedForm.objections(object.facts()).size()))
                .ifPresent(parts::add);
        halves.stream()
                .filter(object -> object.objectClass() == ObjectClass.CKO_PRIVATE_KEY)
                .forEach(parts::add);
        return parts;
    }

    /** The keys that everybody sees and those that only the user does. */
    private List<HsmObject> keys(Predicate<HsmObject> which) {
        List<HsmObject> found = new ArrayList<>();
        token.index().all().stream()
                .filter(object -> KEYS.contains(object.objectClass()) && which.test(object))
                .forEach(found::add);
        found.addAll(hidden(which));
        return found;
    }

    /** Looks at the private objects, so that it is known which of them cannot be read. */
    void lookAtHidden() {
        hidden(object -> false);
    }

    private List<HsmObject> hidden(Predicate<HsmObject> which) {
        List<HsmObject> found = new ArrayList<>();
        if (token.store().unlocked()) {
            token.objects()
                    .stored()
                    .read(
                            token.store(),
                            true,
                            OfficerKeys::attributesOnly,
                            object -> {
                                if (KEYS.contains(object.objectClass()) && which.test(object)) {
                                    found.add(object);
                                }
                            });
        }
        return found;
    }

    /** An object without handle and key: to look at, not to use. */
    private static HsmObject attributesOnly(StoredObject stored) {
        return new HsmObject(
                new ObjectHandle(0),
                stored.id(),
                ObjectRecords.attributes(stored.attributes()),
                0,
                null,
                null);
    }

    private void write(HsmObject key, Template attributes) {
        if (key.equals(token.index().get(key.handle()))) {
            token.objects().change(key, present -> attributes);
            return;
        }
        token.store()
                .commit(
                        List.of(
                                new Change.Put(
                                        key.id(),
                                        true,
                                        ObjectRecords.attributes(attributes),
                                        null)));
        token.changed();
    }
}
