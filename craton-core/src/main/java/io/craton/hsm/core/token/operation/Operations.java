package io.craton.hsm.core.token.operation;

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
import io.craton.hsm.core.token.context.CallFailure;
import io.craton.hsm.core.token.context.Caller;
import io.craton.hsm.core.token.key.GcmNonces;
import io.craton.hsm.core.token.key.KeyAccess;
import io.craton.hsm.core.token.key.PermittedUses;
import io.craton.hsm.core.token.login.PinCalls;
import io.craton.hsm.core.token.operation.Operation.Starter;
import io.craton.hsm.engine.spi.CipherContext;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.spi.AuditEvent;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Starts the operations of a session. Each is on its own: any number can be under way. */
public final class Operations {
    private static final byte[] NONE = {};

    private final Caller caller;
    private final Starter starter;
    private final CryptoEngine engine;
    private final PermittedUses permitted;

    /**
     * @param caller in which session
     * @param pins what checks a PIN there
     */
    public Operations(Caller caller, PinCalls pins) {
        this.caller = caller;
        this.starter = new Starter(caller, pins);
        this.engine = caller.parts().engine();
        this.permitted = new PermittedUses(caller);
    }

    Starter starter() {
        return starter;
    }

    /** Starts an operation; if it cannot be started, that is recorded. */
    private <T> T start(
            AuditEvent event, Mechanism mechanism, @Nullable ObjectHandle key, Supplier<T> maker) {
        caller.enter();
        Arguments.notNull(mechanism, "the mechanism");
        try {
            return maker.get();
        } catch (RuntimeException e) {
            HsmException failure = CallFailure.of(e);
            HsmObject named = key == null ? null : caller.find(key);
            caller.recorder().record(event, failure.code(), named, mechanism.type(), false, null);
            throw failure;
        }
    }

    /** Starts a signature. */
    public SignOperation sign(Mechanism mechanism, ObjectHandle key) {
        return sign(Use.SIGN, mechanism, key);
    }

    /** Starts a signature, as {@link Use#SIGN} or {@link Use#MESSAGE_SIGN}. */
    public SignOperation sign(Use use, Mechanism mechanism, ObjectHandle key) {
        return startedToSign(use, mechanism, key);
    }

    private SigningOperation startedToSign(Use use, Mechanism mechanism, ObjectHandle key) {
        return start(AuditEvent.SIGN, mechanism, key, () -> signing(use, mechanism, key));
    }

    /** Signs data, all at once. */
    public byte[] sign(Mechanism mechanism, ObjectHandle key, byte[] data) {
        try (SigningOperation operation = startedToSign(Use.SIGN, mechanism, key)) {
            return operation.sign(data);
        }
    }

    private SigningOperation signing(Use use, Mechanism mechanism, ObjectHandle key) {
        KeyAccess access = permitted.access(use, mechanism, key);
        return new SigningOperation(starter, access, engine.sign(mechanism, access.material()));
    }

    /** Starts a verification. */
    public VerifyOperation verify(Mechanism mechanism, ObjectHandle key) {
        return verify(Use.VERIFY, mechanism, key);
    }

    /** Starts a verification, as {@link Use#VERIFY} or {@link Use#MESSAGE_VERIFY}. */
    public VerifyOperation verify(Use use, Mechanism mechanism, ObjectHandle key) {
        return startedToVerify(use, mechanism, key);
    }

    private VerifyingOperation startedToVerify(Use use, Mechanism mechanism, ObjectHandle key) {
        return start(AuditEvent.VERIFY, mechanism, key, () -> verifying(use, mechanism, key));
    }

    /** Verifies the signature of data, all at once. */
    public void verify(Mechanism mechanism, ObjectHandle key, byte[] data, byte[] signature) {
        try (VerifyingOperation operation = startedToVerify(Use.VERIFY, mechanism, key)) {
            operation.verify(data, signature);
        }
    }

    private VerifyingOperation verifying(Use use, Mechanism mechanism, ObjectHandle key) {
        KeyAccess access = permitted.access(use, mechanism, key);
        return new VerifyingOperation(starter, access, engine.verify(mechanism, access.material()));
    }

    /** Starts an encryption. */
    public MeasuredCipher encrypt(Mechanism mechanism, ObjectHandle key) {
        return startedToEncrypt(mechanism, key);
    }

    private CipheringOperation startedToEncrypt(Mechanism mechanism, ObjectHandle key) {
        return start(AuditEvent.ENCRYPT, mechanism, key, () -> encrypting(mechanism, key));
    }

