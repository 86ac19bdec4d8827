package io.craton.hsm.fuzz;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.UserType;
import io.craton.hsm.daemon.UnixDoor;
import io.craton.hsm.wire.Frames;
import io.craton.hsm.wire.Hello;
import io.craton.hsm.wire.Welcome;
import io.craton.hsm.wire.WireDoor;
import io.craton.hsm.wire.WireFunction;
import io.craton.hsm.wire.WireReply;
import io.craton.hsm.wire.form.WireForm;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A daemon's door in front of a module that is real, but for its store, which is in memory. Any
 * message has one answer with a return code, and the daemon itself never fails. Of the input the
 * first byte chooses the function, the second the operation that it is called on, and the others
 * are its arguments; a slot or a session is that of the target, where the user is logged in.
 */
public final class DoorTarget {
    private static final byte[] SO_PIN = "officer-1".getBytes(StandardCharsets.UTF_8);
    private static final byte[] USER_PIN = "user-pin-1".getBytes(StandardCharsets.UTF_8);
    private static final WireForm FORM = WireForm.JAVA;

    private static @Nullable DoorTarget instance;

    private final Path socket;
    private SocketChannel channel;
    private long session;

    private DoorTarget() throws IOException {
        // Made for its owner alone.
        Path directory = Files.createTempDirectory("door");
        HsmConfig config =
                HsmConfig.builder()
                        .storagePath(directory.resolve("store"))
                        .set(ConfigKey.TOKEN_PERSIST_OBJECTS, false)
                        .set(ConfigKey.AUDIT_ENABLED, false)
                        .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                        // A wrong PIN is tried once, and then refused at once.
                        .set(ConfigKey.DAEMON_MAX_LOGIN_ATTEMPTS, 1)
                        .set(ConfigKey.DAEMON_LOGIN_COOLDOWN_SECS, 86_400)
                        .build();
        Hsm module = Hsm.open(config);
        module.slot(0).initToken(SO_PIN, "fuzz");
        try (Session officer = module.slot(0).openSession(SessionMode.READ_WRITE)) {
            officer.login(UserType.CKU_SO, SO_PIN);
            officer.initPin(USER_PIN);
        }
        socket = directory.resolve("s");
        UnixDoor.open(module, socket);
        channel = connect();
    }

    /**
     * Called by Jazzer for each input, and by the regression test for the kept ones.
     *
     * @param input any bytes
     * @throws AssertionError if the daemon breaks its promise
     */
    public static synchronized void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length < 2) {
            return;
        }
        if (instance == null) {
            instance = new DoorTarget();
        }
        instance.call(input);
    }

    private void call(byte[] input) throws IOException {
        WireFunction[] all = WireFunction.values();
        WireFunction function = all[Byte.toUnsignedInt(input[0]) % all.length];
        if (function == WireFunction.WAIT_FOR_SLOT_EVENT) {
            return;
        }
        try (WireWriter out = new WireWriter(FORM)) {
            out.ulong(function.number());
            receiver(function, input[1], out);
            out.raw(Arrays.copyOfRange(input, 2, input.length));
            long code = exchange(out);
            if (function == WireFunction.FINALIZE && code == 0) {
                channel.close();
                channel = connect();
            }
        }
        if (!hasSession()) {
            channel.close();
            channel = connect();
        }
    }

    private void receiver(WireFunction function, byte operation, WireWriter out) {
        Class<?> owner = function.owner();
        if (owner == Hsm.class || owner == WireDoor.class) {
            return;
        }
        if (owner == Slot.class) {
            out.ulong(0);
        } else if (owner == Session.class || owner == SessionFunctions.class) {
            out.ulong(session);
        } else {
            out.ulong(Byte.toUnsignedInt(operation));
        }
    }

    private boolean hasSession() throws IOException {
        try (WireWriter out = new WireWriter(FORM)) {
            return exchange(out.ulong(WireFunction.GET_SESSION_INFO.number()).ulong(session)) == 0;
        }
    }

    /** Gives the return code. */
    private long exchange(WireWriter out) throws IOException {
        WireReader answer = answer(out);
        answer.octet();
        long code = answer.ulong();
        String sentence = answer.text();
        if (sentence != null && sentence.contains("its log says why")) {
            throw new AssertionError("the daemon itself failed");
        }
        return code;
    }

    private WireReader answer(WireWriter out) throws IOException {
        Frames.write(channel, FORM.order(), out.written());
        while (true) {
            byte[] message = Frames.read(channel, FORM.order(), Frames.MAX_LENGTH);
            if (message == null) {
                throw new EOFException("the daemon has closed the connection");
            }
            if (!WireReply.isPiece(new WireReader(message, FORM))) {
                return new WireReader(message, FORM);
            }
        }
    }

    /** A connection with an application, a session and a login. */
    private SocketChannel connect() throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        Frames.writeExactly(channel, Hello.of(FORM).bytes());
        Frames.readExactly(channel, Welcome.LENGTH);
        try (WireWriter begin = new WireWriter(FORM);
                WireWriter open = new WireWriter(FORM);
                WireWriter login = new WireWriter(FORM)) {
            exchange(begin.ulong(WireFunction.INITIALIZE.number()));
            WireReader opened =
                    answer(
                            open.ulong(WireFunction.OPEN_SESSION.number())
                                    .ulong(0)
                                    .present(true)
                                    .ulong(6));
            opened.octet();
            opened.ulong();
            opened.text();
            session = opened.present() ? opened.ulong() : 0;
            login.ulong(WireFunction.LOGIN_OF_SESSION.number()).ulong(session);
            exchange(login.present(true).ulong(UserType.CKU_USER.code()).bytes(USER_PIN));
        }
        return channel;
    }
}
