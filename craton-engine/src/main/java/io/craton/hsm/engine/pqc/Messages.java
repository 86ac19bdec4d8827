package io.craton.hsm.engine.pqc;

import io.craton.hsm.Digest;
import io.craton.hsm.HsmException;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.HashSignContext;
import io.craton.hsm.MechanismParameters.Hedge;
import io.craton.hsm.MechanismParameters.SignContext;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Digests;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.MessageInput;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.spi.Bytes;
import io.craton.hsm.spi.der.DerWriter;
import org.jspecify.annotations.Nullable;

/**
 * How a message becomes the input M' of the internal signature functions of FIPS 204 and 205: with
 * its context, in full or as a digest with the name of the hash.
 *
 * @param context 0 to 255 bytes
 * @param deterministic whether signatures are to be deterministic
 * @param hash the hash of the pre-hash variants; null for pure ones
 * @param hashed whether the data that comes is the digest already
 */
record Messages(Bytes context, boolean deterministic, @Nullable Digest hash, boolean hashed) {

    /**
     * Reads the parameter of a mechanism.
     *
     * @param prehash the mechanism that signs a given digest
     */
    static Messages of(Mechanism mechanism, MechanismType prehash) {
        if (mechanism.type() == prehash) {
            HashSignContext parameters = Parameters.of(mechanism, HashSignContext.class);
            return of(
                    parameters.hedge(), parameters.context(), Digests.of(parameters.hash()), true);
        }
        SignContext parameters =
                Parameters.of(
                        mechanism,
                        SignContext.class,
                        new SignContext(Hedge.CKH_HEDGE_PREFERRED, ByteArrays.EMPTY));
        return of(
                parameters.hedge(),
                parameters.context(),
                mechanism.type().digest().orElse(null),
                false);
    }

    private static Messages of(Hedge hedge, byte[] context, @Nullable Digest hash, boolean hashed) {
        Parameters.require(
                context.length <= 255, "the context of a signature has at most 255 bytes");
        return new Messages(
                Bytes.of(context), hedge == Hedge.CKH_DETERMINISTIC_REQUIRED, hash, hashed);
    }

    /** Whether it is the pure variant without a context, which every library has. */
    boolean isPlain() {
        return hash == null && context.length() == 0;
    }

    /** Where the data goes. */
    MessageInput input(Libraries libraries) {
        if (hash == null || hashed) {
            return MessageInput.buffer();
        }
        return MessageInput.digest(libraries.digest(hash));
    }

    /** M' of the message or digest. */
    byte[] format(byte[] message) {
        byte[] head = {(byte) (hash == null ? 0 : 1), (byte) context.length()};
        if (hash == null) {
            return ByteArrays.join(head, context.copy(), message);
        }
        if (message.length != hash.length()) {
            throw new HsmException(
                    ReturnCode.CKR_DATA_LEN_RANGE,
                    "a digest of "
                            + hash.standardName()
                            + " has "
                            + hash.length()
                            + " bytes, not "
                            + message.length);
        }
        return ByteArrays.join(head, context.copy(), DerWriter.oid(hash.oid()), message);
    }
}
