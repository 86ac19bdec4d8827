package io.craton.hsm.provider.keystore;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import org.jspecify.annotations.Nullable;

/** An object as it will be, to see which alias it gets. */
record Coming(
        ObjectHandle handle, ObjectClass objectClass, String uniqueId, String label, byte[] id)
        implements Named {
    private static final ObjectHandle NONE = new ObjectHandle(0);

    /**
     * @param before the object as it is; null for a new one, whose unique id nobody knows yet
     */
    static Coming of(ObjectClass objectClass, @Nullable Named before, String label, byte[] id) {
        return before == null
                ? new Coming(NONE, objectClass, "", label, id)
                : new Coming(before.handle(), objectClass, before.uniqueId(), label, id);
    }
}
