package io.craton.hsm.audit.verify;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the verification of a log found.
 *
 * @param lines how many lines were read
 * @param firstSequence the sequence number of the first line; 0 if there is none
 * @param previousHash the hash that the first line says came before it; zeros if the log starts at
 *     the beginning
 * @param lastSequence the sequence number of the last good line; 0 if there is none
 * @param headHash the hash of the last good line: the {@code --prev-hash} of what follows
 * @param firstBreak the first break, if there is one
 */
public record ChainVerification(
        long lines,
        long firstSequence,
        String previousHash,
        long lastSequence,
        String headHash,
        Optional<Break> firstBreak) {
    /**
     * The first place where a log is not what was written.
     *
     * @param segment the file
     * @param line the line in that file, from 1 on; after a truncation the first one that is
     *     missing
     * @param reason why
     * @param message a sentence for people
     */
    public record Break(Path segment, long line, BreakReason reason, String message) {}

    /** Whether there is no break. */
    public boolean valid() {
        return firstBreak.isEmpty();
    }

    /** One sentence for people. */
    public String summary() {
        Break found = firstBreak.orElse(null);
        if (found != null) {
            return "BROKEN at line "
                    + found.line()
                    + " of "
                    + found.segment()
                    + ": "
                    + found.reason().words()
                    + ": "
                    + found.message();
        }
        if (lines == 0) {
            return "VALID: no lines";
        }
        String start = firstSequence == 1 ? "from the first entry on" : "following " + previousHash;
        return "VALID: "
                + lines
                + " lines, entries "
                + firstSequence
                + " to "
                + lastSequence
                + ", "
                + start
                + ", head "
                + headHash;
    }
}
