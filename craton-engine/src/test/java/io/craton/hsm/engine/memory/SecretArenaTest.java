package io.craton.hsm.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.engine.memory.SecretArena.Block;
import io.craton.hsm.engine.memory.SecretArena.Owned;
import org.junit.jupiter.api.Test;

class SecretArenaTest {
    private static final int LENGTH = 32;

    /** A collector brings references late, also those of secrets that were closed. */
    @Test
    void blockThatComesBackTwice_staysWithItsNewOwner() {
        SecretArena arena = new SecretArena(new PageProtection());
        SecretBytes one = SecretBytes.take(new byte[LENGTH]);
        SecretBytes other = SecretBytes.take(new byte[LENGTH]);
        Block block = arena.allocate(LENGTH);
        Owned first = arena.own(one, block);
        arena.release(first);

        Block again = arena.allocate(LENGTH);
        assertThat(again).isEqualTo(block);
        arena.own(other, again);
        again.slab().putLong(again.offset(), 42);
        arena.release(first);

        assertThat(again.slab().getLong(again.offset())).isEqualTo(42);
        assertThat(arena.live()).isEqualTo(1);
        assertThat(arena.allocate(LENGTH)).isNotEqualTo(again);
        one.close();
        other.close();
    }
}
