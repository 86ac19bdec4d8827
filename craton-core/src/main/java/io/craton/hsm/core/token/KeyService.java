package io.craton.hsm.core.token;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.Arguments;
import io.craton.hsm.Encapsulation;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageParameters.Aead;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.engine.spi.CryptoEngine.EncapsulatedKey;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a session does with keys in one call: generate, wrap, unwrap, derive, encapsulate; and
 * random bytes.
 */
public final class KeyService {
    private final CoreSession session;
    private final Token token;
    private final CryptoEngine engine;
    private final KeyGeneration generation;
    private final DerivedKeys derived;
    private final KeyWrapping wrapping;
    private final KeyDerivation derivation;

    KeyService(CoreSession session) {
        this.session = session;
        this.token = session.token();
        this.engine = token.parts().engine();
        this.generation = new KeyGeneration(session);
        this.derived = new DerivedKeys(session);
        this.wrapping = new KeyWrapping(session, derived);
        this.derivation = new KeyDerivation(session, derived);
    }

    ObjectHandle generate(Mechanism mechanism, Template template) {
        session.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(template, "the template");
        return generation.secretKey(mechanism, template);
    }

    KeyPairHandles generatePair(Mechanism mechanism, Template publicKey, Template privateKey) {
        session.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(publicKey, "the template of the public key");
        Arguments.notNull(privateKey, "the template of the private key");
        return generation.pair(mechanism, publicKey, privateKey);
    }

    byte[] wrap(
            Mechanism mechanism,
            ObjectHandle wrappingKey,
            ObjectHandle key,
            byte @Nullable [] aad) {
        session.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(wrappingKey, "the wrapping key");
        Arguments.notNull(key, "the key");
        return wrapping.wrap(mechanism, wrappingKey, key, aad);
    }

    /** Wraps with the parameters of a message, which it fills in. */
    byte[] wrapMessage(
            MechanismType mechanism,
            Aead parameters,
            ObjectHandle wrappingKey,
            ObjectHandle key,
            byte[] aad) {
        session.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(parameters, "the parameter");
        Arguments.notNull(wrappingKey, "the wrapping key");
        Arguments.notNull(key, "the key");
        Arguments.notNull(aad, "the associated data");
        return wrapping.wrapMessage(mechanism, parameters, wrappingKey, key, aad);
    }

    /** Unwraps what was wrapped with the parameters of a message. */
    ObjectHandle unwrapMessage(
            MechanismType mechanism,
            Aead parameters,
            ObjectHandle unwrappingKey,
            byte[] wrapped,
            Template template,
            byte[] aad) {
        session.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(parameters, "the parameter");
        Arguments.notNull(unwrappingKey, "the unwrapping key");
        Arguments.notNull(wrapped, "the wrapped key");
        Arguments.notNull(template, "the template");
        Arguments.notNull(aad, "the associated data");
        return wrapping.unwrapMessage(mechanism, parameters, unwrappingKey, wrapped, template, aad);
    }

    ObjectHandle unwrap(
            Mechanism mechanism,
            ObjectHandle unwrappingKey,
            byte[] wrapped,
            Template template,
            byte @Nullable [] aad) {
        session.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(unwrappingKey, "the unwrapping key");
        Arguments.notNull(wrapped, "the wrapped key");
        Arguments.notNull(template, "the template");
        return wrapping.unwrap(mechanism, unwrappingKey, wrapped, template, aad);
    }

    ObjectHandle derive(Mechanism mechanism, ObjectHandle baseKey, Template template) {
        session.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(baseKey, "the base key");
        Arguments.notNull(template, "the template");
        return KeyCall.make(
                session,
                AuditEvent.DERIVE_KEY,
                mechanism,
                AuditDetail.FROM,
                baseKey,
                call -> derivation.derive(call, mechanism, baseKey, template));
    }

