package io.craton.hsm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.store.mapdb.MapDbProvider;
import io.craton.hsm.store.spi.StorageProvider;
import io.craton.hsm.store.sqlite.SqliteProvider;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which implementation is taken, and what is said if none can be. */
class ImplementationsTest {
    private static final List<StorageProvider> BOTH =
            List.of(new SqliteProvider(), new MapDbProvider());

    @Test
    void ownImplementation_isFoundAsAService() {
        assertThat(Implementations.choose(null)).isInstanceOf(MapDbProvider.class);
        assertThat(Implementations.choose("mapdb")).isInstanceOf(MapDbProvider.class);
    }

    @Test
    void named_isTaken_whateverElseThereIs() {
        assertThat(Implementations.choose("sqlite", BOTH)).isInstanceOf(SqliteProvider.class);
        assertThat(Implementations.choose("mapdb", BOTH)).isInstanceOf(MapDbProvider.class);
    }

    @Test
    void unknownName_isAnErrorThatListsThosePresent() {
        assertThatThrownBy(() -> Implementations.choose("oracle", BOTH))
                .hasMessage(
                        "CKR_ARGUMENTS_BAD: token.store is oracle, and there is no such record"
                                + " store; present: mapdb, sqlite");
    }

    @Test
    void several_withoutAChoice_areAnErrorThatNamesThem() {
        assertThatThrownBy(() -> Implementations.choose(null, BOTH))
                .hasMessage(
                        "CKR_ARGUMENTS_BAD: there are several record stores; set token.store to"
                                + " one of them: mapdb, sqlite");
    }

    @Test
    void none_andTwoOfOneName_areErrors() {
        assertThatThrownBy(() -> Implementations.choose(null, List.of()))
                .hasMessageContaining("CKR_ARGUMENTS_BAD: there is no record store");
        assertThatThrownBy(
                        () ->
                                Implementations.choose(
                                        "mapdb", List.of(new MapDbProvider(), new MapDbProvider())))
                .hasMessageContaining("several of that name");
    }
}
