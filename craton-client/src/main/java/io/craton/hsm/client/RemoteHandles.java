package io.craton.hsm.client;

import io.craton.hsm.Session;
import io.craton.hsm.Slot;
import io.craton.hsm.wire.value.Handles;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** The numbers of what is in the daemon, as one call sees them. */
final class RemoteHandles implements Handles {
    private final RemoteModule module;
    private final Remote receiver;

    RemoteHandles(RemoteModule module, Remote receiver) {
        this.module = module;
        this.receiver = receiver;
    }

    @Override
    public long number(Object object) {
        return RemoteModule.remote(object).number();
    }

    /** Sessions and operations that come are new, and children of what was called. */
    @Override
    public Object object(Class<?> type, long number) {
        if (type == Slot.class) {
            return module.slot(number);
        }
        Object parent = type == Session.class ? module.slot(receiver.number()) : receiver;
        return module.proxy(type, new Remote(type, number, module.link().generation(), parent));
    }

    @Override
    public OutputStream pieces() {
        return OutputStream.nullOutputStream();
    }

    /** The stream among the arguments, where pieces of the result go. */
    OutputStream pieces(@Nullable Object[] arguments) {
        for (Object argument : arguments) {
            if (argument instanceof OutputStream stream) {
                return stream;
            }
        }
        return pieces();
    }
}
