package io.craton.hsm.store;

import static io.craton.hsm.store.Tokens.USER;
import static io.craton.hsm.store.Tokens.id;
import static io.craton.hsm.store.Tokens.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.UserType;
import io.craton.hsm.spi.TokenStore;
import io.craton.hsm.store.file.MemorySpace;
import io.craton.hsm.store.file.OverlaySpace;
import io.craton.hsm.store.mapdb.MapDbProvider;
import io.craton.hsm.store.spi.StorageProvider;
import io.craton.hsm.store.sqlite.SqliteProvider;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A store that is opened to be read only. */
class ReadOnlyTest {
    @TempDir Path directory;

    static Stream<StorageProvider> providers() {
        return Stream.of(new MapDbProvider(), new SqliteProvider());
    }

    private void fill(StorageProvider provider) {
        try (SlotStores stores = SlotStores.open(Tokens.settings(directory), provider)) {
            Tokens.prepare(stores.slot(0));
            put(stores.slot(0), id(1), false, "certificate", null);
        }
    }

    @ParameterizedTest
    @MethodSource("providers")
    void token_isSeen_andNothingIsWritten(StorageProvider provider) throws Exception {
        fill(provider);
        var before = DirectoryImage.of(directory);
        var settings = Tokens.readOnly(Tokens.settings(directory));
        try (SlotStores stores = SlotStores.open(settings, provider)) {
            TokenStore token = stores.slot(0);
            assertThat(token.state().label()).isEqualTo("Test token");
            assertThat(token.objects(false)).hasSize(1);
            assertThat(token.objectCount()).isEqualTo(1);
            assertThat(token.mark().sequence()).isPositive();
            assertThatThrownBy(() -> token.unlock(UserType.CKU_USER, USER))
                    .hasMessageContaining("CKR_TOKEN_WRITE_PROTECTED");
            assertThatThrownBy(() -> put(token, id(2), false, "x", null))
                    .hasMessageContaining("CKR_TOKEN_WRITE_PROTECTED");
            assertThatThrownBy(() -> token.initialize(null, USER, "x"))
                    .hasMessageContaining("CKR_PIN_INCORRECT");
            assertThatThrownBy(token::destroy).hasMessageContaining("CKR_TOKEN_WRITE_PROTECTED");
        }
        assertThat(DirectoryImage.of(directory)).isEqualTo(before);
    }

    /** What is in the journal alone is seen, and stays there. */
    @Test
    void storeThatWasNotClosed_isReadWithItsJournal() throws Exception {
        Path copy = directory.resolve("copy");
        Path running = directory.resolve("running");
        try (SlotStores stores = SlotStores.open(Tokens.settings(running), new MapDbProvider())) {
            Tokens.prepare(stores.slot(0));
            put(stores.slot(0), id(1), false, "certificate", null);
            DirectoryImage.copy(running, copy);
        }
        var before = DirectoryImage.of(copy);
        var settings = Tokens.readOnly(Tokens.settings(copy));
        try (SlotStores stores = SlotStores.open(settings, new MapDbProvider())) {
            assertThat(stores.slot(0).objects(false)).hasSize(1);
        }
        assertThat(DirectoryImage.of(copy)).isEqualTo(before);
    }

    /** Another class loader of this process may have it open: the JVM throws then. */
    @Test
    void lock_ofTheSameProcess_isSaid_andOneThatIsNoFileIsRefused() throws Exception {
        fill(new MapDbProvider());
        var settings = Tokens.readOnly(Tokens.settings(directory));
        Path lock = directory.resolve("LOCK");
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            assertThat(channel.lock()).isNotNull();
            assertThatThrownBy(() -> SlotStores.open(settings, new MapDbProvider()))
                    .hasMessageContaining("CKR_CANT_LOCK")
                    .hasMessageContaining(
                            "Database is locked by process " + ProcessHandle.current().pid());
        }
        Path elsewhere = Files.move(lock, directory.resolve("elsewhere"));
        assertThatThrownBy(() -> SlotStores.open(settings, new MapDbProvider()))
                .hasMessageContaining("CKR_DEVICE_ERROR")
                .hasMessageContaining(lock.toString());
        Files.createSymbolicLink(lock, elsewhere);
        assertThatThrownBy(() -> SlotStores.open(settings, new MapDbProvider()))
                .hasMessageContaining("LOCK is not a regular file");
    }

    @Test
    void fileThatWasRemovedOrRenamedInMemory_isNotOpenedFromBelow() throws Exception {
        MemorySpace below = new MemorySpace();
        below.create("removed", false).close();
        below.create("renamed", false).close();
        OverlaySpace space = new OverlaySpace(below);
        space.delete("removed");
        space.rename("renamed", "new");

        assertThatThrownBy(() -> space.open("removed", false))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> space.open("renamed", false))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(space.open("new", false).size()).isZero();
        assertThat(below.exists("removed") && below.exists("renamed")).isTrue();
    }

    @Test
    void writer_keepsReadersOut_andThereHasToBeAStore() {
        fill(new MapDbProvider());
        var settings = Tokens.settings(directory);
        SlotStores writer = SlotStores.open(settings, new MapDbProvider());
        assertThatThrownBy(() -> SlotStores.open(Tokens.readOnly(settings), new MapDbProvider()))
                .hasMessageContaining("Database is locked by this process");
        writer.close();
        SlotStores.open(Tokens.readOnly(settings), new MapDbProvider()).close();
        assertThatThrownBy(
                        () ->
                                SlotStores.open(
                                        Tokens.readOnly(Tokens.settings(directory.resolve("none"))),
                                        new MapDbProvider()))
                .hasMessageContaining("there is no store in");
    }
}
