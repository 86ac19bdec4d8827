package io.craton.hsm.cli.module;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import java.util.Optional;

/**
 * How a command comes to the module.
 *
 * <ol>
 *   <li>{@code --connect} or {@code [client]} say where a daemon is: it is that one's, or none.
 *   <li>The store says that a daemon has it, and that one answers: it is that one's.
 *   <li>Else it is opened in this process, which fails if another one has it.
 * </ol>
 */
public final class ModuleAccess {
    private static final String DIFFERENT =
            "the program files are not those that were installed; install the release again";

    private ModuleAccess() {}

    /** Opens the module, wherever it is. */
    public static Hsm open(HsmConfig config) {
        if (isRemote(config)) {
            return Hsm.open(config);
        }
        Optional<DaemonPlace> announced = DaemonPlace.announced(config);
        return announced.isPresent() ? open(config, announced.get()) : openInThisProcess(config);
    }

    /** Whether a daemon has the store, as far as the configuration and the store say. */
    public static boolean isServed(HsmConfig config) {
        return isRemote(config) || DaemonPlace.announced(config).isPresent();
    }

    private static Hsm open(HsmConfig config, DaemonPlace daemon) {
        try {
            return Hsm.open(daemon.in(config));
        } catch (HsmException e) {
            return openInstead(config, daemon, e);
        }
    }

    /** A daemon that is gone has left its name in the store, and nobody has the store then. */
    private static Hsm openInstead(HsmConfig config, DaemonPlace daemon, HsmException refusal) {
        try {
            return openInThisProcess(config);
        } catch (HsmException e) {
            if (e.code() != ReturnCode.CKR_CANT_LOCK) {
                throw e;
            }
            if (!isUnreachable(refusal.code())) {
                throw refusal;
            }
            String sentence = "a daemon has the store, and could not be reached at " + daemon;
            HsmException both = new HsmException(e.code(), sentence, refusal);
            both.addSuppressed(e);
            throw both;
        }
    }

    /** Whether nobody was there whom this process trusts; else a daemon has answered. */
    private static boolean isUnreachable(ReturnCode code) {
        return code == ReturnCode.CKR_DEVICE_REMOVED || code == ReturnCode.CKR_DEVICE_ERROR;
    }

    /**
     * Opens the module in this process, for what no daemon does for others.
     *
     * @param what the command, for the sentence of a refusal
     */
    public static Hsm openHere(HsmConfig config, String what) {
        Optional<DaemonPlace> configured = DaemonPlace.configured(config);
        if (configured.isPresent()) {
            throw inUse(what, configured.get());
        }
        try {
            return openInThisProcess(config);
        } catch (HsmException e) {
            Optional<DaemonPlace> announced = DaemonPlace.announced(config);
            boolean daemon = e.code() == ReturnCode.CKR_CANT_LOCK && announced.isPresent();
            throw daemon ? inUse(what, announced.get()) : e;
        }
    }

    private static CliException inUse(String what, DaemonPlace daemon) {
        return new CliException(
                ExitCode.STORE_IN_USE,
                what
                        + " is for the owner of the store while no process has it; stop the daemon at "
                        + daemon
                        + ", and run it with the daemon's configuration");
    }

    private static Hsm openInThisProcess(HsmConfig config) {
        try {
            return Hsm.open(withoutWarmUp(withoutCoreDumps(config)));
        } catch (HsmException e) {
            throw ProgramFiles.differ() ? new CliException(ExitCode.INTEGRITY, DIFFERENT, e) : e;
        }
    }

    /** Whether a configuration is for the module of a daemon. */
    public static boolean isRemote(HsmConfig config) {
        return config.isSet(ConfigKey.CLIENT_TARGET);
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
}
