package io.craton.hsm.client;

import io.craton.hsm.ApplicationIdentity;
import io.craton.hsm.Arguments;
import io.craton.hsm.AttributeType;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.SessionFunctions;
import io.craton.hsm.Template;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.PinBytes;
import io.craton.hsm.wire.WireFunction;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls on one object of the API. A method that is in the table of the wire goes to the daemon;
 * what this end knows by itself it answers; what the API makes of other methods it makes here.
 */
final class RemoteCalls implements InvocationHandler {
    /** Longer data go in parts of this length. */
    private static final int PART = 1 << 20;

    /** What a daemon offers nobody. */
    private static final Set<String> FOR_THE_OWNER = Set.of("destroyToken", "restore");

    private static final @Nullable Object[] NONE = {};

    private final RemoteModule module;
    private final Remote remote;
    private volatile boolean closed;

    RemoteCalls(RemoteModule module, Remote remote) {
        this.module = module;
        this.remote = remote;
    }

    Remote remote() {
        return remote;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] given)
            throws Throwable {
        @Nullable Object[] arguments = given == null ? NONE : given;
        MethodPlan plan = MethodPlan.of(method);
        return switch (plan.way()) {
            case OBJECT -> ofObject(proxy, method, arguments);
            case PART -> inParts(method, arguments);
            case HERE -> here(proxy, method, arguments);
            case CLOSE -> close(plan.sent());
            case AT_ONCE ->
                    isLong(arguments)
                            ? InvocationHandler.invokeDefault(proxy, method, arguments)
                            : call(plan.sent(), arguments);
            case STREAM -> stream(plan.sent(), arguments);
            case PIN -> pin(plan.sent(), proxy, arguments);
            case CALL -> call(plan.sent(), arguments);
        };
    }

    private @Nullable Object call(WireFunction function, @Nullable Object[] arguments) {
        return module.call(function, remote, arguments);
    }

    /** An attempt that nobody typed the PIN of goes by a function that says so. */
    private @Nullable Object pin(
            WireFunction function, Object proxy, @Nullable Object[] arguments) {
        WireFunction sent = module.unattended().get() == null ? function : unattended(function);
        return sent == function ? call(function, arguments) : tryUnattended(sent, proxy, arguments);
    }

    /** What the caller's own stream failed with comes before what the call did. */
    private @Nullable Object stream(WireFunction function, @Nullable Object[] arguments)
            throws IOException {
        if (function == WireFunction.BACKUP) {
            Arguments.notNull(arguments[1], "the stream");
        }
        Pieces pieces = Pieces.of(arguments);
        try {
            return module.call(function, remote, arguments, pieces);
        } finally {
            pieces.requireWritten();
        }
    }

    private Object ofObject(Object proxy, Method method, @Nullable Object[] arguments) {
        return switch (method.getName()) {
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> remote.type().getSimpleName() + " of a daemon";
        };
    }

    private static boolean isLong(@Nullable Object[] arguments) {
        for (Object argument : arguments) {
            if (argument instanceof byte[] bytes && bytes.length > PART) {
                return true;
            }
        }
        return false;
    }

    /** What does not travel: this end knows it, or the API makes it of what does. */
    private @Nullable Object here(Object proxy, Method method, @Nullable Object[] arguments)
            throws Throwable {
        String name = method.getName();
        if (remote.type() == Hsm.class && name.equals("config")) {
            return module.config();
        }
        if (name.equals("activity")) {
            return Optional.ofNullable(module.call(WireFunction.ACTIVITY, remote, NONE));
        }
        if (name.equals("rotateAuditLog")) {
            Path archive = Arguments.notNull((Path) arguments[0], "the archive");
            return module.call(
                    WireFunction.ROTATE_AUDIT_LOG, remote, new Object[] {archive.toString()});
        }
        if (name.equals("newApplication")) {
            return module.newApplication((ApplicationIdentity) arguments[0]);
        }
        if (remote.type() == Hsm.class && name.equals("slots")) {
            return ((Hsm) proxy).slots(false);
        }
        if (name.equals("id") || name.equals("handle")) {
            return remote.number();
        }
        if (remote.type() == Session.class && name.equals("slot")) {
            return remote.parent();
        }
        if (name.equals("functions")) {
            return functions();
        }
        if (name.equals("getAttribute")) {
            return attribute((Session) proxy, arguments);
        }
        if (name.equals("unattended")) {
            unattended((Session) proxy, arguments);
            return null;
        }
        if (Arrays.asList(method.getParameterTypes()).contains(char[].class)) {
            return withBytes(proxy, method, arguments);
        }
        if (FOR_THE_OWNER.contains(name)) {
            throw refusal(name, arguments);
        }
        return InvocationHandler.invokeDefault(proxy, method, arguments);
    }

    private static HsmException refusal(String name, @Nullable Object[] arguments) {
        for (Object argument : arguments) {
            Arguments.notNull(argument, "an argument of " + name);
        }
        return new HsmException(
                ReturnCode.CKR_FUNCTION_NOT_SUPPORTED,
                name + " is for the process that has the store; run it there");
    }

    private SessionFunctions functions() {
        if (closed) {
            throw new HsmException(
                    ReturnCode.CKR_SESSION_HANDLE_INVALID, "the session has been closed");
        }
        return module.proxy(
                SessionFunctions.class,
                new Remote(SessionFunctions.class, remote.number(), remote.born(), remote));
    }

    private @Nullable Object attribute(Session session, @Nullable Object[] arguments) {
        AttributeType<?> type = Arguments.notNull((AttributeType<?>) arguments[1], "the attribute");
        ObjectHandle object = (ObjectHandle) arguments[0];
        @Nullable Object[] sent = {session, object, type};
        Template answer = (Template) module.call(WireFunction.ATTRIBUTE, remote, sent);
        return Objects.requireNonNull(answer).get(type);
    }

    /** The same method with bytes in place of characters; they are wiped. */
    private @Nullable Object withBytes(Object proxy, Method method, @Nullable Object[] arguments)
            throws Throwable {
        Class<?>[] types = method.getParameterTypes().clone();
        @Nullable Object[] sent = arguments.clone();
        for (int i = 0; i < types.length; i++) {
            if (types[i] == char[].class) {
                types[i] = byte[].class;
                sent[i] = arguments[i] == null ? null : PinBytes.of((char[]) arguments[i]);
            }
        }
        try {
            Method other = method.getDeclaringClass().getMethod(method.getName(), types);
            return invoke(proxy, other, sent);
        } finally {
            wipe(sent);
        }
    }

    private static void wipe(@Nullable Object[] arguments) {
        for (Object argument : arguments) {
            if (argument instanceof byte[] bytes) {
                Arrays.fill(bytes, (byte) 0);
            }
        }
    }

    /** Closing twice is nothing, and so is closing what ended by itself. */
    private @Nullable Object close(WireFunction function) {
        if (closed) {
            return null;
        }
        closed = true;
        try {
            module.call(function, remote, NONE);
        } catch (HsmException e) {
            if (!isOver(e.code())) {
                throw e;
            }
        } finally {
            if (remote.type() == Hsm.class) {
                module.close();
            }
        }
        return null;
    }

    private static boolean isOver(ReturnCode code) {
        return code == ReturnCode.CKR_SESSION_HANDLE_INVALID
                || code == ReturnCode.CKR_OPERATION_NOT_INITIALIZED
                || code == ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED
                || code == ReturnCode.CKR_DEVICE_REMOVED;
    }

    private @Nullable Object inParts(Method method, @Nullable Object[] arguments)
            throws NoSuchMethodException {
        byte[] data = (byte[]) arguments[0];
        int offset = (int) Objects.requireNonNull(arguments[1]);
        int length = (int) Objects.requireNonNull(arguments[2]);
        Arguments.part(data, offset, length);
        if (length <= PART) {
            return part(method, Objects.requireNonNull(data), offset, length);
        }
        Method update = remote.type().getMethod("update", byte[].class, int.class, int.class);
        List<byte[]> results = new ArrayList<>();
        try {
            int done = 0;
            while (length - done > PART) {
                add(part(update, Objects.requireNonNull(data), offset + done, PART), results);
                done += PART;
            }
            add(part(method, Objects.requireNonNull(data), offset + done, length - done), results);
            return method.getReturnType() == void.class ? null : joined(results);
        } finally {
            results.forEach(result -> Arrays.fill(result, (byte) 0));
        }
    }

    private static byte[] joined(List<byte[]> parts) {
        ByteBuffer all = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
        parts.forEach(all::put);
        return all.array();
    }

    private @Nullable Object part(Method method, byte[] data, int offset, int length) {
        byte[] part = Arrays.copyOfRange(data, offset, offset + length);
        try {
            WireFunction function = WireFunction.of(method).orElseThrow();
            return module.call(function, remote, new Object[] {part, 0, length});
        } finally {
            Arrays.fill(part, (byte) 0);
        }
    }

    private static void add(@Nullable Object result, List<byte[]> results) {
        if (result instanceof byte[] bytes) {
            results.add(bytes);
        }
    }

    /** The attempt is made with the functions that say that nobody typed the PIN. */
    private void unattended(Session session, @Nullable Object[] arguments) {
        @SuppressWarnings("unchecked") // The method has this parameter.
        Consumer<char[]> attempt =
                (Consumer<char[]>) Arguments.notNull(arguments[1], "the attempt");
        char[] pin = Arguments.notNull((char[]) arguments[0], "the PIN");
        module.unattended().set(session);
        try {
            attempt.accept(pin);
        } finally {
            module.unattended().remove();
        }
    }

    /** The function that is sent instead of one that tries a PIN. */
    private static WireFunction unattended(WireFunction function) {
        return switch (function) {
            case LOGIN, LOGIN_OF_SESSION -> WireFunction.UNATTENDED_LOGIN;
            case SIGNING_AUTHENTICATE -> WireFunction.UNATTENDED_SIGNING;
            case CIPHER_AUTHENTICATE -> WireFunction.UNATTENDED_CIPHER;
            default -> function;
        };
    }

    private @Nullable Object tryUnattended(
            WireFunction function, Object proxy, @Nullable Object[] arguments) {
        Session session = Objects.requireNonNull(module.unattended().get());
        Object pin = arguments[arguments.length - 1];
        byte[] bytes = pin instanceof char[] chars ? PinBytes.of(chars) : ((byte[]) pin);
        boolean login = function == WireFunction.UNATTENDED_LOGIN;
        if (login && arguments[0] != UserType.CKU_USER) {
            throw new HsmException(
                    ReturnCode.CKR_USER_TYPE_INVALID, "the attempt is not a login of the user");
        }
        @Nullable Object[] sent =
                login ? new Object[] {session, bytes} : new Object[] {session, proxy, bytes};
        try {
            return module.call(function, remote, sent);
        } finally {
            if (bytes != pin && bytes != null) {
                Arrays.fill(bytes, (byte) 0);
            }
        }
    }
}
