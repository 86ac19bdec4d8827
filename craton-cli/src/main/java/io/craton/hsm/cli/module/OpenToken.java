package io.craton.hsm.cli.module;

import com.google.errorprone.annotations.MustBeClosed;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.Slot;
import java.util.Optional;

/** The module, opened for one command, and the slot that the command is about. */
public final class OpenToken implements AutoCloseable {
    private final Hsm hsm;
    private final Slot slot;
    private final boolean shared;

    private OpenToken(Hsm hsm, Slot slot, boolean shared) {
        this.hsm = hsm;
        this.slot = slot;
        this.shared = shared;
    }

    /** Takes a slot of a module that stays open. */
    @MustBeClosed
    public static OpenToken ofShared(Hsm hsm, SlotChoice choice) {
        return new OpenToken(hsm, choice.in(hsm), true);
    }

    /** Takes a slot of a module that is closed with it. */
    @MustBeClosed
    public static OpenToken of(Hsm hsm, SlotChoice choice) {
        try {
            return new OpenToken(hsm, choice.in(hsm), false);
        } catch (RuntimeException e) {
            hsm.close();
            throw e;
        }
    }

    /** The module. */
    public Hsm hsm() {
        return hsm;
    }

    /** The slot of {@code --slot} or {@code --token}. */
    public Slot slot() {
        return slot;
    }

    /** Where the daemon is that has the token; empty if this process has it. */
    public Optional<String> daemon() {
        return ModuleAccess.isRemote(hsm.config())
                ? Optional.of(hsm.config().string(ConfigKey.CLIENT_TARGET))
                : Optional.empty();
    }

    @Override
    public void close() {
        if (!shared) {
            hsm.close();
        }
    }
}
