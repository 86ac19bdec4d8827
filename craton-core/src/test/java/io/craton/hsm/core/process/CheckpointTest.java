package io.craton.hsm.core.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.junit.jupiter.api.Test;

/** With {@code org.crac} on the class path, playing the JVM that takes a checkpoint. */
class CheckpointTest {
    private final Context<Resource> context = Core.getGlobalContext();

    @Test
    void checkpoint_closesTheModuleOnce() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        Resource resource =
                (Resource) CheckpointHook.onCheckpoint(closed::incrementAndGet).resource();

        resource.beforeCheckpoint(context);
        resource.afterRestore(context);
        resource.beforeCheckpoint(context);

        assertThat(closed).hasValue(1);
        assertThat(resource).isEqualTo(resource).hasToString("Craton HSM");
        assertThat(resource.hashCode()).isEqualTo(resource.hashCode());
    }

    @Test
    void checkpoint_afterTheModuleWasClosed_doesNothing() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        CheckpointHook checkpoint = CheckpointHook.onCheckpoint(closed::incrementAndGet);
        checkpoint.close();

        ((Resource) checkpoint.resource()).beforeCheckpoint(context);

        assertThat(closed).hasValue(0);
    }
}
