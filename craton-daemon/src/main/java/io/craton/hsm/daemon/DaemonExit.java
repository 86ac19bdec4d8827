package io.craton.hsm.daemon;

import com.google.errorprone.annotations.Immutable;
import io.craton.hsm.ReturnCode;

/** The exit codes of the daemon: the one table of them. Those of the command line mean the same. */
@Immutable
enum DaemonExit {
    /** Ended by a signal. */
    DONE(0, "it was ended by SIGTERM or SIGINT"),
    /** Something else. */
    FAILED(1, "the module or the socket could not be opened, or not be closed"),
    /** Not as it is called. */
    USAGE(2, "arguments or a configuration that cannot be used"),
    /** Somebody else is there. */
    IN_USE(4, "another process has the store, or serves at the socket"),
    /** The module came up, and nothing is served. */
    ERROR_STATE(5, "the module is in its error state, such as after a failed self-test");

    private final int code;
    private final String meaning;

    DaemonExit(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The number that the process ends with. */
    int code() {
        return code;
    }

    /** What it means, in a few words. */
    String meaning() {
        return meaning;
    }

    /** That of an error of the module. */
    static DaemonExit of(ReturnCode code) {
        return switch (code) {
            case CKR_CANT_LOCK -> IN_USE;
            case CKR_ARGUMENTS_BAD -> USAGE;
            case CKR_GENERAL_ERROR -> ERROR_STATE;
            default -> FAILED;
        };
    }
}
