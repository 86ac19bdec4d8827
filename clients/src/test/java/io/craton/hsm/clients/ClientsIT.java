package io.craton.hsm.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every row of the table. Those that are not light run with {@code -Pecosystem}. */
class ClientsIT {
    static List<Client> light() {
        return Clients.ALL.stream().filter(Client::light).toList();
    }

    static List<Client> heavy() {
        return Clients.ALL.stream().filter(client -> !client.light()).toList();
    }

    @ParameterizedTest
    @MethodSource("light")
    void ofEachBuild(Client client, @TempDir Path directory) throws Exception {
        assertThat(Trial.run(client, directory)).isNotBlank();
    }

    @Tag("ecosystem")
    @ParameterizedTest
    @MethodSource("heavy")
    void ofTheEcosystem(Client client, @TempDir Path directory) throws Exception {
        assertThat(Trial.run(client, directory)).isNotBlank();
    }
}
