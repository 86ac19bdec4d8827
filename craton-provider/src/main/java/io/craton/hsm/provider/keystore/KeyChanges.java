package io.craton.hsm.provider.keystore;

import io.craton.hsm.ObjectChange;
import io.craton.hsm.ObjectHandle;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which changes of objects make a key that of an entry.
 *
 * @param changes what is to be done, in this order
 * @param id its {@code CKA_ID} from then on
 * @param publicKey its SubjectPublicKeyInfo; empty if that is not known
 * @param present the token object that it is already; null if it becomes one
 */
record KeyChanges(
        List<ObjectChange> changes,
        ByteBuffer id,
        ByteBuffer publicKey,
        @Nullable ObjectHandle present) {
    KeyChanges {
        changes = List.copyOf(changes);
    }

    static KeyChanges of(
            List<ObjectChange> changes,
            byte[] id,
            byte[] publicKey,
            @Nullable ObjectHandle present) {
        return new KeyChanges(changes, ByteBuffer.wrap(id), ByteBuffer.wrap(publicKey), present);
    }
}
