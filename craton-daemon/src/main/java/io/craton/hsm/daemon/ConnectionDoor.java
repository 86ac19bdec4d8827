package io.craton.hsm.daemon;

import io.craton.hsm.Arguments;
import io.craton.hsm.AttributeType;
import io.craton.hsm.CipherOperation;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.ModuleActivity;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SignOperation;
import io.craton.hsm.Slot;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.wire.WireDoor;
import io.craton.hsm.wire.form.HandleNumbers;
import io.craton.hsm.wire.form.WireForm;
import io.craton.hsm.wire.form.WireReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a connection offers beside the API, and the application that it belongs to. For one thread.
 */
final class ConnectionDoor implements WireDoor {
    private static final Duration SLICE = Duration.ofMillis(250);

    private final ServedApplications applications;
    private final ClientIdentity client;
    private final BooleanSupplier waitEnds;
    private final Supplier<ModuleActivity> activity;
    private @Nullable ServedApplication application;

    /**
     * @param waitEnds whether nobody is there any more for whom a call could wait
     * @param activity what there is to do in the whole daemon
     */
    ConnectionDoor(
            ServedApplications applications,
            ClientIdentity client,
            BooleanSupplier waitEnds,
            Supplier<ModuleActivity> activity) {
        this.applications = applications;
        this.client = client;
        this.waitEnds = waitEnds;
        this.activity = activity;
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

    /** Makes an application the one of this connection; null for none yet. */
    void attach(@Nullable ServedApplication other) {
        application = other;
    }

    /** The application of this connection, if it has one now. */
    @Nullable ServedApplication attached() {
        return application;
    }

    /** What handles are called on this connection, whose application may begin later. */
    HandleNumbers numbers(WireForm form) {
        return form.ulongSize() == Long.BYTES ? HandleNumbers.SAME : new OfApplication();
    }

    private final class OfApplication implements HandleNumbers {
        @Override
        public long number(long handle) {
            return application().handles().shortHandles().number(handle);
        }

        @Override
        public long handle(long number) {
            return application().handles().shortHandles().handle(number);
        }
    }

    @Override
    public byte[] initialize() {
        return begin(client.peer());
    }

    @Override
    public byte[] initializeProcess(long process) {
        return begin(ownsProcess(process) ? client.peer() + ", process " + process : client.peer());
    }

    /** A client can name a process of the same user that it is not, and no other. */
    private boolean ownsProcess(long process) {
        try {
            Path entry = Path.of("/proc", Long.toString(process));
            return process > 0 && Files.getOwner(entry).getName().equals(client.user());
        } catch (IOException e) {
            // There is no such process, as this one sees it, or no /proc.
            return false;
        }
    }

    private byte[] begin(String peer) {
        requireNone();
        ServedApplications.Begun begun = applications.begin(client, peer);
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

    /** Whether nobody is there any more for whom a call could wait. */
    boolean isGone() {
        return waitEnds.getAsBoolean();
    }

    @Override
    public Template attribute(Session session, ObjectHandle object, AttributeType<?> type) {
        return with(Arguments.notNull(session, "the session"), object, type);
    }

    private static <T> Template with(Session session, ObjectHandle object, AttributeType<T> type) {
        return Template.builder().set(type, session.getAttribute(object, type)).build();
    }

    /**
     * {@link Hsm#waitForSlotEvent} in slices, so that the wait ends soon when the client is gone or
     * the daemon ends.
     *
     * @throws HsmException {@code CKR_FUNCTION_CANCELED} if it ended so
     */
    Optional<Slot> waitForSlotEvent(@Nullable Duration timeout) {
        Hsm hsm = application().hsm();
        Duration left = Arguments.notNull(timeout, "the time to wait");
        while (left.compareTo(SLICE) > 0) {
            Optional<Slot> slot = hsm.waitForSlotEvent(SLICE);
            if (slot.isPresent()) {
                return slot;
            }
            if (waitEnds.getAsBoolean()) {
                throw new HsmException(
                        ReturnCode.CKR_FUNCTION_CANCELED,
                        "the wait for a slot event ended: the daemon ends, or the client does not wait");
            }
            left = left.minus(SLICE);
        }
        return hsm.waitForSlotEvent(left.isNegative() ? Duration.ZERO : left);
    }

    @Override
    public void unattendedLogin(Session session, byte[] pin) {
        unattended(session, pin, chars -> session.login(UserType.CKU_USER, chars));
    }

    @Override
    public void unattendedSigning(Session session, SignOperation operation, byte[] pin) {
        Arguments.notNull(operation, "the operation");
        unattended(session, pin, operation::authenticate);
    }

    @Override
    public void unattendedCipher(Session session, CipherOperation operation, byte[] pin) {
        Arguments.notNull(operation, "the operation");
        unattended(session, pin, operation::authenticate);
    }

    @Override
    public ModuleActivity activity() {
        return activity.get();
    }

    @Override
    public void rotateAuditLog(String name) {
        Hsm hsm = application().hsm();
        Path log = hsm.config().path(ConfigKey.AUDIT_LOG_PATH);
        hsm.rotateAuditLog(log.resolveSibling(file(Arguments.notNull(name, "the name"))));
    }

    /** A name that leads nowhere else. */
    private static Path file(String name) {
        try {
            Path file = Path.of(name);
            if (file.getNameCount() == 1 && file.equals(file.getFileName()) && !isDots(name)) {
                return file;
            }
        } catch (InvalidPathException e) {
            throw new HsmException(ReturnCode.CKR_ARGUMENTS_BAD, "that is no name of a file", e);
        }
        throw new HsmException(
                ReturnCode.CKR_ARGUMENTS_BAD,
                "the archive is put beside the audit log; give a name without a directory");
    }

    private static boolean isDots(String name) {
        return name.isEmpty()
                || name.chars().anyMatch(Character::isISOControl)
                || name.equals(".")
                || name.equals("..");
    }

    private static void unattended(Session session, byte[] pin, Consumer<char[]> attempt) {
        Arguments.notNull(session, "the session");
        char[] characters = WireReader.charactersOf(Arguments.notNull(pin, "the PIN"));
        try {
            session.unattended(characters, attempt);
        } finally {
            Arrays.fill(characters, '\0');
        }
    }
}
