package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of a configuration that was read again. */
class ConfigWarningsTest {
    private final HsmConfig before = HsmConfig.defaults();

    private List<String> warnings(ConfigKey key, Object value) {
        return DaemonConfig.warnings(before, HsmConfig.builder().set(key, value).build());
    }

    @Test
    void keyThatNeedsARestart_isNamed_andWhatCountsAtOnceIsNot() {
        assertThat(warnings(ConfigKey.DAEMON_MAX_REQUESTS, 7))
                .containsExactly(
                        "daemon.max_requests has changed and counts when the daemon is started again");
        assertThat(warnings(ConfigKey.DAEMON_LOG_LEVEL, "debug")).isEmpty();
        assertThat(warnings(ConfigKey.CLIENT_TARGET, "unix:/run/x")).isEmpty();
    }

    @Test
    void userThatThereIsNot_isNamed_andSomebodyOnTheNetworkIsNot() {
        assertThat(rows("no-such-user")).hasSize(1).first().asString().contains("no-such-user");
        assertThat(rows(OwnUser.name())).isEmpty();
        assertThat(rows("tcp:insecure")).isEmpty();
    }

    private List<String> rows(String user) {
        return warnings(ConfigKey.DAEMON_CLIENT, List.of(Map.of("user", user, "rights", "use")));
    }
}
