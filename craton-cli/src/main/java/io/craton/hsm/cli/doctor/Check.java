package io.craton.hsm.cli.doctor;

/**
 * What one look at the installation found.
 *
 * @param subject what was looked at
 * @param verdict whether it is as it should be
 * @param detail what was found, and what to do about it
 */
record Check(String subject, Verdict verdict, String detail) {
    /** The verdicts. */
    enum Verdict {
        OK,
        WARNING,
        FAILED
    }

    static Check ok(String subject, String detail) {
        return new Check(subject, Verdict.OK, detail);
    }

    static Check warning(String subject, String detail) {
        return new Check(subject, Verdict.WARNING, detail);
    }

    static Check failed(String subject, String detail) {
        return new Check(subject, Verdict.FAILED, detail);
    }
}
