package io.craton.hsm.cli.command;

import io.craton.hsm.cli.console.Io;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.module.SlotChoice;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a command asks of the root of the tree of commands: the streams and the global options. */
public interface Globals {
    /** The streams of the process. */
    Io io();

    /** The file of {@code --config}, or null. */
    @Nullable Path config();

    /** Where {@code --connect} says that a daemon is, or null. */
    @Nullable String connect();

    /**
     * What {@code --slot} or {@code --token} say.
     *
     * @throws io.craton.hsm.cli.error.CliException if both do, or they cannot be used
     */
    SlotChoice slot();

    /** Where results go, as {@code --json} and {@code --quiet} say. */
    Output output();
}
