package io.craton.hsm.engine.common;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.spi.SignContext;
import io.craton.hsm.engine.spi.VerifyContext;
import java.security.MessageDigest;
import java.util.function.UnaryOperator;

/** Signatures that use the key once, after all the data has come. */
public final class Signing {
    private Signing() {}

    /** Checks a signature over a digest or message. */
    @FunctionalInterface
    public interface Verifier {
        /** Whether the signature is valid. */
        boolean verify(byte[] message, byte[] signature);
    }

    /**
     * A signature.
     *
     * @param input where the data goes
     * @param length of the signature, in bytes
     * @param signer makes the signature of the digest or message
     */
    public static SignContext sign(MessageInput input, int length, UnaryOperator<byte[]> signer) {
        return new SignContext() {
            @Override
            public void update(byte[] data, int offset, int count) {
                input.update(data, offset, count);
            }

            @Override
            public byte[] sign() {
                return Guard.call("the signature failed", () -> signer.apply(input.finish()));
            }

            @Override
            public int signatureLength() {
                return length;
            }

            @Override
            public void close() {
                input.wipe();
            }
        };
    }

    /** A verification of signatures of exactly this length. */
    public static VerifyContext verify(MessageInput input, int length, Verifier verifier) {
        return verify(input, length, length, verifier);
    }

    /**
     * A verification.
     *
     * @param minLength of the signature, in bytes; shorter ones are {@code CKR_SIGNATURE_LEN_RANGE}
     * @param maxLength of the signature, in bytes; longer ones are {@code CKR_SIGNATURE_LEN_RANGE}
     */
    public static VerifyContext verify(
            MessageInput input, int minLength, int maxLength, Verifier verifier) {
        return new VerifyContext() {
            @Override
            public void update(byte[] data, int offset, int count) {
                input.update(data, offset, count);
            }

            @Override
            public void verify(byte[] signature) {
                checkLength(signature, minLength, maxLength);
                // What a library cannot even read is not a signature.
                require(
                        Guard.call(
                                ReturnCode.CKR_SIGNATURE_INVALID,
                                "the signature cannot be read",
                                () -> verifier.verify(input.finish(), signature)));
            }

            @Override
            public void close() {
                input.wipe();
            }
        };
    }

    /** A verification that makes the right value anew and compares it in constant time. */
    public static VerifyContext verifyByMaking(SignContext maker) {
        return new VerifyContext() {
            @Override
            public void update(byte[] data, int offset, int count) {
                maker.update(data, offset, count);
            }

            @Override
            public void verify(byte[] signature) {
                checkLength(signature, maker.signatureLength(), maker.signatureLength());
                require(MessageDigest.isEqual(maker.sign(), signature));
            }

            @Override
            public void close() {
                maker.close();
            }
        };
    }

    /** Fails with {@code CKR_SIGNATURE_LEN_RANGE} if the length cannot be valid. */
    public static void checkLength(byte[] signature, int minLength, int maxLength) {
        if (signature.length < minLength || signature.length > maxLength) {
            throw new HsmException(
                    ReturnCode.CKR_SIGNATURE_LEN_RANGE,
                    "the signature has "
                            + signature.length
                            + " bytes where "
                            + (minLength == maxLength
                                    ? "" + maxLength
                                    : minLength + " to " + maxLength)
                            + " are needed");
        }
    }

    private static void require(boolean valid) {
        if (!valid) {
            throw new HsmException(
                    ReturnCode.CKR_SIGNATURE_INVALID,
                    "the signature does not match the data and the key");
        }
    }
}
