package io.craton.hsm.core.token.object;

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
import io.craton.hsm.core.token.content.TokenObjects;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.context.Login;
import io.craton.hsm.core.token.context.TokenContext;
import io.craton.hsm.core.token.login.Logins;
import io.craton.hsm.spi.TokenStore.Change;
import io.craton.hsm.spi.TokenStore.StoredObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys that the SO, who does not see private objects, may name by their unique id, to mark them
 * as trusted and for nothing else (decision B50).
 */
public final class OfficerKeys {
    private static final Set<ObjectClass> KEYS =
            EnumSet.of(
                    ObjectClass.CKO_PUBLIC_KEY,
                    ObjectClass.CKO_PRIVATE_KEY,
                    ObjectClass.CKO_SECRET_KEY);

    private final Caller caller;
    private final TokenContext context;
    private final TokenObjects objects;
    private final Logins logins;

    /**
     * @param caller the SO, perhaps
     * @param objects the objects of the token
     * @param logins whether the SO stays
     */
    public OfficerKeys(Caller caller, TokenObjects objects, Logins logins) {
        this.caller = caller;
        this.context = caller.context();
        this.objects = objects;
        this.logins = logins;
    }

    /**
     * A handle of a private key for a search with exactly its {@code CKA_UNIQUE_ID}, that serves
     * {@link #mark} alone.
     */
    Optional<ObjectHandle> find(Template template) {
        Login login = officer();
        String uniqueId = template.get(CKA_UNIQUE_ID);
        if (login == null || uniqueId == null || !template.types().equals(Set.of(CKA_UNIQUE_ID))) {
            return Optional.empty();
        }
        UUID id = parse(uniqueId);
        if (id == null || privateKeys(object -> object.id().equals(id)).isEmpty()) {
            return Optional.empty();
        }
        ObjectHandle handle = context.newHandle();
        login.name(handle, id);
        return Optional.of(handle);
    }

    /** Whether a change of attributes is that of the SO who marks a key. */
    boolean marks(ObjectHandle handle, Template changes) {
        Login login = officer();
        if (login == null
                || !changes.types().equals(Set.of(CKA_TRUSTED))
                || !Boolean.TRUE.equals(changes.get(CKA_TRUSTED))) {
            return false;
        }
        HsmObject seen = caller.find(handle);
        return seen == null ? login.named(handle) != null : KEYS.contains(seen.objectClass());
    }

    /** Marks the key with this handle, as {@link #mark(String, boolean)} does. */
    HsmObject mark(ObjectHandle handle) {
        HsmObject seen = caller.find(handle);
        Login login = officer();
        UUID named = login == null ? null : login.named(handle);
        UUID id = seen == null ? named : seen.id();
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
        return logins.whileOfficer(caller, "only the SO trusts keys; log in as CKU_SO", work);
    }

    private @Nullable Login officer() {
        Login login = caller.application().login();
        return login != null && login.user() == UserType.CKU_SO ? login : null;
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
        if (!context.store().officerUnlocks()) {
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

    private static boolean isHalf(HsmObject object, byte @Nullable [] modulus) {
        return object.keyType() == KeyType.CKK_RSA
                && Arrays.equals(modulus, object.attributes().get(CKA_MODULUS));
    }

    /**
     * The public key of a pair, the one that is named if it is one, and every private key of it.
     */
    private List<HsmObject> pair(HsmObject half) {
        boolean byPublic = half.objectClass() == ObjectClass.CKO_PUBLIC_KEY;
        byte[] modulus = half.attributes().get(CKA_MODULUS);
        List<HsmObject> halves = keys(object -> isHalf(object, modulus));
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
        for (HsmObject object : context.index().all()) {
            boolean others = !object.token() && !caller.application().sees(object);
            if (!object.isPrivate() && !others && isKey(object, which)) {
                found.add(object);
            }
        }
        found.addAll(privateKeys(which));
        return found;
    }

    private static boolean isKey(HsmObject object, Predicate<HsmObject> which) {
        return KEYS.contains(object.objectClass()) && which.test(object);
    }

    /** Looks at the private objects, so that it is known which of them cannot be read. */
    void lookAtHidden() {
        privateKeys(object -> false);
    }

    /** Private keys of the token, as others who see them have them, or to look at only. */
    private List<HsmObject> privateKeys(Predicate<HsmObject> which) {
        List<HsmObject> found = new ArrayList<>();
        if (!context.store().officerUnlocks()) {
            return found;
        }
        Map<UUID, HsmObject> seen = seenByOthers();
        objects.stored()
                .read(
                        context.store(),
                        true,
                        stored -> seen.getOrDefault(stored.id(), attributesOnly(stored)),
                        found::add);
        found.removeIf(object -> !isKey(object, which));
        return found;
    }

    private Map<UUID, HsmObject> seenByOthers() {
        Map<UUID, HsmObject> seen = new HashMap<>();
        for (HsmObject object : context.index().all()) {
            if (object.token() && object.isPrivate()) {
                seen.put(object.id(), object);
            }
        }
        return seen;
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
        if (key.equals(context.index().get(key.handle()))) {
            objects.change(caller, key, present -> attributes);
            return;
        }
        Change change = new Change.Put(key.id(), true, ObjectRecords.attributes(attributes), null);
        context.store().commit(List.of(change));
        context.changed();
    }
}
