package io.craton.hsm.core.function;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Two operations on one pass of data. The second one takes its share only when the first has given
 * its output, so that a length query or a buffer that is too small changes neither.
 */
final class DualCalls {
    private final CipherCalls encryption;
    private final CipherCalls decryption;
    private final DigestCalls digests;
    private final SignCalls signatures;
    private final VerifyCalls verifications;

    DualCalls(
            CipherCalls encryption,
            CipherCalls decryption,
            DigestCalls digests,
            SignCalls signatures,
            VerifyCalls verifications) {
        this.encryption = encryption;
        this.decryption = decryption;
        this.digests = digests;
        this.signatures = signatures;
        this.verifications = verifications;
    }

    int digestEncrypt(byte[] data, @Nullable ByteBuffer out) {
        return encrypting(digests.active(), digests::update, data, out);
    }

    int signEncrypt(byte[] data, @Nullable ByteBuffer out) {
        return encrypting(signatures.signing(), signatures::update, data, out);
    }

    int decryptDigest(byte[] data, @Nullable ByteBuffer out) {
        return decrypting(digests.active(), digests::update, data, out);
    }

    int decryptVerify(byte[] data, @Nullable ByteBuffer out) {
        return decrypting(
                verifications.verifying(), plain -> verifications.update(plain, false), data, out);
    }

    private int encrypting(
            Active<?> other, Consumer<byte[]> update, byte[] data, @Nullable ByteBuffer out) {
        return both(
                encryption.active(),
                other,
                () -> {
                    int written = encryption.update(data, out);
                    if (out != null) {
                        update.accept(data);
                    }
                    return written;
                });
    }

    private int decrypting(
            Active<?> other, Consumer<byte[]> update, byte[] data, @Nullable ByteBuffer out) {
        return both(
                decryption.active(),
                other,
                () -> {
                    if (out == null) {
                        return decryption.update(data, null);
                    }
                    int start = out.position();
                    int written = decryption.update(data, out);
                    byte[] plain = new byte[written];
                    out.duplicate().position(start).get(plain);
                    update.accept(plain);
                    return written;
                });
    }

    /** Makes the call if both operations are active; an error ends both. */
    private static int both(
            Active<?> first, Active<?> second, java.util.function.IntSupplier call) {
        first.required();
        second.required();
        try {
            return call.getAsInt();
        } catch (HsmException e) {
            if (e.code() != ReturnCode.CKR_BUFFER_TOO_SMALL) {
                first.end();
                second.end();
            }
            throw e;
        }
    }
}
