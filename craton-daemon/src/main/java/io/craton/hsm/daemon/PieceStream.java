package io.craton.hsm.daemon;

import io.craton.hsm.wire.Frames;
import io.craton.hsm.wire.WireReply;
import io.craton.hsm.wire.form.WireForm;
import io.craton.hsm.wire.form.WireWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/** Sends what is written to it as pieces of a result, each a message of its own. */
final class PieceStream extends OutputStream {
    private static final int PIECE = 1 << 16;

    private final WritableByteChannel channel;
    private final WireForm form;

    PieceStream(WritableByteChannel channel, WireForm form) {
        this.channel = channel;
        this.form = form;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int done = 0; done < length; done += PIECE) {
            int end = offset + Math.min(length, done + PIECE);
            send(Arrays.copyOfRange(bytes, offset + done, end));
        }
    }

    private void send(byte[] piece) throws IOException {
        try (WireWriter out = new WireWriter(form)) {
            WireReply.writePiece(piece, out);
            Frames.write(channel, form.order(), out.written());
        }
    }
}
