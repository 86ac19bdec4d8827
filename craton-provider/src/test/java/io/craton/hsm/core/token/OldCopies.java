package io.craton.hsm.core.token;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.object.ObjectRecords;
import io.craton.hsm.core.token.content.Draft;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.util.UUID;

/**
 * What an old copy of the store brings back: an object beside its later self. It stands in this
 * package because no caller of the module can do this.
 */
public final class OldCopies {
    private OldCopies() {}

    /** The object again, under another unique id. */
    public static ObjectHandle of(CoreSession session, HsmObject object) {
        UUID id = UUID.randomUUID();
        Template attributes =
                object.attributes().toBuilder()
                        .set(AttributeType.CKA_UNIQUE_ID, id.toString())
                        .build();
        KeyMaterial material =
                ObjectRecords.material(attributes, ObjectRecords.secrets(object.material()));
        Caller caller = session.caller();
        Draft draft = new Draft(id, attributes, material);
        return caller.handle(session.token().objects().add(caller, draft));
    }

    /** Takes an object away, also one that may not be destroyed. */
    public static void remove(CoreSession session, HsmObject object) {
        session.token().objects().destroy(session.caller(), object);
    }
}
