package io.craton.hsm.cli.command;

import io.craton.hsm.Hsm;
import io.craton.hsm.cli.console.Io;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.console.Progress;
import io.craton.hsm.cli.module.SlotChoice;
import java.nio.file.Path;
import java.util.OptionalLong;
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

    /** The module that is open all the time that commands of a shell run; null outside of one. */
    @Nullable Hsm shared();

    /** What shows on a terminal how far a command is; nothing with {@code --quiet}. */
    Progress progress(String what, OptionalLong total);

    /** Where results go, as {@code --json} and {@code --quiet} say. */
    Output output();
}
