package io.craton.hsm.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameterGenerator;
import java.security.AlgorithmParameters;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyGenerator;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The arrows between the modules; this is the one class path that has all of them. */
class ArchitectureTest {
    private static final String API = "io.craton.hsm";
    private static final String SPI = "io.craton.hsm.spi";
    private static final String CONFIG = "io.craton.hsm.config..";
    private static final String ENGINE = "io.craton.hsm.engine..";
    private static final String CORE = "io.craton.hsm.core..";
    private static final String STORE = "io.craton.hsm.store..";
    private static final String AUDIT = "io.craton.hsm.audit..";
    private static final String PROVIDER = "io.craton.hsm.provider..";
    private static final String WIRE = "io.craton.hsm.wire..";
    private static final String GRPC = "io.craton.hsm.grpc..";
    private static final String DAEMON = "io.craton.hsm.daemon..";
    private static final String CLIENT = "io.craton.hsm.client..";
    private static final String CLI = "io.craton.hsm.cli..";
    private static final String CHOSEN_BY_KEY = "io.craton.hsm.provider.container.SignatureByKey";

    /** Factories that search all providers, and so could find CratonHSM, unless one is named. */
    private static final Set<String> FACTORIES =
            Stream.of(
                            AlgorithmParameterGenerator.class,
                            AlgorithmParameters.class,
                            Cipher.class,
                            KeyAgreement.class,
                            KeyFactory.class,
                            KeyGenerator.class,
                            KeyPairGenerator.class,
                            Mac.class,
                            MessageDigest.class,
                            SecretKeyFactory.class,
                            SecureRandom.class,
                            Signature.class)
                    .map(Class::getName)
                    .collect(java.util.stream.Collectors.toUnmodifiableSet());

    private static JavaClasses all;

    @BeforeAll
    static void read() {
        all =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.craton.hsm");
    }

    @ParameterizedTest
    @CsvSource({
        API + ",60",
        SPI + ",15",
        "io.craton.hsm.config,5",
        "io.craton.hsm.engine.cipher,5",
        "io.craton.hsm.store,10",
        "io.craton.hsm.store.record,10",
        "io.craton.hsm.audit,3",
        "io.craton.hsm.audit.proof,10",
        "io.craton.hsm.wire,5",
        "io.craton.hsm.grpc,8",
        "io.craton.hsm.daemon,10",
        "io.craton.hsm.client,5",
        "io.craton.hsm.wire.value,10",
        "io.craton.hsm.provider.keystore,8",
        "io.craton.hsm.cli.key,10"
    })
    void everyModule_isLookedAt(String name, int atLeast) {
        assertThat(all.stream().filter(found -> found.getPackageName().equals(name)))
                .hasSizeGreaterThanOrEqualTo(atLeast);
    }

