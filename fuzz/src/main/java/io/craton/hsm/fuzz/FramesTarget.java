package io.craton.hsm.fuzz;

import io.craton.hsm.HsmException;
import io.craton.hsm.wire.Frames;
import io.craton.hsm.wire.Hello;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/**
 * The beginning of a connection: a hello and messages. Any bytes are a hello that is the same when
 * it is written again, or refused with a return code; then messages come, or an end is found;
 * nothing else happens.
 */
public final class FramesTarget {
    private static final int LONGEST = 1 << 16;

    private FramesTarget() {}

    /**
     * Called by Jazzer for each input, and by the regression test for the kept ones.
     *
     * @param input any bytes
     * @throws AssertionError if a reader breaks its promise
     */
    public static void fuzzerTestOneInput(byte[] input) {
        try (ReadableByteChannel in = Channels.newChannel(new ByteArrayInputStream(input))) {
            byte[] first = Frames.readExactly(in, Hello.LENGTH);
            if (first != null) {
                readMessages(in, first);
            }
        } catch (HsmException | EOFException e) {
            return;
        } catch (IOException e) {
            throw new AssertionError("memory cannot fail", e);
        }
    }

    private static void readMessages(ReadableByteChannel in, byte[] first) throws IOException {
        Hello hello = Hello.read(first);
        if (!Arrays.equals(hello.bytes(), first)) {
            throw new AssertionError("a hello does not come back: " + hello);
        }
        byte[] message = Frames.read(in, hello.form().order(), LONGEST);
        while (message != null) {
            if (message.length > LONGEST) {
                throw new AssertionError("a message of " + message.length + " bytes");
            }
            message = Frames.read(in, hello.form().order(), LONGEST);
        }
    }
}
