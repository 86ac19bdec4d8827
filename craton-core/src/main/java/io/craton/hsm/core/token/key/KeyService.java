package io.craton.hsm.core.token.key;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.Arguments;
import io.craton.hsm.AttributeType;
import io.craton.hsm.Encapsulation;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageParameters.Aead;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.core.token.content.TokenObjects;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.object.ObjectMaker;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.engine.spi.CryptoEngine.EncapsulatedKey;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a session does with keys in one call: generate, wrap, unwrap, derive, encapsulate; and
 * random bytes.
 */
public final class KeyService {
    private final Caller caller;
    private final CryptoEngine engine;
    private final KeyCalls calls;
    private final KeyGeneration generation;
    private final DerivedKeys derived;
    private final WrapService wrapping;
    private final KeyDerivation derivation;

    /**
     * @param caller who calls
     * @param objects the objects of the token
     */
    public KeyService(Caller caller, TokenObjects objects) {
        ObjectMaker maker = new ObjectMaker(caller, objects);
        this.caller = caller;
        this.engine = caller.parts().engine();
        this.calls = new KeyCalls(caller, objects, maker);
        this.generation = new KeyGeneration(caller, objects, maker);
        this.derived = new DerivedKeys(maker);
        this.wrapping = new WrapService(caller, calls, derived);
        this.derivation = new KeyDerivation(caller, maker, derived);
    }

    /** Generates a secret key. */
    public ObjectHandle generate(Mechanism mechanism, Template template) {
        caller.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(template, "the template");
        return calls.make(
                AuditEvent.GENERATE_KEY,
                mechanism,
                call -> generation.secretKey(call, mechanism, template));
    }

    /** Generates a key pair. */
    public KeyPairHandles generatePair(
            Mechanism mechanism, Template publicKey, Template privateKey) {
        caller.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(publicKey, "the template of the public key");
        Arguments.notNull(privateKey, "the template of the private key");
        return calls.make(
                AuditEvent.GENERATE_KEY_PAIR,
                mechanism,
                call -> generation.pair(call, mechanism, publicKey, privateKey));
    }

    /** Wraps a key; with associated data if there are any. */
    public byte[] wrap(
            Mechanism mechanism,
            ObjectHandle wrappingKey,
            ObjectHandle key,
            byte @Nullable [] aad) {
        caller.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(wrappingKey, "the wrapping key");
        Arguments.notNull(key, "the key");
        return wrapping.wrap(mechanism, wrappingKey, key, aad);
    }

    /** Wraps with the parameters of a message, which it fills in. */
    public byte[] wrapMessage(
            MechanismType mechanism,
            Aead parameters,
            ObjectHandle wrappingKey,
            ObjectHandle key,
            byte[] aad) {
        caller.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(parameters, "the parameter");
        Arguments.notNull(wrappingKey, "the wrapping key");
        Arguments.notNull(key, "the key");
        Arguments.notNull(aad, "the associated data");
        return wrapping.wrapMessage(mechanism, parameters, wrappingKey, key, aad);
    }

    /** Unwraps what was wrapped with the parameters of a message. */
    public ObjectHandle unwrapMessage(
            MechanismType mechanism,
            Aead parameters,
            ObjectHandle unwrappingKey,
            byte[] wrapped,
            Template template,
            byte[] aad) {
        caller.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(parameters, "the parameter");
        Arguments.notNull(unwrappingKey, "the unwrapping key");
        Arguments.notNull(wrapped, "the wrapped key");
        Arguments.notNull(template, "the template");
        Arguments.notNull(aad, "the associated data");
        return wrapping.unwrapMessage(mechanism, parameters, unwrappingKey, wrapped, template, aad);
    }

    /** Unwraps a key; with associated data if there are any. */
    public ObjectHandle unwrap(
            Mechanism mechanism,
            ObjectHandle unwrappingKey,
            byte[] wrapped,
            Template template,
            byte @Nullable [] aad) {
        caller.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(unwrappingKey, "the unwrapping key");
        Arguments.notNull(wrapped, "the wrapped key");
        Arguments.notNull(template, "the template");
        return wrapping.unwrap(mechanism, unwrappingKey, wrapped, template, aad);
    }

