package io.craton.hsm.system.walk;

import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.Ccm;
import io.craton.hsm.MechanismParameters.ChaCha20Poly1305;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageParameters;
import io.craton.hsm.MessageParameters.Aead;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.OperationKind;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.core.policy.Use;
import io.craton.hsm.system.walk.Step.Door;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** One use of one key, through the door of choice. */
final class Doors {
    private static final int ROOM = 1 << 16;

    private Doors() {}

    /** Whether a door has a use: messages and recovery are functions only. */
    static boolean has(Door door, Use use) {
        return switch (use) {
            case SIGN, VERIFY, ENCRYPT, DECRYPT -> true;
            case SIGN_RECOVER,
                    VERIFY_RECOVER,
                    MESSAGE_ENCRYPT,
                    MESSAGE_DECRYPT,
                    MESSAGE_SIGN,
                    MESSAGE_VERIFY ->
                    door == Door.FUNCTIONS;
            default -> false;
        };
    }

    /**
     * Uses a key.
     *
     * @param data the data
     * @param tag what is verified; or of a message the tag of what is decrypted
     * @return what the module gives; nothing for a verification
     */
    static byte[] use(
            Session session,
            Door door,
            Use use,
            Mechanism mechanism,
            ObjectHandle key,
            byte[] data,
            byte[] tag) {
        if (door == Door.API) {
            return switch (use) {
                case SIGN -> session.sign(mechanism, key, data);
                case ENCRYPT -> session.encrypt(mechanism, key, data);
                case DECRYPT -> session.decrypt(mechanism, key, data);
                case VERIFY -> {
                    session.verify(mechanism, key, data, tag);
                    yield new byte[0];
                }
                default -> throw new AssertionError(use);
            };
        }
        SessionFunctions functions = session.functions();
        try {
            return function(functions, use, mechanism, key, data, tag);
        } finally {
            functions.sessionCancel(EnumSet.allOf(OperationKind.class));
        }
    }

    private static byte[] function(
            SessionFunctions functions,
            Use use,
            Mechanism mechanism,
            ObjectHandle key,
            byte[] data,
            byte[] tag) {
        switch (use) {
            case SIGN -> {
                functions.signInit(mechanism, key);
                return bytes(out -> functions.sign(data, out));
            }
            case SIGN_RECOVER -> {
                functions.signRecoverInit(mechanism, key);
                return bytes(out -> functions.signRecover(data, out));
            }
            case ENCRYPT -> {
                functions.encryptInit(mechanism, key);
                return bytes(out -> functions.encrypt(data, out));
            }
            case DECRYPT -> {
                functions.decryptInit(mechanism, key);
                return bytes(out -> functions.decrypt(data, out));
            }
            case VERIFY -> {
                functions.verifyInit(mechanism, key);
                functions.verify(data, tag);
                return new byte[0];
            }
            case VERIFY_RECOVER -> {
                functions.verifyRecoverInit(mechanism, key);
                return bytes(out -> functions.verifyRecover(tag, out));
            }
            default -> {
                return message(functions, use, mechanism, key, data, tag);
            }
        }
    }

    private static byte[] message(
            SessionFunctions functions,
            Use use,
            Mechanism mechanism,
            ObjectHandle key,
            byte[] data,
            byte[] tag) {
        switch (use) {
            case MESSAGE_SIGN -> {
                functions.messageSignInit(mechanism, key);
                return bytes(out -> functions.signMessage(data, out));
            }
            case MESSAGE_VERIFY -> {
                functions.messageVerifyInit(mechanism, key);
                functions.verifyMessage(data, tag);
                return new byte[0];
            }
            case MESSAGE_ENCRYPT -> {
                Aead aead = aead(mechanism, null);
                functions.messageEncryptInit(Mechanism.of(mechanism.type()), key);
                byte[] body = bytes(out -> functions.encryptMessage(aead, new byte[0], data, out));
                return join(body, aead.tag());
            }
            case MESSAGE_DECRYPT -> {
                Aead aead = aead(mechanism, tag);
                functions.messageDecryptInit(Mechanism.of(mechanism.type()), key);
                return bytes(out -> functions.decryptMessage(aead, new byte[0], data, out));
            }
            default -> throw new AssertionError(use);
        }
    }

    /** The parameters of a message that say what a parameter of a mechanism says. */
    static Aead aead(Mechanism mechanism, byte @Nullable [] tag) {
        if (mechanism.parameters() instanceof Gcm gcm) {
            byte[] room = tag == null ? new byte[gcm.tagBits() / 8] : tag;
            byte[] iv = gcm.iv();
            return iv == null ? Aead.generated(new byte[12], room) : Aead.withIv(iv.clone(), room);
        }
        if (mechanism.parameters() instanceof Ccm ccm) {
            return Aead.withIv(ccm.nonce().clone(), tag == null ? new byte[ccm.macLength()] : tag);
        }
        ChaCha20Poly1305 chaCha = (ChaCha20Poly1305) mechanism.parameters();
        return Aead.withIv(chaCha.nonce().clone(), tag == null ? new byte[16] : tag);
    }

    /** A mechanism with the vector that a message was encrypted with. */
    static Mechanism complete(MechanismType type, MessageParameters.Aead aead, int length) {
        byte[] iv = aead.iv().clone();
        return Mechanism.of(
                type,
                switch (type) {
                    case CKM_AES_GCM -> new Gcm(iv, new byte[0], 8 * aead.tag().length);
                    case CKM_AES_CCM -> new Ccm(length, iv, new byte[0], aead.tag().length);
                    default -> new ChaCha20Poly1305(iv, new byte[0]);
                });
    }

    /** What a function gives that takes a buffer. */
    static byte[] bytes(ToIntFunction<ByteBuffer> function) {
        ByteBuffer out = ByteBuffer.allocate(ROOM);
        int length = function.applyAsInt(out);
        return Arrays.copyOf(out.array(), length);
    }

    static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
