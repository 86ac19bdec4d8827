package io.craton.hsm.core.assurance;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.Hsm;
import io.craton.hsm.config.ConfigFile;
import io.craton.hsm.engine.Engines;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The module in a JVM of its own, loaded from jars, some of which were tampered with. */
@Tag("S2-2")
@Tag("S3-4")
class ModuleIntegrityTest {
    /** Prints what a module says of its files that was loaded from jars. */
    public static final class Child {
        public static void main(String[] arguments) {
            System.out.println(ModuleIntegrity.verify());
        }
    }

    @TempDir Path directory;

    // What stands on the class path before and after all else, with its colon.
    private String first = "";
    private String last = "";
    private Path core;
    private Path api;
    private Path engine;
    private Path library;
    private Path config;

    @BeforeEach
    void jars() throws Exception {
        core = jar(ModuleIntegrity.class, "craton-core.jar");
        api = jar(Hsm.class, "craton-api.jar");
        engine = jar(Engines.class, "craton-engine.jar");
        library = jar(Engines.library(), "bcprov.jar");
        config = jar(ConfigFile.class, "craton-config.jar");
    }

    @Test
    void verify_noFile_isNotConfigured() throws Exception {
        assertThat(run()).contains("status=not configured");
    }

    @Test
    void verify_untouchedJars_isOk() throws Exception {
        IntegrityTool.write(directory);

        assertThat(run()).contains("status=ok").contains("5 jars match");
    }

    @Test
    @Tag("S2-31")
    void verify_oneBitOfAJarTurned_fails() throws Exception {
        IntegrityTool.write(directory);
        for (Path jar : List.of(core, api, engine, library, config)) {
            byte[] good = Files.readAllBytes(jar);
            byte[] bad = good.clone();
            // In the comment at the end of the jar: the JVM does not mind.
            bad[bad.length - 30] ^= 1;
            Files.write(jar, bad);

            assertThat(run())
                    .contains("status=failed")
                    .contains(jar.getFileName() + " is not the file");
            Files.write(jar, good);
        }
    }

    @Test
    void verify_jarThatIsNotCovered_fails() throws Exception {
        IntegrityTool.write(directory, List.of(core, engine, library, config));
        assertThat(run()).contains("status=failed").contains("craton-api.jar is in use");

        IntegrityTool.write(directory, List.of(core, api, library, config));
        assertThat(run()).contains("status=failed").contains("craton-engine.jar is in use");

        IntegrityTool.write(directory, List.of(core, api, engine, config));
        assertThat(run()).contains("status=failed").contains("bcprov.jar is in use");

        IntegrityTool.write(directory, List.of(core, api, engine, library));
        assertThat(run()).contains("status=failed").contains("craton-config.jar is in use");
    }

    @Test
    void verify_publicKeyIsNamed_wantsAGoodSignature() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519", "SunEC").generateKeyPair();
        Path pem =
                Files.writeString(
                        directory.resolve("key.pem"),
                        "-----BEGIN PUBLIC KEY-----\n"
                                + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded())
                                + "\n-----END PUBLIC KEY-----\n");
        String option = "-D" + IntegritySignature.KEY_PROPERTY + "=" + pem;
        IntegrityTool.write(directory);
        assertThat(run(option))
                .contains("status=failed")
                .contains("craton-hsm.hmac.sig is missing");

        IntegritySignature.sign(directory, pair.getPrivate());
        assertThat(run(option)).contains("status=ok");

        // Whoever changes a jar can write the file anew, but not the signature.
        byte[] bad = Files.readAllBytes(core);
        bad[bad.length - 30] ^= 1;
        Files.write(core, bad);
        IntegrityTool.write(directory);
        assertThat(run()).contains("status=ok");
        assertThat(run(option)).contains("status=failed").contains("is not a signature");
    }

    /** The jars are whole, and what runs is something else. */
    @Test
    void verify_classInFrontOfTheJars_fails() throws Exception {
        IntegrityTool.write(directory);
        for (Class<?> type :
                List.of(KnownAnswerTests.class, Engines.class, Engines.library(), Hsm.class)) {
            String entry = type.getName().replace('.', '/') + ".class";
            Path front = Files.createDirectories(directory.resolve(type.getSimpleName()));
            Path shadow = front.resolve(entry);
            Files.createDirectories(shadow.getParent());
            try (InputStream original = type.getClassLoader().getResourceAsStream(entry)) {
                Files.write(shadow, original.readAllBytes());
            }
            first = front + ":";
            assertThat(run()).as(entry).contains("status=failed").contains(type.getSimpleName());
            Path jar = directory.resolve("other").resolve(type.getSimpleName() + ".jar");
            Files.createDirectories(jar.getParent());
            Files.copy(jar(front, directory.resolve("front.jar")), jar);
            Files.delete(directory.resolve("front.jar"));
            first = jar + ":";
            assertThat(run()).as(entry).contains("status=failed").contains(jar.toString());
        }
        first = Files.createDirectory(directory.resolve("empty")) + ":";
        assertThat(run()).as("nothing in front, but a place").contains("status=ok");
        first = "";
        last = ":" + directory.resolve("Hsm");
        assertThat(run()).as("behind, nobody sees it").contains("status=ok");
    }

    @Test
    void verify_allOfTheModuleInFrontOfItsJars_isNoModuleWithoutFile() throws Exception {
        IntegrityTool.write(directory);
        first =
                Path.of(
                                ModuleIntegrity.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI())
                        + ":";
        assertThat(run()).contains("status=failed").contains("does not run from " + core);
        Files.delete(directory.resolve(IntegrityTool.FILE_NAME));
        assertThat(run()).contains("status=not configured");
    }

    private String run(String... options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        // Our jars first, then the libraries and this class.
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        command.addAll(
                List.of(
                        "-cp",
                        first + core + ":" + api + ":" + engine + ":" + library + ":" + config + ":"
                                + classPath + last,
                        Child.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return output;
    }

    /**
     * What a class was loaded from as a jar in the directory; a comment at its end takes changes
     * that hurt nothing.
     */
    private Path jar(Class<?> type, String name) throws IOException, URISyntaxException {
        Path source = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path jar = directory.resolve(name);
        return Files.isRegularFile(source) ? Files.copy(source, jar) : jar(source, jar);
    }

    private static Path jar(Path source, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(source)) {
            out.setComment("a comment of more than thirty bytes, for the tests");
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(
                        new JarEntry(source.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
        return jar;
    }
}
