package io.craton.hsm.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The source files of all modules: for tests of what may stand where. */
public final class Sources {
    private Sources() {}

    /** The main code of the product, but for files with these names, as one text. */
    public static String text(String... but) {
        Set<String> left = Set.of(but);
        return main().stream()
                .filter(file -> !left.contains(String.valueOf(file.getFileName())))
                .map(Sources::read)
                .collect(Collectors.joining());
    }

    /** The Java files of the product's main code. */
    public static List<Path> main() {
        return files("craton-", "/src/main/");
    }

    /** The Java files of all tests. */
    public static List<Path> tests() {
        return files("", "/src/test/");
    }

    private static List<Path> files(String module, String kind) {
        try (Stream<Path> modules = Files.list(Repository.file(""))) {
            return modules.filter(directory -> name(directory).startsWith(module))
                    .map(directory -> directory.resolve("src"))
                    .filter(Files::isDirectory)
                    .flatMap(Sources::java)
                    .filter(file -> file.toString().contains(kind))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the modules cannot be listed", e);
        }
    }

    private static Stream<Path> java(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> name(file).endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be listed", e);
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** What stands in a file. */
    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
