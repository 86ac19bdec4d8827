package io.craton.hsm.grpc;

import io.craton.hsm.grpc.ProtoReader.Value;
import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.form.WireWriter;
import io.craton.hsm.wire.value.Shape;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * An operation whose data come in several messages of one call, each of the form of the call that
 * does it at once: the first one says what is to be done with which key, and each has a piece of
 * the data. It is an operation of Java behind that, which is begun, updated and ended.
 */
public enum GrpcStream {
    /** One signature. */
    SIGN(
            WireFunction.SIGN_AT_ONCE,
            WireFunction.SIGNER,
            WireFunction.SIGNING_UPDATE,
            WireFunction.SIGNING_END,
            WireFunction.SIGNING_CLOSE),
    /** One verdict; the signature is in the last message that has one. */
    VERIFY(
            WireFunction.VERIFY_AT_ONCE,
            WireFunction.VERIFIER,
            WireFunction.VERIFYING_UPDATE,
            WireFunction.VERIFYING_END,
            WireFunction.VERIFYING_CLOSE),
    /** Pieces of the ciphertext, as they come. */
    ENCRYPT(
            WireFunction.ENCRYPT_AT_ONCE,
            WireFunction.ENCRYPTOR,
            WireFunction.CIPHER_UPDATE,
            WireFunction.CIPHER_END,
            WireFunction.CIPHER_CLOSE),
    /** Pieces of the plaintext, as they come. */
    DECRYPT(
            WireFunction.DECRYPT_AT_ONCE,
            WireFunction.DECRYPTOR,
            WireFunction.CIPHER_UPDATE,
            WireFunction.CIPHER_END,
            WireFunction.CIPHER_CLOSE),
    /** One digest. */
    DIGEST(
            WireFunction.DIGEST_AT_ONCE,
            WireFunction.DIGESTER,
            WireFunction.DIGESTING_UPDATE,
            WireFunction.DIGESTING_END,
            WireFunction.DIGESTING_CLOSE);

    private final GrpcFunction atOnce;
    private final GrpcFunction begin;
    private final WireFunction update;
    private final WireFunction end;
    private final WireFunction close;
    private final int dataField;

    GrpcStream(
            WireFunction atOnce,
            WireFunction begin,
            WireFunction update,
            WireFunction end,
            WireFunction close) {
        this.atOnce = GrpcFunction.of(atOnce);
        this.begin = GrpcFunction.of(begin);
        this.update = update;
        this.end = end;
        this.close = close;
        // The fields before it are those of the function that begins.
        this.dataField = this.begin.request().size() + 1;
    }

    /** Its name in the service. */
    public String callName() {
        return atOnce.name() + "Stream";
    }

    /** The call that does it at once, whose messages this has. */
    public GrpcFunction atOnce() {
        return atOnce;
    }

    /** Whether a part of the result comes for each piece of the data. */
    public boolean answersPieces() {
        return update.result().shape() != Shape.NOTHING;
    }

    /** Writes the call that begins it. */
    public void writeBegin(byte[] request, WireWriter out) {
        begin.writeCall(request, out);
    }

    /** Writes the call that hands over the data of a request. */
    public void writeUpdate(long operation, byte[] request, WireWriter out) {
        ByteBuffer data = lastBytes(request, dataField);
        int length = data.remaining();
        out.ulong(update.number()).ulong(operation).remaining(data).ulong(0).ulong(length);
    }

    /** Whether a request has data. */
    public boolean hasData(byte[] request) {
        return lastBytes(request, dataField).hasRemaining();
    }

    /** The signature that a request has; empty if it has none. */
    public byte[] signature(byte[] request) {
        ByteBuffer bytes = lastBytes(request, dataField + 1);
        byte[] signature = new byte[bytes.remaining()];
        bytes.get(signature);
        return signature;
    }

    private static ByteBuffer lastBytes(byte[] request, int field) {
        ProtoReader in = new ProtoReader(request);
        List<Value> values = in.values(field);
        return values.isEmpty() ? ByteBuffer.allocate(0) : in.bytes(values.get(values.size() - 1));
    }

    /**
     * Writes the call that ends it and gives the result.
     *
     * @param signature of a verification
     */
    public void writeEnd(long operation, byte[] signature, WireWriter out) {
        out.ulong(end.number()).ulong(operation);
        if (this == VERIFY) {
            out.bytes(signature);
        } else if (answersPieces()) {
            out.bytes(new byte[0]).ulong(0).ulong(0);
        }
    }

    /** Writes the call that forgets it, which ends it if it has not ended. */
    public void writeClose(long operation, WireWriter out) {
        out.ulong(close.number()).ulong(operation);
    }
}
