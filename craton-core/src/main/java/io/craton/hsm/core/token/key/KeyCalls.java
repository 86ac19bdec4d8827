package io.craton.hsm.core.token.key;

import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.token.content.TokenObjects;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.object.ObjectMaker;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import java.util.function.Function;

/** Makes the calls of a session that use keys. */
final class KeyCalls {
    private final Caller caller;
    private final TokenObjects objects;
    private final ObjectMaker maker;

    KeyCalls(Caller caller, TokenObjects objects, ObjectMaker maker) {
        this.caller = caller;
        this.objects = objects;
        this.maker = maker;
    }

    /** Makes a call that makes a key of nothing, and records it, whichever way it ends. */
    <T> T make(AuditEvent event, Mechanism mechanism, Function<KeyCall, T> work) {
        return new KeyCall(caller, maker, event, mechanism).run(null, null, objects, work);
    }

    /**
     * Makes a call that uses a key, and records it, whichever way it ends.
     *
     * @param relation how the record puts it: {@code under} that key, {@code from} it, {@code with}
     *     it
     */
    <T> T make(
            AuditEvent event,
            Mechanism mechanism,
            AuditDetail relation,
            ObjectHandle key,
            Function<KeyCall, T> work) {
        HsmObject used = caller.find(key);
        return new KeyCall(caller, maker, event, mechanism).run(relation, used, objects, work);
    }
}
