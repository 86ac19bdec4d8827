package io.craton.hsm.daemon;

import io.craton.hsm.Arguments;
import io.craton.hsm.AttributeType;
import io.craton.hsm.CipherOperation;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SignOperation;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.wire.WireDoor;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a connection offers beside the API, and the application that it belongs to. For one thread.
 */
final class ConnectionDoor implements WireDoor {
    private final ServedApplications applications;
    private final ClientIdentity client;
    private @Nullable ServedApplication application;

    ConnectionDoor(ServedApplications applications, ClientIdentity client) {
        this.applications = applications;
        this.client = client;
    }

    /**
     * The application of this connection.
     *
     * @throws HsmException {@code CKR_CRYPTOKI_NOT_INITIALIZED} if there is none
     */
    ServedApplication application() {
        if (application == null) {
            throw new HsmException(
                    ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED,
                    "this connection has no application; begin one with C_Initialize");
        }
        return application;
    }

    @Override
    public byte[] initialize() {
        requireNone();
        ServedApplications.Begun begun = applications.begin(client);
        application = begun.application();
        byte[] secret = new byte[begun.secret().remaining()];
        begun.secret().duplicate().get(secret);
        return secret;
    }

    @Override
    public void join(byte[] secret) {
        requireNone();
        application = applications.join(client, Arguments.notNull(secret, "the application"));
    }

    private void requireNone() {
        if (application != null) {
            throw new HsmException(
                    ReturnCode.CKR_CRYPTOKI_ALREADY_INITIALIZED,
                    "this connection has an application already");
        }
    }

    /** The application is ended by the client; other connections of it find out. */
    void finished() {
        ServedApplication ended = application();
        application = null;
        applications.end(ended);
    }

    /** The connection is gone. */
    void close() {
        ServedApplication left = application;
        application = null;
        if (left != null) {
            applications.leave(left);
        }
    }

    @Override
    public Template attribute(Session session, ObjectHandle object, AttributeType<?> type) {
        return with(Arguments.notNull(session, "the session"), object, type);
    }

    private static <T> Template with(Session session, ObjectHandle object, AttributeType<T> type) {
        return Template.builder().set(type, session.getAttribute(object, type)).build();
    }

    @Override
    public void unattendedLogin(Session session, byte[] pin) {
        unattended(session, pin, chars -> session.login(UserType.CKU_USER, chars));
    }

    @Override
    public void unattendedSigning(Session session, SignOperation operation, byte[] pin) {
        unattended(session, pin, operation::authenticate);
    }

    @Override
    public void unattendedCipher(Session session, CipherOperation operation, byte[] pin) {
        unattended(session, pin, operation::authenticate);
    }

    private static void unattended(Session session, byte[] pin, Consumer<char[]> attempt) {
        byte[] bytes = Arguments.notNull(pin, "the PIN");
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
        char[] chars = new char[decoded.remaining()];
        decoded.get(chars);
        try {
            session.unattended(chars, attempt);
        } finally {
            Arrays.fill(chars, '\0');
            Arrays.fill(decoded.array(), '\0');
        }
    }
}
