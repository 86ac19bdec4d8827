package io.craton.hsm.fuzz;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.ReturnCode;
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
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A daemon's door in front of a module that is real, but for its store, which is in memory. Any
 * message has one answer with a return code, and the daemon itself never fails. Of the input the
 * first byte chooses the function, the second the operation that it is called on, and the others
 * are its arguments; a slot or a session is that of the target, where the user is logged in. What
 * would end that login is called by another application, so that no input costs a login.
 */
public final class DoorTarget {
    private static final byte[] SO_PIN = "officer-1".getBytes(StandardCharsets.UTF_8);
    private static final byte[] USER_PIN = "user-pin-1".getBytes(StandardCharsets.UTF_8);
    private static final WireForm FORM = WireForm.JAVA;

    private static @Nullable DoorTarget instance;

    /** What ends the login, and what would take all sessions that there may be. */
    private static final Set<WireFunction> BY_ANOTHER =
            EnumSet.of(
                    WireFunction.FINALIZE,
                    WireFunction.CLOSE_ALL_SESSIONS,
                    WireFunction.LOGOUT,
                    WireFunction.OPEN_SESSION,
                    WireFunction.OPEN_RESIDENT_SESSION);

    /** What begins an operation. */
    private static final Set<WireFunction> BEGINNING =
            EnumSet.range(WireFunction.SIGNER, WireFunction.DIGESTER);

    private static final long OK = ReturnCode.CKR_OK.code();
    private static final long FULL = ReturnCode.CKR_DEVICE_MEMORY.code();

    private final Path socket;
    private final SocketChannel channel;
    private long session;
    private long lastOperation;

    private DoorTarget() throws IOException {
        // Made for its owner alone.
        Path directory = Files.createTempDirectory("door");
        HsmConfig config =
                HsmConfig.builder()
                        .storagePath(directory.resolve("store"))
                        .set(ConfigKey.TOKEN_PERSIST_OBJECTS, false)
                        .set(ConfigKey.AUDIT_ENABLED, false)
                        .set(ConfigKey.SECURITY_PBKDF2_ITERATIONS, 100_000)
                        // More than end at the same time.
                        .set(ConfigKey.DAEMON_MAX_CONNECTIONS, 65_536)
                        .set(ConfigKey.DAEMON_MAX_CONNECTIONS_PER_USER, 65_536)
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
        session = opened(channel);
        try (WireWriter login = new WireWriter(FORM)) {
            login.ulong(WireFunction.LOGIN_OF_SESSION.number()).ulong(session);
            login.present(true).ulong(UserType.CKU_USER.code()).bytes(USER_PIN);
            code(answer(channel, login.toBytes()));
        }
        // As long as there is another session the login lasts.
        opened(channel);
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
        if (BY_ANOTHER.contains(function)) {
            try (SocketChannel other = connect()) {
                code(answer(other, message(function, opened(other), input)));
            }
            return;
        }
        WireReader answer = answer(channel, message(function, session, input));
        long code = code(answer);
        if (code == OK && BEGINNING.contains(function) && answer.present()) {
            lastOperation = answer.ulong();
        }
        boolean closed = function == WireFunction.CLOSE_SESSION && code == OK;
        if (code == FULL) {
            code(answer(channel, message(WireFunction.CLOSE_SESSION, session, new byte[2])));
        }
        if (closed || code == FULL) {
            session = opened(channel);
        }
    }

    private byte[] message(WireFunction function, long called, byte[] input) {
        try (WireWriter out = new WireWriter(FORM)) {
            out.ulong(function.number());
            receiver(function, called, input[1], out);
            return out.raw(Arrays.copyOfRange(input, 2, input.length)).toBytes();
        }
    }

    private void receiver(WireFunction function, long called, byte operation, WireWriter out) {
        Class<?> owner = function.owner();
        if (owner == Hsm.class || owner == WireDoor.class) {
            return;
        }
        if (owner == Slot.class) {
            out.ulong(0);
        } else if (owner == Session.class || owner == SessionFunctions.class) {
            out.ulong(called);
        } else {
            // One of the last that were begun.
            out.ulong(lastOperation - (operation & 7));
        }
    }

    /** The return code of an answer. */
    private static long code(WireReader answer) {
        answer.octet();
        long code = answer.ulong();
        String sentence = answer.text();
        if (sentence != null && sentence.contains("its log says why")) {
            throw new AssertionError("the daemon itself failed");
        }
        return code;
    }

    private static WireReader answer(SocketChannel channel, byte[] call) throws IOException {
        Frames.write(channel, FORM.order(), ByteBuffer.wrap(call));
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

    /** A connection with an application. */
    private SocketChannel connect() throws IOException {
        SocketChannel made = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        Frames.writeExactly(made, Hello.of(FORM).bytes());
        Frames.readExactly(made, Welcome.LENGTH);
        try (WireWriter begin = new WireWriter(FORM)) {
            begin.ulong(WireFunction.INITIALIZE.number());
            code(answer(made, begin.toBytes()));
        }
        return made;
    }

    /** A read-write session. */
    private static long opened(SocketChannel channel) throws IOException {
        try (WireWriter open = new WireWriter(FORM)) {
            open.ulong(WireFunction.OPEN_SESSION.number()).ulong(0).present(true).ulong(6);
            WireReader answer = answer(channel, open.toBytes());
            if (code(answer) != OK || !answer.present()) {
                throw new AssertionError("no session can be opened");
            }
            return answer.ulong();
        }
    }
}
