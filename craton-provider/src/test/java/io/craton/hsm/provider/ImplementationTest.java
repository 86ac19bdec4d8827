package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.craton.application.RelayHsmProvider;
import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.HsmProvider;
import io.craton.hsm.ReturnCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which implementation of the module is behind the provider, the configuration decides. */
class ImplementationTest {
    @TempDir Path directory;

    @BeforeEach
    void forget() {
        RelayHsmProvider.CALLS.clear();
        RelayHsmProvider.beforeClose = () -> {};
    }

    private Provider configured(String... lines) throws Exception {
        Path file = Files.write(directory.resolve("craton_hsm.toml"), List.of(lines));
        return new CratonHsmProvider().configure(file.toString());
    }

    private static HsmConfig.Builder named(String implementation) {
        return TestToken.config().set(ConfigKey.MODULE_IMPLEMENTATION, implementation);
    }

    @Test
    void namedImplementation_servesTheProvider_withoutAClassOfTheCore() throws Exception {
        try (Hsm hsm = Hsm.open(named(RelayHsmProvider.NAME).build())) {
            assertThat(hsm.getClass().getName()).doesNotContain("core");
            TestToken.initialise(hsm.slot(0));
            CratonHsmProvider provider = new CratonHsmProvider(hsm);
            KeyStore keyStore = KeyStore.getInstance("CratonHSM", provider);
            keyStore.load(null, TestToken.PIN);
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", provider);
            generator.initialize(256);
            KeyPair pair = generator.generateKeyPair();
            Signature signature = Signature.getInstance("SHA256withECDSA", provider);
            signature.initSign(pair.getPrivate());
            signature.update((byte) 1);
            byte[] made = signature.sign();

            Signature other = Signature.getInstance("SHA256withECDSA", "SunEC");
            other.initVerify(pair.getPublic());
            other.update((byte) 1);
            assertThat(other.verify(made)).isTrue();
            assertThat(RelayHsmProvider.CALLS)
                    .contains("Slot.openResidentSession", "Session.login", "SignOperation.sign")
                    .contains("Session.generateKeyPair");
            provider.close();
        }
    }

    /** The file chooses; the provider lists what the chosen one offers and opens it. */
    @Test
    void configurationFile_chooses() throws Exception {
        Provider provider =
                configured(
                        "[module]",
                        "implementation = \"relay\"",
                        "[token]",
                        "persist_objects = false",
                        "[audit]",
                        "enabled = false");
        assertThat(provider.getService("MessageDigest", "SHA-256")).isNull();
        assertThat(provider.getService("MessageDigest", "SHA-384")).isNotNull();

        KeyStore keyStore = KeyStore.getInstance("CratonHSM", provider);
        assertThatThrownBy(() -> keyStore.load(null, TestToken.PIN))
                .hasMessageContaining("has no initialised token");
        assertThat(RelayHsmProvider.CALLS).contains("Hsm.slots");
        ((CratonHsmProvider) provider).close();
    }

    @Test
    void withoutAName_theCoreServes() {
        try (Hsm hsm = Hsm.open(TestToken.config().build())) {
            assertThat(hsm.getClass().getName()).contains("core");
        }
        try (Hsm hsm = Hsm.open(named("core").build())) {
            assertThat(hsm.getClass().getName()).contains("core");
        }
    }

    @Test
    void severalThatClaim_areNamed() {
        HsmConfig config =
                TestToken.config().set(ConfigKey.TOKEN_LABEL, RelayHsmProvider.GREEDY).build();

        assertThatThrownBy(() -> Hsm.open(config))
                .isInstanceOfSatisfying(
                        HsmException.class,
                        e -> assertThat(e.code()).isEqualTo(ReturnCode.CKR_ARGUMENTS_BAD))
                .hasMessageContaining("several implementations of the module")
                .hasMessageContaining("core, relay")
                .hasMessageContaining("module.implementation");
    }

    @Test
    void nameThatNobodyHas_isTold_withThoseThatThereAre() {
        assertThatThrownBy(() -> Hsm.open(named("cluster").build()))
                .isInstanceOfSatisfying(
                        HsmException.class,
                        e -> assertThat(e.code()).isEqualTo(ReturnCode.CKR_LIBRARY_LOAD_FAILED))
                .hasMessageContaining("\"cluster\"")
                .hasMessageContaining("there is core, relay");
    }

