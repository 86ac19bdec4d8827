package io.craton.hsm.core.object;

import io.craton.hsm.ObjectHandle;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which token objects have come, changed or gone lately. Guarded by the lock of the index, but for
 * the number.
 */
final class ChangeFeed {
    /** Whoever has not looked for so many changes reads everything again. */
    private static final int KEPT = 8192;

    /** So many changes fit between two openings of a module that are a millisecond apart. */
    private static final int BITS_OF_A_MILLISECOND = 20;

    private final Deque<Change> recent = new ArrayDeque<>();
    private volatile long number;
    // What came after this number is in recent.
    private long known;

    /**
     * @param clock the numbers begin with the time: one that another opening has given is not taken
     *     for one of this
     */
    ChangeFeed(Clock clock) {
        this.number = clock.millis() << BITS_OF_A_MILLISECOND;
        this.known = number;
    }

    /** An object that came, changed or went with a change. */
    private record Change(long number, Touched object) {}

    /** An object of which there may be nothing left but this. */
    record Touched(ObjectHandle handle, boolean isPrivate) {}

    /** The number of the last change. */
    long number() {
        return number;
    }

    /** Something has changed that is not known object by object. */
    void everything() {
        recent.clear();
        known = number + 1;
        number = known;
    }

    /** An update of the index. */
    void changed(ObjectIndex.Update update) {
        List<HsmObject> touched = new ArrayList<>(update.added());
        touched.addAll(update.changed().keySet());
        touched.addAll(update.removed());
        if (update.changed().isEmpty() && noneOfToken(touched)) {
            return;
        }
        long next = number + 1;
        for (HsmObject object : touched) {
            if (object.token()) {
                Touched seen = new Touched(object.handle(), object.isPrivate());
                recent.add(new Change(next, seen));
            }
        }
        while (recent.size() > KEPT) {
            known = recent.remove().number();
        }
        number = next;
    }

    private static boolean noneOfToken(List<HsmObject> touched) {
        for (HsmObject object : touched) {
            if (object.token()) {
                return false;
            }
        }
        return true;
    }

    /** What was touched since; null if that is not known any more. */
    @Nullable Set<Touched> since(long before) {
        if (before < known || before > number) {
            return null;
        }
        Set<Touched> touched = new LinkedHashSet<>();
        for (var latest = recent.descendingIterator(); latest.hasNext(); ) {
            Change one = latest.next();
            if (one.number() <= before) {
                break;
            }
            touched.add(one.object());
        }
        return touched;
    }
}
