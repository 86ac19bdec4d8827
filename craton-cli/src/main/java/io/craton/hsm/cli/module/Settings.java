package io.craton.hsm.cli.module;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.config.ConfigFile;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a command and where it comes from.
 *
 * @param config the configuration
 * @param file its file, or null for the defaults
 * @param read what stood there, without what the command line adds
 */
public record Settings(HsmConfig config, @Nullable Path file, HsmConfig read) {
    /**
     * The configuration in the named file, else in the file that is found by itself, else the
     * defaults.
     *
     * @param named the file of {@code --config}, or null
     * @param connect the daemon of {@code --connect}, or null
     * @throws io.craton.hsm.cli.error.CliException if {@code connect} is no place of a daemon
     */
    public static Settings load(@Nullable Path named, @Nullable String connect) {
        Optional<Path> file = file(named);
        HsmConfig read = file.map(ConfigFile::load).orElseGet(ConfigFile::discover);
        HsmConfig config = connect == null ? read : DaemonPlace.typed(connect).in(read);
        return new Settings(config, file.orElse(null), read);
    }

    /** The file that applies, whether or not it can be used; empty if there is none. */
    public static Optional<Path> file(@Nullable Path named) {
        return named == null ? ConfigFile.locate() : Optional.of(named);
    }

    /** Whether the file sets a key. */
    public boolean fromFile(ConfigKey key) {
        return read.isSet(key);
    }
}
