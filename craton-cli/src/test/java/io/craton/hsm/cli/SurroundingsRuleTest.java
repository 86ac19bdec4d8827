package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.craton.hsm.spi.Surroundings;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Core, store and audit log have time, threads and files from {@link Surroundings} alone. What does
 * not is written here, with its reason.
 */
class SurroundingsRuleTest {
    private static final Set<String> FORBIDDEN =
            Set.of(
                    named(Thread.class, "<init>"),
                    named(Thread.class, "sleep"),
                    named(Executors.class, "newFixedThreadPool"),
                    named(Executors.class, "newCachedThreadPool"),
                    named(Executors.class, "newSingleThreadExecutor"),
                    named(Executors.class, "newScheduledThreadPool"),
                    named(System.class, "currentTimeMillis"),
                    named(System.class, "nanoTime"),
                    named(Instant.class, "now"),
                    named(LocalDate.class, "now"),
                    named(Clock.class, "systemUTC"),
                    named(Clock.class, "systemDefaultZone"),
                    named(RandomAccessFile.class, "<init>"),
                    named(FileOutputStream.class, "<init>"),
                    named(FileWriter.class, "<init>"),
                    named(FileChannel.class, "open"),
                    named(Files.class, "write"),
                    named(Files.class, "writeString"),
                    named(Files.class, "newOutputStream"),
                    named(Files.class, "newByteChannel"),
                    named(Files.class, "newBufferedWriter"));

    private static final Map<String, String> EXCEPTIONS =
            Map.ofEntries(
                    Map.entry("core.assurance.IntegrityTool", "writes the release's own file"),
                    Map.entry("core.assurance.IntegritySignature", "writes the release's own file"),
                    Map.entry("core.assurance.LibraryIntegrity", "writes the release's own file"),
                    Map.entry(
                            "core.token.login.RefusedPins", "a small file, made anew and renamed"),
                    Map.entry("core.random.EntropySource", "a moment that no other start has"),
                    Map.entry("core.process.ProcDirectory", "asks the real process seldom"),
                    Map.entry("core.process.WipedPage", "a mark that no other page has"),
                    Map.entry("core.token.key.GcmNonces", "a moment that no copy of this has"),
                    Map.entry("audit.export.LogFollower", "reads"),
                    Map.entry("audit.file.DirectorySync", "forces, and writes nothing"),
                    Map.entry("audit.state.HeadFile", "reads a head that it does not own"),
                    Map.entry("store.mapdb.StoreDirectory", "reads the lock of what is only read"),
                    Map.entry("store.file.DiskSpace", "makes files, and forces directories"));

    private static String named(Class<?> owner, String name) {
        return owner.getName() + "." + name;
    }

    @Test
    void coreStoreAndAudit_takeNothingFromElsewhere() {
        JavaClasses all =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(
                                "io.craton.hsm.core",
                                "io.craton.hsm.engine",
                                "io.craton.hsm.store",
                                "io.craton.hsm.audit");
        Set<String> found =
                all.stream()
                        .flatMap(each -> each.getAccessesFromSelf().stream())
                        .filter(access -> FORBIDDEN.contains(target(access)))
                        .map(access -> outermost(access.getOriginOwner().getName()))
                        .collect(Collectors.toSet());
        assertThat(found).containsExactlyInAnyOrderElementsOf(EXCEPTIONS.keySet());
    }

    private static String target(JavaAccess<?> access) {
        return access.getTargetOwner().getName() + "." + access.getTarget().getName();
    }

    private static String outermost(String name) {
        return name.replaceAll("\\$.*", "").substring("io.craton.hsm.".length());
    }
}
