package io.craton.hsm.cli.error;

import com.google.errorprone.annotations.Immutable;
import io.craton.hsm.ReturnCode;

/** The exit codes of every command: the one table of them. */
@Immutable
public enum ExitCode {
    /** Done. */
    DONE(0, "done"),
    /** Failed; a sentence on standard error says what happened and what to do. */
    FAILED(1, "failed: a sentence on standard error says what happened and what to do"),
    /** The command line is wrong. */
    USAGE(2, "the command line is wrong"),
    /** A PIN is wrong or locked. */
    PIN(3, "a PIN is wrong or locked"),
    /** Another process has the store. */
    STORE_IN_USE(4, "another process has the store or the audit log open"),
    /** The integrity of the program or of the audit log could not be verified. */
    INTEGRITY(5, "the integrity of the program files or of the audit log is broken");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The number that the process ends with. */
    public int code() {
        return code;
    }

    /** What it means, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** The exit code with a number; {@link #FAILED} if there is none. */
    public static ExitCode ofNumber(int number) {
        for (ExitCode code : values()) {
            if (code.code == number) {
                return code;
            }
        }
        return FAILED;
    }

    /** The exit code for an error of the module. */
    public static ExitCode of(ReturnCode code) {
        return switch (code) {
            case CKR_PIN_INCORRECT, CKR_PIN_LOCKED, CKR_PIN_EXPIRED -> PIN;
            case CKR_CANT_LOCK -> STORE_IN_USE;
            case CKR_FIPS_SELF_TEST_FAILED -> INTEGRITY;
            default -> FAILED;
        };
    }
}
