package io.craton.hsm.provider.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The end of a provider instance while another thread begins to use it. */
class HsmAccessTest {
    private final AtomicReference<HsmAccess> access = new AtomicReference<>();

    private static final HsmConfig CONFIG =
            HsmConfig.builder()
                    .set(ConfigKey.TOKEN_PERSIST_OBJECTS, false)
                    .set(ConfigKey.AUDIT_ENABLED, false)
                    .build();

    // As another thread would that comes between the look at the end and the first use.
    private HsmConfig closing() {
        access.get().close();
        return CONFIG;
    }

    @Test
    void closedWhileTheFirstUseReadsTheConfiguration_opensNothing() {
        HsmAccess closed = HsmAccess.lazy(this::closing, TokenReference.DEFAULT);
        access.set(closed);
        assertThatThrownBy(closed::hsm)
                .isInstanceOfSatisfying(
                        HsmException.class,
                        e ->
                                assertThat(e.code())
                                        .isEqualTo(ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED));
        assertThat(closed.opened()).isFalse();
    }

    @Test
    void closedWhileItLooksWhoseATokenIs_hasNone() {
        HsmAccess closed = HsmAccess.lazy(this::closing, TokenReference.DEFAULT);
        access.set(closed);
        try (HsmAccess other = HsmAccess.lazy(() -> CONFIG, TokenReference.DEFAULT)) {
            assertThat(closed.has(other.token())).isFalse();
        }
    }

    @Test
    void aModuleThatItsLastUserLeaves_whileItIsAboutToOpen_opensNothing() {
        AtomicReference<SharedModule> module = new AtomicReference<>();
        SharedModule left = SharedModule.lazy(() -> leaving(module.get()));
        module.set(left.join());
        assertThatThrownBy(left::hsm)
                .isInstanceOf(HsmException.class)
                .hasMessageContaining("closed");
        assertThat(left.opened()).isFalse();
    }

    private static HsmConfig leaving(SharedModule module) {
        module.leave();
        return CONFIG;
    }
}
