package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.Hsm;
import io.craton.hsm.config.ConfigFile;
import io.craton.hsm.provider.CratonHsmProvider;
import java.io.File;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.tomlj.Toml;

/**
 * A program that is a module compiles against ours with what they need to run, and nothing more:
 * neither the annotations of nullness nor the servers that the provider has classes for.
 */
class ModularConsumerTest {
    @TempDir Path directory;

    @Test
    void api_isCompiledAgainstAlone() throws Exception {
        assertThat(
                        errors(
                                "io.craton.hsm.api",
                                "static byte[] id(io.craton.hsm.Session session, io.craton.hsm.ObjectHandle key) {"
                                        + " return session.getAttribute(key, io.craton.hsm.AttributeType.CKA_ID); }",
                                Hsm.class))
                .isEmpty();
    }

    @Test
    void provider_isCompiledAgainstWithoutServers() throws Exception {
        assertThat(
                        errors(
                                "io.craton.hsm.provider",
                                "java.security.Provider provider = new io.craton.hsm.provider.CratonHsmProvider();"
                                        + " io.craton.hsm.Hsm hsm;",
                                CratonHsmProvider.class,
                                ConfigFile.class,
                                Hsm.class,
                                Logger.class,
                                Toml.class))
                .isEmpty();
    }

    /** What the compiler says of a module with one class. */
    private String errors(String module, String body, Class<?>... path) throws Exception {
        Path info = directory.resolve("module-info.java");
        Files.writeString(info, "module consumer { requires " + module + "; }");
        Path use = directory.resolve("Use.java");
        Files.writeString(use, "package consumer; class Use { " + body + " }");
        String places =
                Arrays.stream(path)
                        .map(ModularConsumerTest::place)
                        .collect(Collectors.joining(File.pathSeparator));
        List<String> options =
                List.of("--module-path", places, "-d", directory.resolve("classes").toString());
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            var sources = files.getJavaFileObjects(info, use);
            boolean done = compiler.getTask(said, files, null, options, null, sources).call();
            return done ? "" : said.toString();
        }
    }

    /** The directory or jar that a class is in. */
    private static String place(Class<?> type) {
        URI location =
                URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString());
        return Path.of(location).toString();
    }
}
