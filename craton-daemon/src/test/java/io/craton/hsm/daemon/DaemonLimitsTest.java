package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DaemonLimitsTest {
    @ParameterizedTest
    @CsvSource({"256, 248", "32, 24", "16, 12", "3, 3", "1, 1"})
    void someConnections_areKeptForWhoAdministers(int most, int forOthers) {
        HsmConfig config = HsmConfig.builder().set(ConfigKey.DAEMON_MAX_CONNECTIONS, most).build();
        DaemonLimits limits = new DaemonLimits(config);
        assertThat(limits.mostConnections(true)).isEqualTo(most);
        assertThat(limits.mostConnections(false)).isEqualTo(forOthers);
    }
}
