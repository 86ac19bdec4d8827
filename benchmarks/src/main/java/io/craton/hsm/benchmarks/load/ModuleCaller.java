package io.craton.hsm.benchmarks.load;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.Hsm;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Template;
import io.craton.hsm.spi.der.EcParams;

/** Calls this product, in a session of its own. */
final class ModuleCaller implements LoadCaller {
    private static final Mechanism DIGEST = Mechanism.of(MechanismType.CKM_SHA256);
    private static final Mechanism MAC = Mechanism.of(MechanismType.CKM_SHA256_HMAC);
    private static final Mechanism ECDSA = Mechanism.of(MechanismType.CKM_ECDSA_SHA256);
    private static final int TAG_BITS = 128;
    private static final int RANDOM_BYTES = 32;

    private final Session session;
    private final Keys keys;
    private final byte[] block = new byte[64];
    private final byte[] kilobyte = new byte[1024];
    private final byte[] sealed;
    private final byte[] signature;

    /** The keys of the token, which all callers share. */
    record Keys(ObjectHandle aes, ObjectHandle mac, KeyPairHandles pair) {
        /**
         * Makes them.
         *
         * @param session in which the user is logged in, as long as they are used
         */
        static Keys make(Session session) {
            Template aes =
                    Template.builder()
                            .set(AttributeType.CKA_VALUE_LEN, 32L)
                            .set(AttributeType.CKA_ENCRYPT, true)
                            .set(AttributeType.CKA_DECRYPT, true)
                            .token(true)
                            .build();
            Template mac =
                    Template.builder()
                            .set(AttributeType.CKA_VALUE_LEN, 32L)
                            .set(AttributeType.CKA_SIGN, true)
                            .token(true)
                            .build();
            Template verifies =
                    Template.builder()
                            .set(AttributeType.CKA_EC_PARAMS, EcParams.of(Curve.P256))
                            .set(AttributeType.CKA_VERIFY, true)
                            .token(true)
                            .build();
            Template signs =
                    Template.builder().set(AttributeType.CKA_SIGN, true).token(true).build();
            return new Keys(
                    session.generateKey(Mechanism.of(MechanismType.CKM_AES_KEY_GEN), aes),
                    session.generateKey(
                            Mechanism.of(MechanismType.CKM_GENERIC_SECRET_KEY_GEN), mac),
                    session.generateKeyPair(
                            Mechanism.of(MechanismType.CKM_EC_KEY_PAIR_GEN), verifies, signs));
        }
    }

    ModuleCaller(Hsm hsm, Keys keys) {
        this.session = hsm.slot(0).openSession(SessionMode.READ_ONLY);
        this.keys = keys;
        this.sealed = session.encrypt(gcm(new byte[12]), keys.aes(), block);
        this.signature = session.sign(ECDSA, keys.pair().privateKey(), block);
    }

    private static Mechanism gcm(byte[] nonce) {
        return Mechanism.of(MechanismType.CKM_AES_GCM, new Gcm(nonce, new byte[0], TAG_BITS));
    }

    @Override
    public void run(MixPart part) {
        switch (part) {
            case ENCRYPT -> session.encrypt(ownNonce(), keys.aes(), block);
            case DECRYPT -> session.decrypt(gcm(new byte[12]), keys.aes(), sealed);
            case DIGEST -> session.digest(DIGEST, kilobyte);
            case MAC -> session.sign(MAC, keys.mac(), kilobyte);
            case RANDOM -> session.generateRandom(RANDOM_BYTES);
            case SIGN -> session.sign(ECDSA, keys.pair().privateKey(), block);
            case VERIFY -> session.verify(ECDSA, keys.pair().publicKey(), block, signature);
        }
    }

    /** The module makes the nonce. */
    private static Mechanism ownNonce() {
        return Mechanism.of(MechanismType.CKM_AES_GCM, new Gcm(null, new byte[0], TAG_BITS));
    }

    @Override
    public void close() {
        session.close();
    }
}
