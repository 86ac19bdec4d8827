package io.craton.hsm.provider.token;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the PINs of a module's tokens come from: for each slot what the provider instances on it
 * have said, until they are closed. What was said last counts; an instance that only joins goes
 * behind the others. Safe for use by several threads.
 */
final class PinSources {
    /** A source as an instance has it, and those made beside it; perhaps none. */
    static final class Holder {
        private volatile @Nullable Supplier<char[]> source;

        @Nullable Supplier<char[]> source() {
            return source;
        }

        void set(@Nullable Supplier<char[]> wanted) {
            source = wanted;
        }
    }

    private record Offer(HsmAccess owner, long slot, Holder holder) {}

    @GuardedBy("this")
    private final List<Offer> offers = new ArrayList<>();

    /** The source for the token in a slot; null for none. */
    synchronized @Nullable Supplier<char[]> of(long slot) {
        for (Offer offer : offers) {
            Supplier<char[]> source = offer.holder().source();
            if (offer.slot() == slot && source != null) {
                return source;
            }
        }
        return null;
    }

    /** Of the instance's own token, in place of what it said of another slot. */
    synchronized void offer(HsmAccess owner, long slot, Holder holder) {
        withdraw(owner);
        offers.add(new Offer(owner, slot, holder));
    }

    /** Puts what this instance has offered before all others. */
    synchronized void prefer(HsmAccess owner) {
        List<Offer> first = offers.stream().filter(offer -> offer.owner().equals(owner)).toList();
        withdraw(owner);
        offers.addAll(0, first);
    }

    synchronized void withdraw(HsmAccess owner) {
        offers.removeIf(offer -> offer.owner().equals(owner));
    }
}
