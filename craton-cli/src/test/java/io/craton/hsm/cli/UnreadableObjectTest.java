package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenStore.Change;
import io.craton.hsm.spi.TokenStoreProvider;
import io.craton.hsm.spi.TokenStores;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.ServiceLoader;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnreadableObjectTest {
    @TempDir Path directory;

    @Test
    void storeWithARecordThatCannotBeRead_opens_andStatusAndBackupsNameIt() throws Exception {
        Cli cli = Cli.withToken(directory);
        cli.run("key", "generate", "--type", "aes:256", "--label", "whole", "--pin", Cli.USER_PIN)
                .done();
        String id = UUID.randomUUID().toString();
        damage(id);

        assertThat(cli.run("status").done().text()).contains("are missing: " + id);
        assertThat(
                        cli.run("status", "--json")
                                .done()
                                .json()
                                .get("unreadable_objects")
                                .get(0)
                                .asText())
                .isEqualTo(id);
        assertThat(cli.run("key", "list", "--pin", Cli.USER_PIN).done().text()).contains("whole");
        String archive = directory.resolve("backup").toString();
        cli.run("backup", "--pin", Cli.SO_PIN, "--output", archive).done();
        assertThat(cli.run("backup", "list", "--pin", Cli.SO_PIN, "--input", archive).done().text())
                .contains("whole", id);
    }

    @Test
    void objectThatCannotBeRead_isDestroyedByItsUniqueId_byTheUserAndByTheSo() throws Exception {
        Cli cli = Cli.withToken(directory);
        String[] pins = {Cli.USER_PIN, Cli.SO_PIN};
        String[] roles = {"USER", "SO"};
        for (int i = 0; i < roles.length; i++) {
            String id = UUID.randomUUID().toString();
            damage(id);
            assertThat(cli.run("key", "list", "--pin", Cli.USER_PIN).done().err())
                    .contains("cannot be read", id, "key delete --unique-id");
            delete(cli, UUID.randomUUID().toString(), roles[i], pins[i]).exits(ExitCode.FAILED);
            assertThat(delete(cli, id, roles[i], pins[i]).done().text()).contains("Deleted", id);
            assertThat(cli.run("status", "--json").done().json().get("unreadable_objects"))
                    .isEmpty();
            delete(cli, id, roles[i], pins[i]).exits(ExitCode.FAILED);
        }
    }

    /** One object of any class, by the id that every list shows. */
    @Test
    void objectThatCanBeRead_isDestroyedByItsUniqueId_too() throws Exception {
        Cli cli = Cli.withToken(directory);
        cli.run("key", "generate", "--type", "ec:p256", "--label", "pair", "--pin", Cli.USER_PIN)
                .done();
        for (int left = 2; left > 0; left--) {
            var list = cli.run("key", "list", "--json", "--pin", Cli.USER_PIN).done().json();
            assertThat(list).hasSize(left);
            String id = list.get(0).get("unique_id").asText();
            assertThat(delete(cli, id, "USER", Cli.USER_PIN).done().text()).contains("'pair'");
        }
        String id = UUID.randomUUID().toString();
        damage(id);
        cli.run("key", "delete", "--unique-id", id, "--label", "x", "--yes", "--pin", Cli.USER_PIN)
                .exits(ExitCode.FAILED);
        assertThat(cli.run("status").done().text()).contains(id);
    }

    private static Cli.Result delete(Cli cli, String id, String role, String pin) {
        return cli.run(
                "key", "delete", "--unique-id", id, "--user-type", role, "--pin", pin, "--yes");
    }

    /** Puts a public object without a readable attribute into the store. */
    private void damage(String id) {
        TokenStoreProvider provider =
                ServiceLoader.load(TokenStoreProvider.class).findFirst().orElseThrow();
        SecureRandom random = new SecureRandom();
        StoreSettings settings =
                new StoreSettings(
                        directory.resolve("craton_hsm_store"),
                        1,
                        null,
                        100_000,
                        10,
                        true,
                        random::nextBytes);
        try (TokenStores stores = provider.open(settings)) {
            stores.slot(0)
                    .commit(
                            List.of(
                                    new Change.Put(
                                            UUID.fromString(id), false, new byte[] {1, 2}, null)));
        }
    }
}