    /** Derives a key. */
    public ObjectHandle derive(Mechanism mechanism, ObjectHandle baseKey, Template template) {
        caller.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(baseKey, "the base key");
        Arguments.notNull(template, "the template");
        return calls.make(
                AuditEvent.DERIVE_KEY,
                mechanism,
                AuditDetail.FROM,
                baseKey,
                call -> derivation.derive(call, mechanism, baseKey, template));
    }

    /** Makes a shared secret. */
    public Encapsulation encapsulate(
            Mechanism mechanism, ObjectHandle publicKey, Template template) {
        return encapsulate(mechanism, publicKey, template, Integer.MAX_VALUE);
    }

    /**
     * Makes a shared secret if there is room for its ciphertext.
     *
     * @param room the longest ciphertext that the caller can take, in bytes
     * @throws HsmException {@code CKR_BUFFER_TOO_SMALL}; no key is made
     */
    public Encapsulation encapsulate(
            Mechanism mechanism, ObjectHandle publicKey, Template template, int room) {
        caller.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(publicKey, "the public key");
        Arguments.notNull(template, "the template");
        return calls.make(
                AuditEvent.ENCAPSULATE_KEY,
                mechanism,
                AuditDetail.WITH,
                publicKey,
                call -> encapsulated(call, mechanism, publicKey, template, room));
    }

    private Encapsulation encapsulated(
            KeyCall call,
            Mechanism mechanism,
            ObjectHandle publicKey,
            Template template,
            int room) {
        KeyAccess access = KeyAccess.of(caller, Use.ENCAPSULATE, mechanism, publicKey);
        call.approved(access.approved());
        int needed = engine.ciphertextLength(mechanism, access.material());
        if (room < needed) {
            throw new HsmException(
                    ReturnCode.CKR_BUFFER_TOO_SMALL, "the buffer needs " + needed + " bytes");
        }
        Template whole = secret(access, CKA_ENCAPSULATE_TEMPLATE, template);
        // Filled by the encapsulation, which makes both.
        byte[][] ciphertext = new byte[1][];
        Supplier<KeyMaterial> work =
                () -> {
                    EncapsulatedKey made = engine.encapsulate(mechanism, access.material(), whole);
                    ciphertext[0] = made.ciphertext();
                    return made.key();
                };
        ObjectHandle key = derived.shared(call, access, whole, work);
        return new Encapsulation(ciphertext[0], key);
    }

    /** What a shared secret is to be, with what the key demands of it. */
    private Template secret(KeyAccess access, AttributeType<Template> demands, Template template) {
        return derived.asSecretKey(derived.withTemplateOf(access.object(), demands, template));
    }

    /** How long the ciphertext of an encapsulation is, in bytes; makes nothing. */
    public int ciphertextLength(Mechanism mechanism, ObjectHandle publicKey) {
        caller.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(publicKey, "the public key");
        KeyAccess access = KeyAccess.of(caller, Use.ENCAPSULATE, mechanism, publicKey);
        return engine.ciphertextLength(mechanism, access.material());
    }

    /** Finds a shared secret. */
    public ObjectHandle decapsulate(
            Mechanism mechanism, ObjectHandle privateKey, Template template, byte[] ciphertext) {
        caller.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(privateKey, "the private key");
        Arguments.notNull(template, "the template");
        Arguments.notNull(ciphertext, "the ciphertext");
        return calls.make(
                AuditEvent.DECAPSULATE_KEY,
                mechanism,
                AuditDetail.WITH,
                privateKey,
                call -> decapsulated(call, mechanism, privateKey, template, ciphertext));
    }

    private ObjectHandle decapsulated(
            KeyCall call,
            Mechanism mechanism,
            ObjectHandle privateKey,
            Template template,
            byte[] ciphertext) {
        KeyAccess access = KeyAccess.atOnce(caller, Use.DECAPSULATE, mechanism, privateKey);
        call.approved(access.approved());
        Template whole = secret(access, CKA_DECAPSULATE_TEMPLATE, template);
        Supplier<KeyMaterial> work =
                () -> engine.decapsulate(mechanism, access.material(), whole, ciphertext);
        return derived.shared(call, access, whole, work);
    }
}
