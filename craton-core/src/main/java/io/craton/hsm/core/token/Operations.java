package io.craton.hsm.core.token;

import io.craton.hsm.CipherOperation;
import io.craton.hsm.DigestOperation;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.SignOperation;
import io.craton.hsm.VerifyOperation;
import io.craton.hsm.core.engine.CipherContext;
import io.craton.hsm.core.engine.CryptoEngine;
import io.craton.hsm.core.engine.DigestContext;
import io.craton.hsm.core.engine.KeyMaterial;
import io.craton.hsm.core.engine.SignContext;
import io.craton.hsm.core.engine.VerifyContext;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.policy.Policy;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.spi.AuditEvent;
import java.util.Arrays;
import java.util.function.Supplier;

/** Starts the operations of a session. Each is on its own: any number can be under way. */
final class Operations {
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
    private <T> T start(AuditEvent event, Mechanism mechanism, Supplier<T> starter) {
        session.enter();
        try {
            return starter.get();
        } catch (HsmException e) {
            token.record(event, e.code(), session.handle(), null, mechanism.type(), false, null);
            throw e;
        }
    }

    SignOperation sign(Mechanism mechanism, ObjectHandle key) {
        return start(AuditEvent.SIGN, mechanism, () -> {
            KeyAccess access = KeyAccess.of(session, Use.SIGN, mechanism, key);
            return new Signing(session, access, engine.sign(mechanism, access.material()));
        });
    }

    VerifyOperation verify(Mechanism mechanism, ObjectHandle key) {
        return start(AuditEvent.VERIFY, mechanism, () -> {
            KeyAccess access = KeyAccess.of(session, Use.VERIFY, mechanism, key);
            return new Verifying(session, access, engine.verify(mechanism, access.material()));
        });
    }

    CipherOperation encrypt(Mechanism mechanism, ObjectHandle key) {
        return start(AuditEvent.ENCRYPT, mechanism, () -> {
            KeyAccess access = KeyAccess.of(session, Use.ENCRYPT, mechanism, key);
            Mechanism complete = token.nonces().complete(session, mechanism, access.object());
            return new Ciphering(session, access, engine.encrypt(complete, access.material()), iv(complete));
        });
    }

    CipherOperation decrypt(Mechanism mechanism, ObjectHandle key) {
        return start(AuditEvent.DECRYPT, mechanism, () -> {
            KeyAccess access = KeyAccess.of(session, Use.DECRYPT, mechanism, key);
            return new Ciphering(session, access, engine.decrypt(mechanism, access.material()), iv(mechanism));
        });
    }

    DigestOperation digest(Mechanism mechanism) {
        return start(AuditEvent.DIGEST, mechanism, () -> {
            Policy policy = token.parts().policy();
            Policy.Offer offer = policy.permit(mechanism, Flag.CKF_DIGEST);
            boolean approved = policy.approvals().check(offer.spec(), mechanism, true, null);
            return new Digesting(session, mechanism.type(), approved, engine.digest(mechanism));
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

    private static final class Signing extends Operation implements SignOperation {
        private final SignContext context;

        Signing(CoreSession session, KeyAccess access, SignContext context) {
            super(session, access, context);
            this.context = context;
        }

        @Override
        public void update(byte[] data, int offset, int length) {
            step(() -> {
                context.update(data, offset, length);
                return true;
            });
        }

        @Override
        public byte[] sign() {
            return last(context::sign);
        }

        @Override
        public int signatureLength() {
            return context.signatureLength();
        }
    }

    private static final class Verifying extends Operation implements VerifyOperation {
        private final VerifyContext context;

        Verifying(CoreSession session, KeyAccess access, VerifyContext context) {
            super(session, access, context);
            this.context = context;
        }

        @Override
        public void update(byte[] data, int offset, int length) {
            step(() -> {
                context.update(data, offset, length);
                return true;
            });
        }

        @Override
        public void verify(byte[] signature) {
            last(() -> {
                context.verify(signature);
                return true;
            });
        }
    }

    private static final class Ciphering extends Operation implements CipherOperation {
        private final CipherContext context;
        private final byte[] iv;

        Ciphering(CoreSession session, KeyAccess access, CipherContext context, byte[] iv) {
            super(session, access, context);
            this.context = context;
            this.iv = iv;
        }

        @Override
        public byte[] update(byte[] data, int offset, int length) {
            return step(() -> context.update(data, offset, length));
        }

        @Override
        public byte[] doFinal(byte[] data, int offset, int length) {
            return last(() -> context.doFinal(data, offset, length));
        }

        @Override
        public int outputLength(int inputLength) {
            return Math.max(context.updateLength(inputLength), context.finalLength(inputLength));
        }

        @Override
        public byte[] iv() {
            return iv.clone();
        }
    }

    private static final class Digesting extends Operation implements DigestOperation {
        private final DigestContext context;

        Digesting(CoreSession session, MechanismType mechanism, boolean approved, DigestContext context) {
            super(session, null, mechanism, AuditEvent.DIGEST, approved, context);
            this.context = context;
        }

        @Override
        public void update(byte[] data, int offset, int length) {
            step(() -> {
                context.update(data, offset, length);
                return true;
            });
        }

        @Override
        public void updateKey(ObjectHandle key) {
            step(() -> {
                DigestedKey.into(context, session(), key);
                return true;
            });
        }

        @Override
        public byte[] digest() {
            return last(context::digest);
        }

        @Override
        public int digestLength() {
            return context.digestLength();
        }
    }
}
