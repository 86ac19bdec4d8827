package io.craton.hsm.client;

import io.craton.hsm.ApplicationIdentity;
import io.craton.hsm.Arguments;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Session;
import io.craton.hsm.Slot;
import io.craton.hsm.wire.WireFunction;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A module that a daemon serves: its link, its configuration, and its slots. */
final class RemoteModule {
    private final HsmConfig config;
    private final Link link;
    private final Map<Long, Slot> slots = new ConcurrentHashMap<>();

    /** Applications that were begun beside this one, and end with it. */
    private final Set<Hsm> others = ConcurrentHashMap.newKeySet();

    /** The session in which a PIN is being tried that nobody typed, of this thread. */
    @SuppressWarnings("ThreadLocalUsage") // A login at another module is not one of the attempt.
    private final ThreadLocal<@Nullable Session> unattended = new ThreadLocal<>();

    RemoteModule(HsmConfig config, Link link) {
        this.config = config;
        this.link = link;
    }

    /** Opens one: the daemon is asked for it at once. */
    static Hsm open(HsmConfig config, Link link) {
        RemoteModule module = new RemoteModule(config, link);
        Hsm hsm = module.proxy(Hsm.class, new Remote(Hsm.class, 0, -1, null));
        try {
            hsm.info();
            return hsm;
        } catch (HsmException e) {
            link.close();
            throw e;
        }
    }

    /** Another application at the same daemon, which says who that is. */
    Hsm newApplication(ApplicationIdentity identity) {
        Arguments.notNull(identity, "the identity");
        link.requireOpen();
        Hsm begun = open(config, link.another());
        others.add(begun);
        return begun;
    }

    /** Ends the connections, and so this application and those that were begun beside it. */
    void close() {
        others.forEach(Hsm::close);
        others.clear();
        link.close();
    }

    HsmConfig config() {
        return config;
    }

    ThreadLocal<@Nullable Session> unattended() {
        return unattended;
    }

    /** The one object that stands for a slot. */
    Slot slot(long id) {
        Slot known = slots.get(id);
        if (known != null) {
            return known;
        }
        Slot made = proxy(Slot.class, new Remote(Slot.class, id, -1, null));
        Slot earlier = slots.putIfAbsent(id, made);
        return earlier == null ? made : earlier;
    }

    <T> T proxy(Class<T> type, Remote remote) {
        Object made =
                Proxy.newProxyInstance(
                        Hsm.class.getClassLoader(),
                        new Class<?>[] {type},
                        new RemoteCalls(this, remote));
        return type.cast(made);
    }

    /** Makes a call on what is there, whose result comes as a whole. */
    @Nullable Object call(WireFunction function, Remote remote, @Nullable Object[] arguments) {
        return call(function, remote, arguments, Pieces.none());
    }

    /** Makes a call on what is there. */
    @Nullable Object call(
            WireFunction function, Remote remote, @Nullable Object[] arguments, Pieces pieces) {
        return link.call(
                function,
                remote,
                arguments,
                generation -> new RemoteHandles(this, remote, generation),
                pieces);
    }

    /**
     * What stands behind an object of this API.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it is of another module
     */
    static Remote remote(Object object) {
        if (object instanceof Remote remote) {
            return remote;
        }
        if (Proxy.isProxyClass(object.getClass())
                && Proxy.getInvocationHandler(object) instanceof RemoteCalls calls) {
            return calls.remote();
        }
        throw new HsmException(
                ReturnCode.CKR_ARGUMENTS_BAD, "the session or slot is one of another module");
    }
}
