package io.craton.hsm.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The seam below PINs and seals: nobody above it knows what keeps headers and records. */
class StorageSeamTest {
    private static final String STORE = "io.craton.hsm.store";

    private static JavaClasses all;

    @BeforeAll
    static void read() {
        all =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.craton.hsm");
    }

    @Test
    void mapDbAndItsPages_areNamedByTheImplementationAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages(STORE + ".mapdb", STORE + ".page")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(STORE + ".mapdb", STORE + ".page", "org.mapdb..")
                .check(all);
    }

    @Test
    void theSeam_namesTheApiOnly() {
        classes()
                .that()
                .resideInAPackage(STORE + ".spi")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        STORE + ".spi",
                        "io.craton.hsm",
                        "io.craton.hsm.spi",
                        "java..",
                        "org.jspecify..",
                        "com.google.errorprone.annotations..")
                .check(all);
    }
}
