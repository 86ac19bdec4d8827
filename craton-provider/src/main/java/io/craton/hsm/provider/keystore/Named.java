package io.craton.hsm.provider.keystore;

import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;

/** An object that an entry gets its name from. Equal to itself only. */
interface Named {
    /** Its handle. */
    ObjectHandle handle();

    /** Its class. */
    ObjectClass objectClass();

    /** Its {@code CKA_UNIQUE_ID}. */
    String uniqueId();

    /** Its label; may be empty. */
    String label();

    /** Its {@code CKA_ID}; may be empty. */
    byte[] id();
}
