package io.craton.hsm.client;

import io.craton.hsm.Session;
import io.craton.hsm.Slot;
import io.craton.hsm.wire.value.Handles;
import java.io.OutputStream;

/** The numbers of what is in the daemon, as one call sees them. */
final class RemoteHandles implements Handles {
    private final RemoteModule module;
    private final Remote receiver;
    private final int generation;

    /**
     * @param generation that of the connection on which the call is made
     */
    RemoteHandles(RemoteModule module, Remote receiver, int generation) {
        this.module = module;
        this.receiver = receiver;
        this.generation = generation;
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
        return module.proxy(type, new Remote(type, number, generation, parent));
    }

    @Override
    public OutputStream pieces() {
        return OutputStream.nullOutputStream();
    }
}
