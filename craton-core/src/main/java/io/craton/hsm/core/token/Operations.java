package io.craton.hsm.core.token;

import io.craton.hsm.Arguments;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MessageCipher;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.SignOperation;
import io.craton.hsm.VerifyOperation;
import io.craton.hsm.core.mechanism.Service;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.policy.Policy;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.spi.AuditEvent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts the operations of a session. Each is on its own: any number can be under way. */
public final class Operations {
    private static final byte[] NONE = {};

    private final CoreSession session;
    private final Token token;
    private final CryptoEngine engine;

    Operations(CoreSession session) {
        this.session = session;
        this.token = session.token();
        this.engine = token.parts().engine();
    }

    /** Starts an operation; if it cannot be started, that is recorded. */
    private <T> T start(
            AuditEvent event,
            Mechanism mechanism,
            @Nullable ObjectHandle key,
            Supplier<T> starter) {
        session.enter();
        Arguments.notNull(mechanism, "the mechanism");
        try {
            return starter.get();
        } catch (RuntimeException e) {
            HsmException failure = Failures.of(e);
            HsmObject named = key == null ? null : token.index().get(key);
            token.record(
                    event, failure.code(), session.handle(), named, mechanism.type(), false, null);
            throw failure;
        }
    }

    SignOperation sign(Mechanism mechanism, ObjectHandle key) {
        return sign(Use.SIGN, mechanism, key);
    }

    /** Starts a signature, as {@link Use#SIGN} or {@link Use#MESSAGE_SIGN}. */
    public SignOperation sign(Use use, Mechanism mechanism, ObjectHandle key) {
        return start(
                AuditEvent.SIGN,
                mechanism,
                key,
                () -> {
                    KeyAccess access = KeyAccess.of(session, use, mechanism, key);
                    return new Signing(session, access, engine.sign(mechanism, access.material()));
                });
    }

    VerifyOperation verify(Mechanism mechanism, ObjectHandle key) {
        return verify(Use.VERIFY, mechanism, key);
    }

    /** Starts a verification, as {@link Use#VERIFY} or {@link Use#MESSAGE_VERIFY}. */
    public VerifyOperation verify(Use use, Mechanism mechanism, ObjectHandle key) {
        return start(
                AuditEvent.VERIFY,
                mechanism,
                key,
                () -> {
                    KeyAccess access = KeyAccess.of(session, use, mechanism, key);
                    return new Verifying(
                            session, access, engine.verify(mechanism, access.material()));
                });
    }

    /** Starts an encryption. */
    public MeasuredCipher encrypt(Mechanism mechanism, ObjectHandle key) {
        return start(
                AuditEvent.ENCRYPT,
                mechanism,
                key,
                () -> {
                    KeyAccess access = KeyAccess.of(session, Use.ENCRYPT, mechanism, key);
                    Mechanism complete =
                            token.nonces().complete(session, mechanism, access.object());
                    return new Ciphering(
                            session,
                            access,
                            engine.encrypt(complete, access.material()),
                            iv(complete));
                });
    }

    /** Starts a decryption. */
    public MeasuredCipher decrypt(Mechanism mechanism, ObjectHandle key) {
        return start(
                AuditEvent.DECRYPT,
                mechanism,
                key,
                () -> {
                    KeyAccess access = KeyAccess.of(session, Use.DECRYPT, mechanism, key);
                    return new Ciphering(
                            session,
                            access,
                            engine.decrypt(mechanism, access.material()),
                            iv(mechanism));
                });
    }

    /**
     * Starts one message of a message-based encryption or decryption.
     *
     * @param use {@link Use#MESSAGE_ENCRYPT} or {@link Use#MESSAGE_DECRYPT}
     * @param complete the mechanism with the parameter of this message
     * @param ivOfModule whether the module made its initialisation vector
     */
    public MeasuredCipher message(
            Use use, Mechanism complete, ObjectHandle key, boolean ivOfModule) {
        return start(
                use.event(),
                complete,
                key,
                () -> {
                    KeyAccess access = KeyAccess.of(session, use, complete, key, ivOfModule);
                    return new Ciphering(
                            session,
                            access,
                            use == Use.MESSAGE_ENCRYPT
                                    ? engine.encrypt(complete, access.material())
                                    : engine.decrypt(complete, access.material()),
                            iv(complete));
                });
    }

    /**
     * Starts messages that belong together.
     *
     * @param use {@link Use#MESSAGE_ENCRYPT} or {@link Use#MESSAGE_DECRYPT}
     */
    MessageCipher messages(Use use, ObjectHandle key) {
        Mechanism mechanism = MessageCiphering.unfinished();
        return start(
                use.event(),
                mechanism,
                key,
                () ->
                        new MessageCiphering(
                                session, KeyAccess.of(session, use, mechanism, key, true)));
    }

    /**
     * Starts a signature or verification that recovers the data.
     *
     * @param use {@link Use#SIGN_RECOVER} or {@link Use#VERIFY_RECOVER}
     */
    public Recovering recover(Use use, Mechanism mechanism, ObjectHandle key) {
        return start(
                use.event(),
                mechanism,
                key,
                () -> {
                    KeyAccess access = KeyAccess.of(session, use, mechanism, key);
                    return new Recovering(
                            session,
                            access,
                            data ->
                                    use == Use.SIGN_RECOVER
                                            ? engine.signRecover(mechanism, access.material(), data)
                                            : engine.verifyRecover(
                                                    mechanism, access.material(), data));
                });
    }

    /** Starts a digest. */
    public Digesting digest(Mechanism mechanism) {
        return start(
                AuditEvent.DIGEST,
                mechanism,
                null,
                () -> {
                    Policy policy = token.parts().policy();
                    Policy.Offer offer = policy.permit(mechanism, Flag.CKF_DIGEST);
                    boolean approved =
                            policy.approvals()
                                    .check(offer.spec(), Service.of(mechanism, Flag.CKF_DIGEST));
                    return new Digesting(
                            session, mechanism.type(), approved, engine.digest(mechanism));
                });
    }

    /** The initialisation vector, nonce or counter block of a mechanism. */
    private static byte[] iv(Mechanism mechanism) {
        MechanismParameters parameters = mechanism.parameters();
        if (parameters instanceof MechanismParameters.Gcm gcm) {
            return gcm.iv() == null ? NONE : gcm.iv();
        } else if (parameters instanceof MechanismParameters.Iv iv) {
            return iv.iv();
        } else if (parameters instanceof MechanismParameters.Ctr ctr) {
            return ctr.counterBlock();
        } else if (parameters instanceof MechanismParameters.Ccm ccm) {
            return ccm.nonce();
        } else if (parameters instanceof MechanismParameters.ChaCha20Poly1305 chacha) {
            return chacha.nonce();
        }
        return NONE;
    }
}
