package io.craton.hsm.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.wire.Right;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who may do what at the socket (decision B52). */
class ClientRightsTest {
    @Test
    void withoutRows_everybodyUses_andOwnerAndRootAdminister() {
        ClientRights rights = new ClientRights(HsmConfig.defaults(), "hsm");
        assertThat(rights.of("alice").map(Grant::right)).contains(Right.USE);
        assertThat(rights.of("hsm").map(Grant::right)).contains(Right.ADMIN);
        assertThat(rights.of("root").map(Grant::right)).contains(Right.ADMIN);
    }

    @Test
    void withRows_othersHaveNone() {
        HsmConfig config =
                HsmConfig.builder()
                        .set(
                                ConfigKey.DAEMON_CLIENT,
                                List.of(
                                        Map.of("user", "alice", "rights", "admin"),
                                        Map.of("user", "bob", "rights", "read")))
                        .build();
        ClientRights rights = new ClientRights(config, "hsm");
        assertThat(rights.of("alice").map(Grant::right)).contains(Right.ADMIN);
        assertThat(rights.of("bob").map(Grant::right)).contains(Right.READ);
        assertThat(rights.of("mallory")).isEmpty();
    }

    @Test
    void keyWithoutRows_permitsNobodyElse() {
        HsmConfig config = HsmConfig.builder().set(ConfigKey.DAEMON_CLIENT, List.of()).build();
        ClientRights rights = new ClientRights(config, "hsm");
        assertThat(rights.of("alice")).isEmpty();
        assertThat(rights.of("hsm")).isPresent();
    }

    @Test
    void rowsThatAreReadAgain_countFromNow_andBadOnesLeaveThem() {
        ClientRights rights = new ClientRights(rows("alice", "read"), "hsm");
        rights.replace(rows("alice", "use"));
        assertThat(rights.of("alice").map(Grant::right)).contains(Right.USE);
        HsmConfig twice = rows("alice", "read", "alice", "admin");
        assertThatThrownBy(() -> rights.replace(twice)).hasMessageContaining("has two rows");
        assertThat(rights.of("alice").map(Grant::right)).contains(Right.USE);
        rights.replace(rows("bob", "use"));
        assertThat(rights.of("alice")).isEmpty();
    }

    /** A file that is half written must not let everybody in. */
    @Test
    void fileWithoutTheRowsThatWereThere_leavesThem() {
        ClientRights rights = new ClientRights(rows("alice", "read"), "hsm");
        HsmConfig empty = HsmConfig.builder().build();
        assertThatThrownBy(() -> rights.replace(empty)).hasMessageContaining("client = []");
        assertThat(rights.of("bob")).isEmpty();
        rights.replace(HsmConfig.builder().set(ConfigKey.DAEMON_CLIENT, List.of()).build());
        assertThat(rights.of("alice")).isEmpty();
    }

    private static HsmConfig rows(String... usersAndRights) {
        List<Map<String, String>> rows = new ArrayList<>();
        for (int i = 0; i < usersAndRights.length; i += 2) {
            rows.add(Map.of("user", usersAndRights[i], "rights", usersAndRights[i + 1]));
        }
        return HsmConfig.builder().set(ConfigKey.DAEMON_CLIENT, rows).build();
    }

    @Test
    void mechanismThatThereIsNot_isRefused() {
        Map<String, Object> row =
                Map.of("user", "alice", "rights", "use", "mechanisms", List.of("CKM_AES_GMC"));
        HsmConfig config = HsmConfig.builder().set(ConfigKey.DAEMON_CLIENT, List.of(row)).build();
        assertThatThrownBy(() -> new ClientRights(config, "hsm"))
                .hasMessageContaining("CKR_ARGUMENTS_BAD")
                .hasMessageContaining("there is no mechanism \"CKM_AES_GMC\"");
    }

    @Test
    void userWithTwoRows_isRefused() {
        List<Map<String, String>> rows =
                List.of(
                        Map.of("user", "alice", "rights", "read"),
                        Map.of("user", "alice", "rights", "admin"));
        HsmConfig config = HsmConfig.builder().set(ConfigKey.DAEMON_CLIENT, rows).build();
        assertThatThrownBy(() -> new ClientRights(config, "hsm"))
                .hasMessageContaining("CKR_ARGUMENTS_BAD")
                .hasMessageContaining("the user \"alice\" has two rows");
    }
}
