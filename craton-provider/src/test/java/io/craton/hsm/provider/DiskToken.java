package io.craton.hsm.provider;

import io.craton.hsm.Hsm;
import io.craton.hsm.config.ConfigFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A token on disk with its configuration file, for programs that run in a process of their own. */
final class DiskToken {
    private final Path directory;
    private final Path config;

    DiskToken(Path directory) throws IOException {
        this.directory = directory;
        this.config =
                Files.writeString(
                        directory.resolve("craton_hsm.toml"),
                        """
                [token]
                storage_path = "store"
                [security]
                pbkdf2_iterations = 100000
                [audit]
                log_path = "audit.jsonl"
                """);
        use(hsm -> TestToken.initialise(hsm.slot(0)));
    }

    /** Opens it in this JVM for a moment. */
    void use(Consumer<Hsm> body) {
        String before = System.setProperty("craton.hsm.home", directory.toString());
        try (Hsm hsm = Hsm.open(ConfigFile.load(config))) {
            body.accept(hsm);
        } finally {
            if (before == null) {
                System.clearProperty("craton.hsm.home");
            } else {
                System.setProperty("craton.hsm.home", before);
            }
        }
    }

    Path config() {
        return config;
    }

    List<String> jvmOptions() {
        return List.of(
                "-Dcraton.hsm.config=" + config,
                "-Dcraton.hsm.home=" + directory,
                "-Duser.language=en",
                "-XX:TieredStopAtLevel=1");
    }

    record Result(int exit, String output) {}

    /** Runs a tool of this JDK with the provider on its class path. */
    Result tool(String name, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
        command.add("-J-cp");
        command.add("-J" + System.getProperty("java.class.path"));
        jvmOptions().forEach(option -> command.add("-J" + option));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** Runs a class of the tests in a JVM of its own. */
    Result java(List<String> options, String mainClass, String... arguments) throws Exception {
        return javaOn(System.getProperty("java.class.path"), options, mainClass, arguments);
    }

    /** The same with another class path than that of the tests. */
    Result javaOn(String classPath, List<String> options, String mainClass, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", classPath));
        command.addAll(jvmOptions());
        command.addAll(options);
        command.add(mainClass);
        command.addAll(List.of(arguments));
        return run(command);
    }

    /**
     * Runs a class of the tests with the modules of the product, and what they require, on the
     * module path; the rest, which has no module descriptor, stays on the class path.
     */
    Result javaOnModulePath(String mainClass, String... arguments) throws Exception {
        List<String> modules = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        for (String entry :
                System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            boolean module =
                    entry.matches(
                            ".*craton-(api|config|engine|core|store|audit|provider)(/target/classes|[^/]*\\.jar)"
                                    + "|.*/(bcprov|slf4j-api|tomlj|antlr4-runtime|jspecify)[^/]*\\.jar"
                                    + "|.*/(mapdb|elsa|lz4-java|eclipse-collections|guava)[^/]*\\.jar"
                                    + "|.*/(failureaccess|kotlin-stdlib)[^/]*\\.jar");
            (module ? modules : rest).add(entry);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions());
        command.addAll(List.of("-p", String.join(java.io.File.pathSeparator, modules)));
        command.addAll(List.of("-cp", String.join(java.io.File.pathSeparator, rest)));
        command.addAll(List.of("--add-modules", "io.craton.hsm.provider", mainClass));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** Runs a class of the tests in an image that jlink has made of these modules of the JDK. */
    Result javaInImage(String jdkModules, String mainClass, String... arguments) throws Exception {
        Path image = directory.resolve("image");
        Result made =
                run(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "jlink").toString(),
                                "--add-modules",
                                jdkModules,
                                "--output",
                                image.toString()));
        if (made.exit() != 0) {
            return made;
        }
        List<String> command = new ArrayList<>();
        command.add(image.resolve("bin/java").toString());
        command.addAll(jvmOptions());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private Result run(List<String> command) throws Exception {
        Path output = Files.createTempFile(directory, "output", ".txt");
        Process process =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .start();
        if (!process.waitFor(300, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the program did not end: " + command.get(0));
        }
        return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
