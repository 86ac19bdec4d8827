package io.craton.hsm.cli.module;

import com.google.errorprone.annotations.MustBeClosed;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.UserType;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.cli.secret.Secret;

/** The module, opened for one command, and the slot that the command is about. */
public final class OpenToken implements AutoCloseable {
    private static final String DIFFERENT =
            "the program files are not those that were installed; install the release again";

    private final Hsm hsm;
    private final Slot slot;

    private OpenToken(Hsm hsm, Slot slot) {
        this.hsm = hsm;
        this.slot = slot;
    }

    /** Opens the module and takes a slot; without core dumps, unless the operator wants them. */
    @MustBeClosed
    public static OpenToken open(HsmConfig config, long slotId) {
        Hsm hsm = open(withoutWarmUp(withoutCoreDumps(config)));
        try {
            return new OpenToken(hsm, hsm.slot(slotId));
        } catch (RuntimeException e) {
            hsm.close();
            throw e;
        }
    }

    private static Hsm open(HsmConfig config) {
        try {
            return Hsm.open(config);
        } catch (HsmException e) {
            throw ProgramFiles.differ() ? new CliException(ExitCode.INTEGRITY, DIFFERENT, e) : e;
        }
    }

    /**
     * This process is the module's own: unless the operator wants them, it leaves no core dumps.
     */
    private static HsmConfig withoutCoreDumps(HsmConfig config) {
        return config.isSet(ConfigKey.SECURITY_DENY_CORE_DUMPS)
                ? config
                : config.toBuilder().set(ConfigKey.SECURITY_DENY_CORE_DUMPS, true).build();
    }

    /** A command has ended before it would be any use. */
    private static HsmConfig withoutWarmUp(HsmConfig config) {
        return config.flag(ConfigKey.MODULE_WARM_UP)
                ? config.toBuilder().set(ConfigKey.MODULE_WARM_UP, false).build()
                : config;
    }

    /** The module. */
    public Hsm hsm() {
        return hsm;
    }

    /** The slot of {@code --slot}. */
    public Slot slot() {
        return slot;
    }

    /** A session in which somebody is logged in. */
    @MustBeClosed
    public Session session(UserType user, Secret pin, SessionMode mode) {
        Session session = slot.openSession(mode);
        try {
            session.login(user, pin.bytes());
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public void close() {
        hsm.close();
    }
}