    Encapsulation encapsulate(Mechanism mechanism, ObjectHandle publicKey, Template template) {
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
        session.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(publicKey, "the public key");
        Arguments.notNull(template, "the template");
        return KeyCall.make(
                session,
                AuditEvent.ENCAPSULATE_KEY,
                mechanism,
                AuditDetail.WITH,
                publicKey,
                call -> {
                    KeyAccess access = KeyAccess.of(session, Use.ENCAPSULATE, mechanism, publicKey);
                    call.approved(access.approved());
                    int needed = engine.ciphertextLength(mechanism, access.material());
                    if (room < needed) {
                        throw new HsmException(
                                ReturnCode.CKR_BUFFER_TOO_SMALL,
                                "the buffer needs " + needed + " bytes");
                    }
                    Template given =
                            derived.asSecretKey(
                                    derived.withTemplateOf(
                                            access.object(), CKA_ENCAPSULATE_TEMPLATE, template));
                    byte[][] ciphertext = new byte[1][];
                    ObjectHandle key =
                            derived.shared(
                                    call,
                                    access,
                                    given,
                                    () -> {
                                        EncapsulatedKey made =
                                                engine.encapsulate(
                                                        mechanism, access.material(), given);
                                        ciphertext[0] = made.ciphertext();
                                        return made.key();
                                    });
                    return new Encapsulation(ciphertext[0], key);
                });
    }

    /** How long the ciphertext of an encapsulation is, in bytes; makes nothing. */
    public int ciphertextLength(Mechanism mechanism, ObjectHandle publicKey) {
        session.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(publicKey, "the public key");
        KeyAccess access = KeyAccess.of(session, Use.ENCAPSULATE, mechanism, publicKey);
        return engine.ciphertextLength(mechanism, access.material());
    }

    ObjectHandle decapsulate(
            Mechanism mechanism, ObjectHandle privateKey, Template template, byte[] ciphertext) {
        session.enter();
        Arguments.notNull(mechanism, "the mechanism");
        Arguments.notNull(privateKey, "the private key");
        Arguments.notNull(template, "the template");
        Arguments.notNull(ciphertext, "the ciphertext");
        return KeyCall.make(
                session,
                AuditEvent.DECAPSULATE_KEY,
                mechanism,
                AuditDetail.WITH,
                privateKey,
                call -> {
                    KeyAccess access =
                            KeyAccess.atOnce(session, Use.DECAPSULATE, mechanism, privateKey);
                    call.approved(access.approved());
                    Template given =
                            derived.asSecretKey(
                                    derived.withTemplateOf(
                                            access.object(), CKA_DECAPSULATE_TEMPLATE, template));
                    return derived.shared(
                            call,
                            access,
                            given,
                            () ->
                                    engine.decapsulate(
                                            mechanism, access.material(), given, ciphertext));
                });
    }

    byte[] random(int length) {
        session.enter();
        return recorded(
                AuditEvent.GENERATE_RANDOM,
                () -> {
                    if (length < 0 || length > Session.MAX_RANDOM) {
                        throw new HsmException(
                                ReturnCode.CKR_ARGUMENTS_BAD,
                                "one call gives 0 to "
                                        + Session.MAX_RANDOM
                                        + " random bytes; ask several times for more");
                    }
                    byte[] bytes = new byte[length];
                    token.parts().random().nextBytes(bytes);
                    return bytes;
                });
    }

    void seedRandom(byte[] seed) {
        session.enter();
        Arguments.notNull(seed, "the seed");
        recorded(
                AuditEvent.SEED_RANDOM,
                () -> {
                    token.parts().random().seed(seed);
                    return true;
                });
    }

    /** Makes a call on the random generator, which is an approved one, and records it. */
    private <T> T recorded(AuditEvent event, Supplier<T> call) {
        T result;
        try {
            result = call.get();
        } catch (HsmException e) {
            random(event, e.code());
            throw e;
        }
        random(event, ReturnCode.CKR_OK);
        return result;
    }

    private void random(AuditEvent event, ReturnCode result) {
        token.record(event, result, session.handle(), null, null, true, null);
    }

    /** Adds a new key and gives its handle; its material is wiped if that fails. */
    static ObjectHandle add(
            CoreSession session,
            KeyCall call,
            io.craton.hsm.core.object.NewObject draft,
            KeyMaterial material) {
        HsmObject made = session.objects().addOrClose(draft, material);
        call.made(made);
        return made.handle();
    }

    static List<HsmObject> addAll(CoreSession session, List<ObjectBatch.Draft> drafts) {
        return session.token().objects().add(session, drafts);
    }
}
