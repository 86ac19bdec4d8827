package io.craton.hsm.core.token.object;

import io.craton.hsm.Arguments;
import io.craton.hsm.AttributeCodec;
import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.TokenChanges;
import io.craton.hsm.core.object.AttributeRules;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.ObjectIndex;
import io.craton.hsm.core.object.ObjectMatch;
import io.craton.hsm.core.object.ObjectRecords;
import io.craton.hsm.core.token.context.Application;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.SecretAccess;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a session finds objects and reads their attributes (PKCS#11 v3.2 sections 5.7.4 to 5.7.9).
 */
public final class ObjectReads {
    private final Caller caller;
    private final OfficerKeys officerKeys;

    /**
     * @param caller who looks
     * @param officerKeys what the SO finds
     */
    public ObjectReads(Caller caller, OfficerKeys officerKeys) {
        this.caller = caller;
        this.officerKeys = officerKeys;
    }

    /** An estimate of the size of an object, in bytes. */
    public long size(ObjectHandle handle) {
        caller.enter();
        Arguments.notNull(handle, "the object");
        return ObjectMatch.size(caller.get(handle, ReturnCode.CKR_OBJECT_HANDLE_INVALID));
    }

    /**
     * The object with this handle, for a look at it that is recorded.
     *
     * @throws HsmException {@code CKR_OBJECT_HANDLE_INVALID}
     */
    public HsmObject lookUp(ObjectHandle handle) {
        return looked(handle, object -> object);
    }

    /** The value of an attribute. */
    public <T> T get(ObjectHandle handle, AttributeType<T> type) {
        caller.enter();
        Arguments.notNull(type, "the attribute");
        return looked(handle, object -> value(object, type));
    }

    private <T> T looked(ObjectHandle handle, Function<HsmObject, T> look) {
        Arguments.notNull(handle, "the object");
        HsmObject object = caller.find(handle);
        T seen;
        try {
            seen = look.apply(caller.get(handle, ReturnCode.CKR_OBJECT_HANDLE_INVALID));
        } catch (HsmException e) {
            looked(e.code(), object);
            throw e;
        }
        looked(ReturnCode.CKR_OK, object);
        return seen;
    }

    private void looked(ReturnCode result, @Nullable HsmObject object) {
        caller.recorder().record(AuditEvent.GET_ATTRIBUTE, result, object, null, null, null);
    }

    /** Those of the attributes that the object has and that may be read. */
    public Template getReadable(ObjectHandle handle, AttributeType<?>... types) {
        caller.enter();
        allGiven(types);
        HsmObject object = lookUp(handle);
        Template.Builder found = Template.builder();
        for (AttributeType<?> type : types) {
            take(object, type, found);
        }
        return found.build();
    }

    /** What is no secret of an object, without a record. */
    public Template describe(ObjectHandle handle, AttributeType<?>... types) {
        caller.enter();
        Arguments.notNull(handle, "the object");
        allGiven(types);
        HsmObject object = caller.get(handle, ReturnCode.CKR_OBJECT_HANDLE_INVALID);
        Template.Builder found = Template.builder();
        for (AttributeType<?> type : types) {
            if (!AttributeRules.isSecret(object.objectClass(), type)) {
                take(object, type, found);
            }
        }
        return found.build();
    }

    /** What has become of the token objects since a moment, without a record. */
    public TokenChanges since(long number, AttributeType<?>... types) {
        caller.enter();
        allGiven(types);
        Application application = caller.application();
        long base = application.ofToken(number);
        ObjectIndex.Since since = caller.context().index().since(base);
        Map<ObjectHandle, Template> present = new LinkedHashMap<>();
        for (ObjectIndex.Seen seen : since.present()) {
            if (application.sees(seen.object())) {
                present.put(caller.handle(seen.object()), taken(seen, types));
            }
        }
        return new TokenChanges(
                application.changeNumber(since.number()),
                since.complete(),
                present,
                gone(since, application));
    }

    /** Who is not logged in does not hear of private objects, not even that one is gone. */
    private static List<ObjectHandle> gone(ObjectIndex.Since since, Application application) {
        List<ObjectHandle> inside = new ArrayList<>(since.gone());
        if (application.isUser()) {
            inside.addAll(since.gonePrivate());
        }
        return inside.stream().map(application::outside).toList();
    }

    private static Template taken(ObjectIndex.Seen seen, AttributeType<?>... types) {
        Template.Builder found = Template.builder();
        for (AttributeType<?> type : types) {
            // Secrets are not among the attributes.
            ObjectRecords.copy(seen.facts().attributes(), type, found);
        }
        return found.build();
    }

    private static void allGiven(AttributeType<?>... types) {
        Arguments.notNull(types, "the attributes");
        Arguments.noneNull(Arrays.asList(types), "the attributes");
    }

    private static <T> void take(HsmObject object, AttributeType<T> type, Template.Builder into) {
        boolean secret = AttributeRules.isSecret(object.objectClass(), type);
        boolean has = secret ? hasSecret(object, type) : object.attributes().has(type);
        if (has && (!secret || object.facts().readable())) {
            into.set(type, value(object, type));
        }
    }

    private static boolean hasSecret(HsmObject object, AttributeType<?> type) {
        return object.material().secretTypes().contains(type);
    }

    /**
     * The value of an attribute.
     *
     * @throws HsmException {@code CKR_ATTRIBUTE_SENSITIVE}, {@code CKR_ATTRIBUTE_TYPE_INVALID}
     */
    public static <T> T value(HsmObject object, AttributeType<T> type) {
        boolean secret = AttributeRules.isSecret(object.objectClass(), type);
        if (secret && object.rules().rule(type) != null) {
            requireReadable(object, type);
            if (hasSecret(object, type)) {
                return secret(object.material(), type);
            }
        }
        T value = object.attributes().get(type);
        if (value == null) {
            throw new HsmException(
                    ReturnCode.CKR_ATTRIBUTE_TYPE_INVALID, "the object has no " + type);
        }
        return value;
    }

    private static void requireReadable(HsmObject object, AttributeType<?> type) {
        if (!object.facts().readable()) {
            throw new HsmException(
                    ReturnCode.CKR_ATTRIBUTE_SENSITIVE,
                    type + " cannot be read: the key is sensitive or not extractable");
        }
    }

    // Secret components are byte arrays: the attribute table says so.
    @SuppressWarnings("unchecked")
    private static <T> T secret(KeyMaterial material, AttributeType<T> type) {
        return (T) material.secret((AttributeType<byte[]>) type).copy(SecretAccess.READ);
    }

    /** The objects that match a template. */
    public List<ObjectHandle> find(Template template) {
        caller.enter();
        Arguments.notNull(template, "the template");
        return found(matching(template));
    }

    /** The same with a template in the byte form of a platform. */
    public List<ObjectHandle> find(byte[] template, AttributeCodec form) {
        caller.enter();
        Arguments.notNull(template, "the template");
        Arguments.notNull(form, "the byte form");
        return found(form.decodeSearch(template).map(this::matching).orElse(List.of()));
    }

    private List<ObjectHandle> found(List<ObjectHandle> found) {
        caller.recorder().record(AuditEvent.FIND_OBJECTS, ReturnCode.CKR_OK, null);
        return found;
    }

    private List<ObjectHandle> matching(Template template) {
        List<ObjectIndex.Seen> candidates = caller.context().index().candidates(template);
        List<ObjectHandle> found = new ArrayList<>(candidates.size());
        for (ObjectIndex.Seen seen : candidates) {
            HsmObject object = seen.object();
            if (caller.application().sees(object)
                    && ObjectMatch.matches(object, seen.facts().attributes(), template)) {
                found.add(caller.handle(object));
            }
        }
        if (found.isEmpty()) {
            officerKeys.find(template).ifPresent(found::add);
        }
        return found;
    }
}
