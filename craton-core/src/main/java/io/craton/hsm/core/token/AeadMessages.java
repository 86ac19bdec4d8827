package io.craton.hsm.core.token;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageParameters.Aead;
import io.craton.hsm.MessageParameters.Generator;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.object.HsmObject;

/**
 * The parameters of a message as those of a mechanism: there the tag is apart from the ciphertext,
 * here it is behind it.
 */
public final class AeadMessages {
    private static final int GCM_IV = 12;
    private static final int POLY1305_TAG = 16;

    private AeadMessages() {}

    /** Whether the module is to make the initialisation vector. */
    public static boolean ofModule(Aead aead) {
        return aead.generator() != Generator.CKG_NO_GENERATE;
    }

    /**
     * Fills in the initialisation vector. The module's never repeat, so it makes all of it or none.
     *
     * @throws HsmException {@code CKR_MECHANISM_PARAM_INVALID} if it cannot make such a one
     */
    public static void generate(
            CoreSession session, HsmObject key, MechanismType mechanism, Aead aead) {
        requireWhole(mechanism, aead);
        byte[] iv = session.token().nonces().next(session, key);
        System.arraycopy(iv, 0, aead.iv(), 0, iv.length);
    }

    private static void requireWhole(MechanismType mechanism, Aead aead) {
        if (mechanism != MechanismType.CKM_AES_GCM
                || aead.fixedBits() != 0
                || aead.iv().length != GCM_IV) {
            throw new HsmException(
                    ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                    "the module makes whole initialisation vectors of 12 bytes, for AES-GCM");
        }
    }

    /**
     * The mechanism with the parameter of one message.
     *
     * @param dataLength the length of the message in bytes, or -1 if it is not known yet
     */
    public static Mechanism mechanism(
            MechanismType mechanism, Aead aead, byte[] aad, long dataLength) {
        byte[] iv = aead.iv().clone();
        MechanismParameters parameters =
                switch (mechanism) {
                    case CKM_AES_GCM ->
                            new MechanismParameters.Gcm(iv, aad, aead.tag().length * Byte.SIZE);
                    case CKM_CHACHA20_POLY1305 -> {
                        if (aead.tag().length != POLY1305_TAG) {
                            throw new HsmException(
                                    ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                                    "the tag of ChaCha20-Poly1305 has 16 bytes");
                        }
                        yield new MechanismParameters.ChaCha20Poly1305(iv, aad);
                    }
                    case CKM_AES_CCM -> {
                        if (dataLength < 0) {
                            throw new HsmException(
                                    ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                                    "AES-CCM needs the length of the message first: give it in one call");
                        }
                        yield new MechanismParameters.Ccm(dataLength, iv, aad, aead.tag().length);
                    }
                    default ->
                            throw new HsmException(
                                    ReturnCode.CKR_MECHANISM_INVALID,
                                    mechanism + " does not authenticate messages");
                };
        return Mechanism.of(mechanism, parameters);
    }

    /** The mechanism before its initialisation vector is made: what a key is checked with. */
    static Mechanism unfinished(MechanismType mechanism, Aead aead, byte[] aad) {
        if (ofModule(aead)) {
            requireWhole(mechanism, aead);
            return Mechanism.of(
                    mechanism,
                    new MechanismParameters.Gcm(null, aad, aead.tag().length * Byte.SIZE));
        }
        return mechanism(mechanism, aead, aad, 0);
    }
}
