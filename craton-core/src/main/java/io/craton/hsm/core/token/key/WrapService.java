package io.craton.hsm.core.token.key;

import static io.craton.hsm.AttributeType.CKA_UNWRAP_TEMPLATE;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageParameters.Aead;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Keys that leave and come under other keys (PKCS#11 v3.2 sections 5.18.3 to 5.18.6). */
final class WrapService {
    private final Caller caller;
    private final KeyCalls calls;
    private final CryptoEngine engine;
    private final DerivedKeys derived;

    WrapService(Caller caller, KeyCalls calls, DerivedKeys derived) {
        this.caller = caller;
        this.calls = calls;
        this.engine = caller.parts().engine();
        this.derived = derived;
    }

    byte[] wrap(
            Mechanism mechanism,
            ObjectHandle wrappingKey,
            ObjectHandle key,
            byte @Nullable [] aad) {
        Function<KeyAccess, Mechanism> asGiven = access -> mechanism;
        return calls.make(
                AuditEvent.WRAP_KEY,
                mechanism,
                AuditDetail.UNDER,
                wrappingKey,
                call -> {
                    requirePlaceForVector(mechanism.type());
                    return wrapped(call, mechanism, wrappingKey, key, asGiven, aad);
                });
    }

    private static void requirePlaceForVector(MechanismType mechanism) {
        if (AeadMessages.has(mechanism)) {
            throw new HsmException(
                    ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                    mechanism
                            + " wraps with an initialisation vector of the module's, which this call has no place to"
                            + " tell; use C_WrapKeyAuthenticated with the parameters of a message");
        }
    }

    /** Wraps with the parameters of a message, which it fills in. */
    byte[] wrapMessage(
            MechanismType mechanism,
            Aead parameters,
            ObjectHandle wrappingKey,
            ObjectHandle key,
            byte[] aad) {
        return calls.make(
                AuditEvent.WRAP_KEY,
                Mechanism.of(mechanism),
                AuditDetail.UNDER,
                wrappingKey,
                call -> {
                    Mechanism unfinished = AeadMessages.toWrap(mechanism, parameters, aad);
                    Function<KeyAccess, Mechanism> complete =
                            access -> withVector(access, mechanism, parameters, aad);
                    byte[] both = wrapped(call, unfinished, wrappingKey, key, complete, aad);
                    return withoutTag(both, parameters.tag());
                });
    }

    /** Takes the tag off what an authenticated wrap gives, and puts it where it belongs. */
    private static byte[] withoutTag(byte[] both, byte[] tag) {
        int length = both.length - tag.length;
        System.arraycopy(both, length, tag, 0, tag.length);
        return Arrays.copyOf(both, length);
    }

    private Mechanism withVector(
            KeyAccess access, MechanismType mechanism, Aead parameters, byte[] aad) {
        AeadMessages.generate(caller, access.object(), mechanism, parameters);
        return AeadMessages.mechanism(mechanism, parameters, aad, 0);
    }

    private byte[] wrapped(
            KeyCall call,
            Mechanism checked,
            ObjectHandle wrappingKey,
            ObjectHandle key,
            Function<KeyAccess, Mechanism> complete,
            byte @Nullable [] aad) {
        KeyAccess access = KeyAccess.of(caller, Use.WRAP, checked, wrappingKey);
        call.approved(access.approved());
        HsmObject target = caller.get(key, ReturnCode.CKR_KEY_HANDLE_INVALID);
        call.object(target);
        WrapRules.check(access, target);
        byte[] wrapped =
                engine.wrap(complete.apply(access), access.material(), target.material(), aad);
        call.alive(access.object());
        call.alive(target);
        return wrapped;
    }

    /** Unwraps what was wrapped with the parameters of a message. */
    ObjectHandle unwrapMessage(
            MechanismType mechanism,
            Aead parameters,
            ObjectHandle unwrappingKey,
            byte[] wrapped,
            Template template,
            byte[] aad) {
        byte[] both = Arrays.copyOf(wrapped, wrapped.length + parameters.tag().length);
        System.arraycopy(parameters.tag(), 0, both, wrapped.length, parameters.tag().length);
        return unwrap(
                AeadMessages.mechanism(mechanism, parameters, aad, 0),
                unwrappingKey,
                both,
                template,
                aad);
    }

    ObjectHandle unwrap(
            Mechanism mechanism,
            ObjectHandle unwrappingKey,
            byte[] wrapped,
            Template template,
            byte @Nullable [] aad) {
        return calls.make(
                AuditEvent.UNWRAP_KEY,
                mechanism,
                AuditDetail.UNDER,
                unwrappingKey,
                call -> unwrapped(call, mechanism, unwrappingKey, wrapped, template, aad));
    }

    private ObjectHandle unwrapped(
            KeyCall call,
            Mechanism mechanism,
            ObjectHandle unwrappingKey,
            byte[] wrapped,
            Template template,
            byte @Nullable [] aad) {
        AeadMessages.requireWholeTag(mechanism);
        KeyAccess access = KeyAccess.atOnce(caller, Use.UNWRAP, mechanism, unwrappingKey);
        call.approved(access.approved());
        Template wanted = derived.withTemplateOf(access.object(), CKA_UNWRAP_TEMPLATE, template);
        Template complete = UnwrapRules.check(caller.context().index(), access, wanted);
        return derived.unwrapped(
                call, access, complete, () -> material(access, wrapped, complete, aad));
    }

    private KeyMaterial material(
            KeyAccess access, byte[] wrapped, Template template, byte @Nullable [] aad) {
        return engine.unwrap(access.mechanism(), access.material(), wrapped, template, aad);
    }
}
