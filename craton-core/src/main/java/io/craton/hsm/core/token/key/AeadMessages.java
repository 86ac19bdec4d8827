package io.craton.hsm.core.token.key;

import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.MessageParameters.Aead;
import io.craton.hsm.MessageParameters.Generator;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.object.HsmObject;
import io.craton.hsm.core.token.context.Caller;
import java.util.EnumSet;
import java.util.Set;

/**
 * The parameters of a message as those of a mechanism: there the tag is apart from the ciphertext,
 * here it is behind it.
 */
public final class AeadMessages {
    private static final Set<MechanismType> MECHANISMS =
            EnumSet.of(
                    MechanismType.CKM_AES_GCM,
                    MechanismType.CKM_AES_CCM,
                    MechanismType.CKM_CHACHA20_POLY1305);
    private static final int IV = 12;
    private static final int WHOLE_TAG = 16;

    private AeadMessages() {}

    /** Whether it is a mechanism that authenticates messages, each with its own vector. */
    public static boolean has(MechanismType mechanism) {
        return MECHANISMS.contains(mechanism);
    }

    /** Whether the module is to make the initialisation vector. */
    public static boolean ofModule(Aead aead) {
        return aead.generator() != Generator.CKG_NO_GENERATE;
    }

    /**
     * Fills in the initialisation vector. The module's never repeat, so it makes all of it or none.
     *
     * @throws HsmException {@code CKR_MECHANISM_PARAM_INVALID} if it cannot make such a one
     */
    public static void generate(Caller caller, HsmObject key, MechanismType mechanism, Aead aead) {
        requireWhole(mechanism, aead);
        byte[] iv = GcmNonces.next(caller, key, mechanism);
        System.arraycopy(iv, 0, aead.iv(), 0, iv.length);
    }

    private static void requireWhole(MechanismType mechanism, Aead aead) {
        if (!has(mechanism) || aead.fixedBits() != 0 || aead.iv().length != IV) {
            throw new HsmException(
                    ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                    "the module makes whole initialisation vectors of 12 bytes, for AES-GCM, AES-CCM and"
                            + " ChaCha20-Poly1305");
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
                        if (aead.tag().length != WHOLE_TAG) {
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

    /**
     * The mechanism to wrap with, before its initialisation vector is made: what a key is checked
     * with.
     *
     * @throws HsmException {@code CKR_MECHANISM_PARAM_INVALID} for a vector of the caller, who
     *     could have used it before, and for a tag that is cut
     */
    static Mechanism toWrap(MechanismType mechanism, Aead aead, byte[] aad) {
        Mechanism unfinished = mechanism(mechanism, aead, aad, 0);
        if (!ofModule(aead)) {
            throw new HsmException(
                    ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                    "keys are wrapped with an initialisation vector of the module's: let the generator be"
                            + " CKG_GENERATE");
        }
        requireWhole(mechanism, aead);
        requireWholeTag(unfinished);
        return unfinished.parameters() instanceof MechanismParameters.Gcm gcm
                ? Mechanism.of(
                        mechanism, new MechanismParameters.Gcm(null, gcm.aad(), gcm.tagBits()))
                : unfinished;
    }

    /**
     * Refuses a tag of a wrapped key that is cut.
     *
     * @throws HsmException {@code CKR_MECHANISM_PARAM_INVALID}
     */
    static void requireWholeTag(Mechanism mechanism) {
        boolean whole = true;
        if (mechanism.parameters() instanceof MechanismParameters.Gcm gcm) {
            whole = gcm.tagBits() == WHOLE_TAG * Byte.SIZE;
        } else if (mechanism.parameters() instanceof MechanismParameters.Ccm ccm) {
            whole = ccm.macLength() == WHOLE_TAG;
        }
        if (!whole) {
            throw new HsmException(
                    ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                    "the tag of a wrapped key has 16 bytes, never less");
        }
    }
}