    /** Encrypts data, all at once. */
    public byte[] encrypt(Mechanism mechanism, ObjectHandle key, byte[] data) {
        try (CipheringOperation operation = startedToEncrypt(mechanism, key)) {
            return operation.transform(data);
        }
    }

    private CipheringOperation encrypting(Mechanism mechanism, ObjectHandle key) {
        KeyAccess access = permitted.access(Use.ENCRYPT, mechanism, key);
        Mechanism complete = GcmNonces.complete(caller, mechanism, access.object());
        return ciphering(access, complete, engine.encrypt(complete, access.material()));
    }

    private CipheringOperation ciphering(
            KeyAccess access, Mechanism complete, CipherContext context) {
        return new CipheringOperation(starter, access, context, iv(complete));
    }

    /** Starts a decryption. */
    public MeasuredCipher decrypt(Mechanism mechanism, ObjectHandle key) {
        return startedToDecrypt(mechanism, key);
    }

    private CipheringOperation startedToDecrypt(Mechanism mechanism, ObjectHandle key) {
        return start(AuditEvent.DECRYPT, mechanism, key, () -> decrypting(mechanism, key));
    }

    /** Decrypts data, all at once. */
    public byte[] decrypt(Mechanism mechanism, ObjectHandle key, byte[] data) {
        try (CipheringOperation operation = startedToDecrypt(mechanism, key)) {
            return operation.transform(data);
        }
    }

    private CipheringOperation decrypting(Mechanism mechanism, ObjectHandle key) {
        KeyAccess access = permitted.access(Use.DECRYPT, mechanism, key);
        return ciphering(access, mechanism, engine.decrypt(mechanism, access.material()));
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
        return start(use.event(), complete, key, () -> ciphering(use, complete, key, ivOfModule));
    }

    private MeasuredCipher ciphering(
            Use use, Mechanism complete, ObjectHandle key, boolean ivOfModule) {
        KeyAccess access = KeyAccess.of(caller, use, complete, key, ivOfModule);
        CipherContext context =
                use == Use.MESSAGE_ENCRYPT
                        ? engine.encrypt(complete, access.material())
                        : engine.decrypt(complete, access.material());
        return ciphering(access, complete, context);
    }

    /**
     * Starts messages that belong together.
     *
     * @param use {@link Use#MESSAGE_ENCRYPT} or {@link Use#MESSAGE_DECRYPT}
     */
    public MessageCipher messages(Use use, ObjectHandle key) {
        Mechanism mechanism = MessageOperation.unfinished();
        return start(use.event(), mechanism, key, () -> messages(use, mechanism, key));
    }

    private MessageOperation messages(Use use, Mechanism mechanism, ObjectHandle key) {
        return new MessageOperation(starter, KeyAccess.of(caller, use, mechanism, key, true));
    }

    /**
     * Starts a signature or verification that recovers the data.
     *
     * @param use {@link Use#SIGN_RECOVER} or {@link Use#VERIFY_RECOVER}
     */
    public RecoveringOperation recover(Use use, Mechanism mechanism, ObjectHandle key) {
        return start(use.event(), mechanism, key, () -> recovering(use, mechanism, key));
    }

    private RecoveringOperation recovering(Use use, Mechanism mechanism, ObjectHandle key) {
        KeyAccess access = permitted.access(use, mechanism, key);
        KeyMaterial material = access.material();
        return new RecoveringOperation(
                starter,
                access,
                use == Use.SIGN_RECOVER
                        ? data -> engine.signRecover(mechanism, material, data)
                        : data -> engine.verifyRecover(mechanism, material, data));
    }

    /** Starts a digest. */
    public DigestingOperation digest(Mechanism mechanism) {
        return start(AuditEvent.DIGEST, mechanism, null, () -> digesting(mechanism));
    }

    /** The digest of data, all at once. */
    public byte[] digest(Mechanism mechanism, byte[] data) {
        try (DigestingOperation operation = digest(mechanism)) {
            return operation.digest(data);
        }
    }

    private DigestingOperation digesting(Mechanism mechanism) {
        Policy policy = caller.parts().policy();
        Policy.Offer offer = policy.permit(mechanism, Flag.CKF_DIGEST);
        Service service = Service.of(mechanism, Flag.CKF_DIGEST);
        boolean approved = policy.approvals().check(offer.spec(), service);
        return new DigestingOperation(
                starter, mechanism.type(), approved, engine.digest(mechanism));
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
