package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
