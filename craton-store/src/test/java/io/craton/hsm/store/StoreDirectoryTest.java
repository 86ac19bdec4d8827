package io.craton.hsm.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.TokenStoreProvider;
import io.craton.hsm.store.mapdb.HeaderFiles;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Locks, owners, modes and symlinks. */
class StoreDirectoryTest {
    @TempDir Path directory;

    private static void assertMode(Path path, String mode) throws Exception {
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS)))
                .as(path.toString())
                .isEqualTo(mode);
    }

    @Test
    @Tag("S2-4")
    void directoryIs0700_andFilesAre0600() throws Exception {
        Path store = directory.resolve("a/b/store");
        try (SlotStores stores = SlotStores.open(Tokens.settings(store, 2))) {
            Tokens.prepare(stores.slot(0));
            assertMode(store, "rwx------");
            try (Stream<Path> paths = Files.walk(store)) {
                for (Path path : paths.toList()) {
                    assertMode(path, Files.isDirectory(path) ? "rwx------" : "rw-------");
                }
            }
        }
    }

    /** What is written to a file that was deleted is gone with the process. */
    @ParameterizedTest
    @ValueSource(strings = {"state.mapdb", "state.journal", "LOCK", ""})
    void filesThatWereDeletedOrReplacedInUse_areNoticedByTheNextCommit(String name)
            throws Exception {
        Path store = Files.createDirectory(directory.resolve("store"));
        for (boolean replaced : new boolean[] {false, true}) {
            SlotStores stores = Tokens.open(store);
            if (!stores.slot(0).state().initialized()) {
                Tokens.prepare(stores.slot(0));
            }
            stores.slot(0).unlock(UserType.CKU_USER, Tokens.USER);
            Tokens.put(stores.slot(0), Tokens.id(1), true, "key", "before");
            Path kept = directory.resolve("kept");
            Files.move(store.resolve(name), kept);
            if (replaced) {
                Files.createFile(store.resolve(name));
            }
            assertThatThrownBy(() -> Tokens.put(stores.slot(0), Tokens.id(2), true, "key", "lost"))
                    .hasMessageContaining("CKR_DEVICE_ERROR")
                    .hasMessageContaining("was moved or deleted while it was in use");
            assertThat(stores.slot(0).secret(Tokens.id(1)))
                    .isEqualTo("before".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> Tokens.put(stores.slot(0), Tokens.id(3), true, "key", "x"))
                    .hasMessageContaining("nothing is acknowledged any more");
            stores.close();
            Files.deleteIfExists(store.resolve(name));
            Files.move(kept, store.resolve(name));
        }
        try (SlotStores stores = Tokens.open(store)) {
            stores.slot(0).unlock(UserType.CKU_USER, Tokens.USER);
            assertThat(stores.slot(0).objects(true)).hasSize(1);
        }
    }

    @Test
    @Tag("S4-33")
    void secondOpen_inThisProcess_isRefused() {
        try (SlotStores stores = Tokens.open(directory)) {
            assertThatThrownBy(
                            () -> Tokens.open(directory.resolve("../" + directory.getFileName())))
                    .hasMessageContaining("CKR_CRYPTOKI_ALREADY_INITIALIZED")
                    .hasMessageContaining("Database is locked");
            assertThat(stores.slot(0).state().initialized()).isFalse();
        }
        try (SlotStores stores = Tokens.open(directory)) {
            assertThat(stores.slot(0).state().initialized()).isFalse();
        }
    }

    @Test
    void secondOpen_byAnotherClassLoader_isRefused_andTheLockIsKept() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry :
                System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        try (SlotStores stores = Tokens.open(directory);
                URLClassLoader other = new StoreFirst(urls.toArray(new URL[0]))) {
            TokenStoreProvider provider =
                    ServiceLoader.load(TokenStoreProvider.class, other).stream()
                            .map(ServiceLoader.Provider::get)
                            .findFirst()
                            .orElseThrow();
            assertThat(provider.getClass()).isNotEqualTo(SlotStoreProvider.class);
            assertThatThrownBy(() -> provider.open(Tokens.settings(directory)))
                    .hasMessageContaining("Database is locked");
            assertThat(stores.slot(0).state().initialized()).isFalse();
            assertThat(runHolder())
                    .contains("Database is locked by process " + ProcessHandle.current().pid());
        }
    }

    /** Loads the store's classes itself, and the API from its parent. */
    private static final class StoreFirst extends URLClassLoader {
        StoreFirst(URL[] urls) {
            super(urls, StoreDirectoryTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("io.craton.hsm.store.")) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
            return super.loadClass(name, resolve);
        }
    }

    private ProcessBuilder holder() {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        directory.toString())
                .redirectErrorStream(true);
    }

    private String runHolder() throws Exception {
        Process process = holder().start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    @Test
    @Tag("S3-30")
    @Tag("S3-31")
    @Tag("S4-18")
    @Tag("S4-36")
    void secondProcess_isRefused_withTheHolder() throws Exception {
        Process process = holder().start();
        try (BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(output.readLine()).isEqualTo("open false");
            assertThatThrownBy(() -> Tokens.open(directory))
                    .isInstanceOfSatisfying(
                            HsmException.class,
                            e -> assertThat(e.code()).isEqualTo(ReturnCode.CKR_CANT_LOCK))
                    .hasMessageContaining("Database is locked")
                    .hasMessageContaining("process " + process.pid());
        } finally {
            process.toHandle().destroyForcibly();
            process.waitFor();
        }
        Tokens.open(directory).close(); // a killed process leaves no lock behind
    }

    @Test
    @Tag("S4-37")
    void anotherDirectory_isOpenAtTheSameTime() {
        try (SlotStores one = Tokens.open(directory.resolve("one"));
                SlotStores two = Tokens.open(directory.resolve("two"))) {
            assertThat(one.slot(0).state()).isEqualTo(two.slot(0).state());
        }
    }

    @Test
    @Tag("S3-32")
    void symlink_inAnyComponent_isRefused() throws Exception {
        Path real = Files.createDirectories(directory.resolve("real/store"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("real"));
        assertThatThrownBy(() -> Tokens.open(link.resolve("store")))
                .hasMessageContaining("symlink")
                .hasMessageContaining(link.toString());
        Path last = Files.createSymbolicLink(directory.resolve("last"), real);
        assertThatThrownBy(() -> Tokens.open(last)).hasMessageContaining("symlink");
        try (Stream<Path> left = Files.list(real)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void symlink_inPlaceOfAFile_isRefused() throws Exception {
        try (SlotStores stores = Tokens.open(directory)) {
            Tokens.prepare(stores.slot(0));
        }
        for (String name : List.of("LOCK", HeaderFiles.A, "state.mapdb", "state.journal")) {
            Path file = directory.resolve(name);
            Path elsewhere = directory.resolveSibling(directory.getFileName() + name);
            Files.move(file, elsewhere);
            Files.createSymbolicLink(file, elsewhere);
            assertThatThrownBy(() -> Tokens.open(directory))
                    .as(name)
                    .hasMessageContaining("not a regular file");
            Files.delete(file);
            Files.move(elsewhere, file);
        }
        Tokens.open(directory).close();
    }

    @Test
    @Tag("S3-29")
    void foreignOwner_isExplained() throws Exception {
        assumeThat(Files.getAttribute(directory, "unix:uid"))
                .as("only root can give files away")
                .isEqualTo(0);
        Path store = Files.createDirectory(directory.resolve("store"));
        Files.setAttribute(store, "unix:uid", 65534);
        assertThatThrownBy(() -> Tokens.open(store))
                .hasMessageContaining("permission denied")
                .hasMessageContaining(store.toString());
    }

    @Test
    void othersCanWrite_isRefused_othersCanRead_isCorrected() throws Exception {
        Path store = Files.createDirectory(directory.resolve("store"));
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rwxrwx---"));
        assertThatThrownBy(() -> Tokens.open(store))
                .hasMessageContaining("permission denied")
                .hasMessageContaining("others can write");
        Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (SlotStores stores = Tokens.open(store)) {
            Tokens.prepare(stores.slot(0));
        }
        assertMode(store, "rwx------");
        Files.setPosixFilePermissions(
                store.resolve("state.mapdb"), PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThatThrownBy(() -> Tokens.open(store)).hasMessageContaining("others can write");
    }

    @Test
    void fileInPlaceOfTheDirectory_isExplained() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "x");
        assertThatThrownBy(() -> Tokens.open(file)).hasMessageContaining("is not a directory");
        assertThatThrownBy(() -> Tokens.open(Path.of("/proc/craton-store")))
                .isInstanceOf(HsmException.class)
                .hasMessageContaining("/proc/craton-store");
    }

    @Test
    void tokenInBothLayouts_isRefused() throws Exception {
        try (SlotStores stores = Tokens.open(directory)) {
            Tokens.prepare(stores.slot(0));
        }
        Files.createDirectory(
                directory.resolve("slot-0"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertThatThrownBy(() -> Tokens.open(directory)).hasMessageContaining("both");
    }

    @Test
    @Tag("S1-15")
    void copyOfAClosedStore_opens() throws Exception {
        Path store = directory.resolve("store");
        try (SlotStores stores = Tokens.open(store)) {
            Tokens.prepare(stores.slot(0));
            Tokens.put(stores.slot(0), Tokens.id(1), false, "x", "y");
        }
        Path copy = Files.createDirectory(directory.resolve("copy"));
        try (Stream<Path> files = Files.list(store)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file,
                        copy.resolve(file.getFileName()),
                        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        try (SlotStores stores = Tokens.open(copy)) {
            assertThat(stores.slot(0).objects(false)).hasSize(1);
        }
    }
}