    @Test
    void api_dependsOnTheJdkAndAnnotationsOnly() {
        classes()
                .that()
                .resideInAnyPackage(API, SPI)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        API, SPI, "java..", "org.jspecify..", "com.google.errorprone.annotations..")
                .check(all);
    }

    @Test
    void config_dependsOnTheApiOnly() {
        noClasses()
                .that()
                .resideInAPackage(CONFIG)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ENGINE, CORE, STORE, AUDIT, PROVIDER, CLI)
                .check(all);
    }

    @Test
    void engine_dependsOnTheApiOnly() {
        noClasses()
                .that()
                .resideInAPackage(ENGINE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CONFIG, CORE, STORE, AUDIT, PROVIDER, CLI)
                .check(all);
    }

    /** Families name the contract and what they share; the contract names none of them. */
    @Test
    void engine_contractNamesNoFamily() {
        noClasses()
                .that()
                .resideInAPackage("io.craton.hsm.engine.spi")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.craton.hsm.engine",
                        "io.craton.hsm.engine.common",
                        "io.craton.hsm.engine.rsa",
                        "io.craton.hsm.engine.ec")
                .check(all);
    }

    /**
     * What computes is the core's affair; who else wants a signature asks a session. The command
     * line verifies signatures of logs without a token, and tries what a host offers.
     */
    @Test
    void engine_isNamedByCoreAndCommandLineOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        ENGINE, CORE, "io.craton.hsm.cli.audit", "io.craton.hsm.cli.doctor")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ENGINE)
                .check(all);
    }

    @Test
    void core_dependsOnApiAndEngineOnly() {
        noClasses()
                .that()
                .resideInAPackage(CORE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CONFIG, STORE, AUDIT, PROVIDER, CLI)
                .check(all);
    }

    @Test
    void store_dependsOnTheApiOnly() {
        noClasses()
                .that()
                .resideInAPackage(STORE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CONFIG, ENGINE, CORE, AUDIT, PROVIDER, CLI)
                .check(all);
    }

    /** It is found as a service; nobody needs its names. */
    @Test
    void store_isNamedByNobodyElse() {
        noClasses()
                .that()
                .resideOutsideOfPackage(STORE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(STORE)
                .check(all);
    }

    @Test
    void audit_dependsOnTheApiOnly() {
        noClasses()
                .that()
                .resideInAPackage(AUDIT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CONFIG, ENGINE, CORE, STORE, PROVIDER, CLI)
                .check(all);
    }

    /** What writes a log is found as a service; the command line reads logs. */
    @Test
    void audit_isWrittenByNobodyElse() {
        noClasses()
                .that()
                .resideOutsideOfPackage(AUDIT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.craton.hsm.audit.log", "io.craton.hsm.audit.state")
                .check(all);
    }

    @Test
    void wire_dependsOnTheApiOnly() {
        noClasses()
                .that()
                .resideInAPackage(WIRE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CONFIG, ENGINE, CORE, STORE, AUDIT, PROVIDER, CLI)
                .check(all);
    }

    /** What is served is found as a service. */
    @Test
    void daemon_dependsOnApiConfigurationAndWireOnly() {
        noClasses()
                .that()
                .resideInAPackage(DAEMON)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ENGINE, CORE, STORE, AUDIT, PROVIDER, CLI, CLIENT)
                .check(all);
    }

    @Test
    void client_dependsOnApiAndWireOnly() {
        noClasses()
                .that()
                .resideInAPackage(CLIENT)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(CONFIG, ENGINE, CORE, STORE, AUDIT, PROVIDER, CLI, DAEMON, GRPC)
                .check(all);
    }

    /** Both ends of a connection stand on it, and it on neither. */
    @Test
    void grpc_dependsOnApiAndWireOnly() {
        noClasses()
                .that()
                .resideInAPackage(GRPC)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        CONFIG, ENGINE, CORE, STORE, AUDIT, PROVIDER, CLI, DAEMON, CLIENT)
                .check(all);
    }

    @Test
    void provider_dependsOnApiAndConfigurationOnly() {
        noClasses()
                .that()
                .resideInAPackage(PROVIDER)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ENGINE, CORE, STORE, AUDIT, CLI)
                .check(all);
    }

    @Test
    void modules_haveNoCycles() {
        slices().matching("io.craton.hsm.(*)..").should().beFreeOfCycles().check(all);
    }

    @Test
    void bouncyCastle_isUsedInTheEnginesOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.craton.hsm.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bouncycastle..")
                .check(all);
    }

    /** Whoever replaces its elliptic curves replaces two classes. */
    @Test
    void bouncyCastlesCurves_areNamedInTwoClassesOnly() {
        assertThat(
                        all.stream()
                                .filter(type -> type.getPackageName().endsWith(".engine.ec"))
                                .filter(ArchitectureTest::namesBouncyCastle)
                                .map(type -> type.getName().replaceAll(".*\\.|\\$.*", ""))
                                .distinct())
                .containsExactlyInAnyOrder("EdwardsMontgomery", "Weierstrass");
    }

    private static boolean namesBouncyCastle(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .anyMatch(to -> to.getTargetClass().getName().startsWith("org.bouncycastle."));
    }

    /** A name in a string is a name, too. */
    @Test
    void bouncyCastle_isNamedInTheEnginesAndWhereItIsSetBesideThemOnly() throws IOException {
        assertThat(sourcesNaming("org.bouncycastle"))
                .isNotEmpty()
                .allMatch(
                        file ->
                                file.contains("/io/craton/hsm/engine/")
                                        || file.endsWith("/module-info.java")
                                        || file.endsWith("/quickstart/IndependentEngine.java")
                                        || file.endsWith("/benchmarks/compare/Subjects.java"));
    }

    @Test
    void mapDb_isUsedUnderTheStoreOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.craton.hsm.store.mapdb", "io.craton.hsm.store.page")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.mapdb..")
                .check(all);
    }

    @Test
    void toml_isReadInOnePlaceOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CONFIG)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.tomlj..")
                .check(all);
    }

    @Test
    void randomBytes_comeFromTheModulesGenerator() {
        noClasses().should().callConstructor(SecureRandom.class).check(all);
    }

    /**
     * CratonHSM may be the first provider: who does not name another one would recurse. What is
     * there to let JCA choose, and is no service of CratonHSM, does not.
     */
    @Test
    void innerCalls_nameTheirProvider() {
        noClasses()
                .that()
                .resideInAnyPackage(ENGINE, CORE, STORE, AUDIT, PROVIDER)
                .and()
                .doNotHaveFullyQualifiedName(CHOSEN_BY_KEY)
                .should()
                .callMethodWhere(
                        new DescribedPredicate<JavaMethodCall>("getInstance without a provider") {
                            @Override
                            public boolean test(JavaMethodCall call) {
                                List<JavaClass> parameters =
                                        call.getTarget().getRawParameterTypes();
                                return call.getTarget().getName().equals("getInstance")
                                        && FACTORIES.contains(call.getTargetOwner().getName())
                                        && parameters.size() == 1;
                            }
                        })
                .check(all);
    }

    private static List<String> sourcesNaming(String text) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..").toRealPath())) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/"))
                    .filter(file -> read(file).contains(text))
                    .map(Path::toString)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
