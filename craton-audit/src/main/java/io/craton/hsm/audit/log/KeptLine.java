package io.craton.hsm.audit.log;

import io.craton.hsm.audit.line.ChainPoint;

/**
 * The last line that stays in the chain if a write fails: the calls of later ones have not
 * returned, and will fail. Its owner is the queue, under the queue's lock.
 */
final class KeptLine {
    private ChainPoint last;
    private ChainPoint before;

    KeptLine(ChainPoint head) {
        last = head.copy();
        before = head.copy();
    }

    ChainPoint last() {
        return last;
    }

    /** The call of this line returns now, unless {@link #withdraw} says otherwise. */
    void returned(ChainPoint line) {
        ChainPoint free = before;
        before = last;
        last = free;
        last.copyFrom(line);
    }

    /** Nothing takes lines up to this one back any more: they are on disk, or in the saved head. */
    void settled(ChainPoint line) {
        if (line.sequence > last.sequence) {
            last.copyFrom(line);
        }
        if (line.sequence > before.sequence) {
            before.copyFrom(line);
        }
    }

    /** The call of this line fails after all; has no effect if a later line's call has returned. */
    void withdraw(long line) {
        if (last.sequence == line) {
            last.copyFrom(before);
        }
    }
}
