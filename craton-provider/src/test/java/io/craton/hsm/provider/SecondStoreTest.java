package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.testkit.Repository;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole modules whose headers and records SQLite keeps, as {@code token.store} says. */
class SecondStoreTest {
    @TempDir Path directory;

    private String classPath;

    /** What a jar with an implementation has: its classes, and a line that names it. */
    @BeforeEach
    void implementation() throws Exception {
        Path classes = Repository.file("craton-store/target/test-classes");
        assertThat(classes.resolve("io/craton/hsm/store/sqlite/SqliteProvider.class")).exists();
        Path services = Files.createDirectories(directory.resolve("jar/META-INF/services"));
        Files.writeString(
                services.resolve("io.craton.hsm.store.spi.StorageProvider"),
                "io.craton.hsm.store.sqlite.SqliteProvider\n");
        classPath =
                String.join(
                        File.pathSeparator,
                        System.getProperty("java.class.path"),
                        classes.toString(),
                        directory.resolve("jar").toString());
    }

    private DiskToken.Result run(String scenario) throws Exception {
        Path place = Files.createDirectories(directory.resolve("place"));
        return new DiskToken(Files.createDirectories(directory.resolve("unused")))
                .javaOn(
                        classPath,
                        List.of(),
                        SecondStoreProgram.class.getName(),
                        scenario,
                        place.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"life", "twoModules"})
    void wholeModule_onAnotherStore(String scenario) throws Exception {
        DiskToken.Result result = run(scenario);

        assertThat(result.output()).endsWith("done: " + scenario + "\n");
        assertThat(result.exit()).isZero();
    }

    @Test
    void two_withoutAChoice_areAnErrorThatNamesThem() throws Exception {
        assertThat(run("noChoice").output())
                .contains("CKR_ARGUMENTS_BAD: there are several record stores; set token.store")
                .contains("mapdb, sqlite");
    }

    @Test
    void nameThatNobodyHas_isAnErrorThatListsThosePresent() throws Exception {
        assertThat(run("unknown").output())
                .contains("CKR_ARGUMENTS_BAD: token.store is oracle")
                .contains("mapdb, sqlite");
    }
}