    /** An Error would come out of whatever looks through the JVM's security providers. */
    @Test
    void implementationThatCannotBeLoaded_isAnErrorOfTheModule_andNotOfTheJvm() throws Exception {
        Path services = Files.createDirectories(directory.resolve("broken/META-INF/services"));
        Files.writeString(services.resolve(HsmProvider.class.getName()), "org.example.Missing\n");
        String classPath =
                directory.resolve("broken")
                        + File.pathSeparator
                        + System.getProperty("java.class.path");
        Path program = Path.of("src/test/java/io/craton/application/WithoutCoreProgram.java");

        DiskToken.Result result =
                new DiskToken(directory)
                        .javaOn(classPath, List.of(), program.toAbsolutePath().toString());

        assertThat(result.output())
                .contains("services true")
                .contains("an implementation of the module cannot be loaded; install its jar again")
                .contains("org.example.Missing");
        assertThat(result.exit()).isZero();
    }

    /** Excluded, as an application with another implementation does. */
    @Test
    void withoutTheCoresJar_theProviderIsThere_andSaysWhatIsMissing() throws Exception {
        String classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(
                                entry ->
                                        !entry.matches(".*/craton-(core|engine|store|audit)[-/].*"))
                        // The second implementation is in here, and asks for the core.
                        .filter(entry -> !entry.endsWith("/test-classes"))
                        .collect(Collectors.joining(File.pathSeparator));
        Path program = Path.of("src/test/java/io/craton/application/WithoutCoreProgram.java");

        DiskToken.Result result =
                new DiskToken(directory)
                        .javaOn(classPath, List.of(), program.toAbsolutePath().toString());

        assertThat(result.output())
                .contains("services true")
                .contains("no implementation of the module was found; put craton-core beside");
        assertThat(result.exit()).isZero();
    }

    /** The store is the old module's until it has closed; the new one does not fail meanwhile. */
    @Test
    void moduleThatOpensWhileTheLastOneCloses_waitsForIt() throws Exception {
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CratonHsmProvider first = relayed();
        load(first);
        RelayHsmProvider.beforeClose =
                () -> {
                    closing.countDown();
                    await(goOn);
                };
        Thread end = new Thread(first::close);
        end.start();
        assertThat(closing.await(1, TimeUnit.MINUTES)).isTrue();
        CratonHsmProvider second = relayed();
        FutureTask<String> opening = new FutureTask<>(() -> load(second));
        Thread begin = new Thread(opening);
        begin.start();
        while (begin.getState() != Thread.State.TIMED_WAITING && begin.isAlive()) {
            Thread.onSpinWait();
        }
        assertThat(opening.isDone()).isFalse();
        goOn.countDown();
        end.join();
        assertThat(opening.get(1, TimeUnit.MINUTES)).contains("has no initialised token");
        second.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CratonHsmProvider relayed() throws Exception {
        return (CratonHsmProvider)
                configured(
                        "[module]",
                        "implementation = \"relay\"",
                        "[token]",
                        "persist_objects = false",
                        "[audit]",
                        "enabled = false");
    }

    /** What loading the key store of a token that is not there ends with. */
    private static String load(Provider provider) throws Exception {
        KeyStore keyStore = KeyStore.getInstance("CratonHSM", provider);
        return catchThrowable(() -> keyStore.load(null, TestToken.PIN)).getMessage();
    }

    /** A token that is named by its label is looked for once, as long as it keeps that label. */
    @Test
    void tokenByItsLabel_isLookedForOnce() throws Exception {
        HsmConfig config = named(RelayHsmProvider.NAME).set(ConfigKey.TOKEN_SLOT_COUNT, 3).build();
        try (Hsm hsm = Hsm.open(config)) {
            hsm.slots().forEach(TestToken::initialise);
            CratonHsmProvider provider = new CratonHsmProvider(hsm);
            TestToken.load(provider, "label=Test token 2", TestToken.PIN).size();
            RelayHsmProvider.CALLS.clear();
            TestToken.load(provider, "label=Test token 2", TestToken.PIN).size();
            assertThat(RelayHsmProvider.CALLS).contains("Hsm.slot").doesNotContain("Hsm.slots");
            provider.close();
            hsm.slot(2).initToken(TestToken.SO_PIN, "Another");
            assertThatThrownBy(() -> TestToken.load(provider, "label=Test token 2", TestToken.PIN))
                    .isInstanceOf(IOException.class);
        }
    }
}
