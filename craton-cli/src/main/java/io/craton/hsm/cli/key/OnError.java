package io.craton.hsm.cli.key;

/** What happens when one of many files cannot be imported. */
enum OnError {
    /** Nothing more is imported. */
    STOP,
    /** The others are. */
    GO_ON;

    /** The name that {@code --on-error} takes. */
    @Override
    public String toString() {
        return this == STOP ? "stop" : "go-on";
    }
}
