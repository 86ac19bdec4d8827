package io.craton.hsm.benchmarks.daemon;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.spi.der.EcParams;

/**
 * The calls that are measured, from the cheapest on, and how long the messages of each are: an echo
 * of the same lengths is what the connection alone costs.
 */
enum ServedCall {
    /** The one in which the module has nothing to do: what is left is the way there and back. */
    SESSION_INFO("session info", 20, 41) {
        @Override
        Runnable of(Session session) {
            return session::info;
        }
    },
    RANDOM("random, 32 B", 28, 55) {
        @Override
        Runnable of(Session session) {
            return () -> session.generateRandom(32);
        }
    },
    ED25519("sign Ed25519, 64 B", 112, 87) {
        @Override
        Runnable of(Session session) {
            Mechanism eddsa = Mechanism.of(MechanismType.CKM_EDDSA);
            KeyPairHandles keys =
                    session.generateKeyPair(
                            Mechanism.of(MechanismType.CKM_EC_EDWARDS_KEY_PAIR_GEN),
                            Template.builder()
                                    .set(AttributeType.CKA_EC_PARAMS, EcParams.of(Curve.ED25519))
                                    .build(),
                            Template.builder().set(AttributeType.CKA_SIGN, true).build());
            byte[] data = new byte[64];
            return () -> session.sign(eddsa, keys.privateKey(), data);
        }
    },
    GCM_SMALL("AES-256-GCM, 64 B", 146, 103) {
        @Override
        Runnable of(Session session) {
            return encryption(session, 64);
        }
    },
    GCM_LARGE("AES-256-GCM, 1 MiB", 1_048_658, 1_048_615) {
        @Override
        Runnable of(Session session) {
            return encryption(session, 1 << 20);
        }
    };

    private static final int TAG_BITS = 128;

    private final String words;
    private final int request;
    private final int reply;

    ServedCall(String words, int request, int reply) {
        this.words = words;
        this.request = request;
        this.reply = reply;
    }

    /** What makes one, in a session that is logged in. */
    abstract Runnable of(Session session);

    /** What makes an echo of the same lengths. */
    Runnable of(EchoClient echo) {
        return () -> echo.call(request, reply);
    }

    String words() {
        return words;
    }

    /** With a key of the session, and a nonce that the module makes. */
    private static Runnable encryption(Session session, int length) {
        Mechanism gcm =
                Mechanism.of(
                        MechanismType.CKM_AES_GCM,
                        new MechanismParameters.Gcm(null, new byte[0], TAG_BITS));
        ObjectHandle key =
                session.generateKey(
                        Mechanism.of(MechanismType.CKM_AES_KEY_GEN),
                        Template.builder()
                                .set(AttributeType.CKA_VALUE_LEN, 32L)
                                .set(AttributeType.CKA_ENCRYPT, true)
                                .build());
        byte[] data = new byte[length];
        return () -> session.encrypt(gcm, key, data);
    }
}
