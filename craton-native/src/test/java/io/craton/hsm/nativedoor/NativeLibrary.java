package io.craton.hsm.nativedoor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The library as its Makefile builds it, and programs in C of the tests. */
final class NativeLibrary {
    /** The directory of this module. */
    static final Path MODULE = Path.of("").toAbsolutePath();

    /** The sources of the library. */
    static final Path SOURCES = MODULE.resolve("src/main/c");

    private NativeLibrary() {}

    /** Builds it where it is not new. Without a compiler the test is left out. */
    static Path build() throws IOException, InterruptedException {
        return build("native", "-O2 -g");
    }

    /**
     * Builds it with flags of its own.
     *
     * @param name the directory in target
     */
    static Path build(String name, String flags) throws IOException, InterruptedException {
        Programs.require("cc");
        Programs.require("make");
        Path out = MODULE.resolve("target").resolve(name);
        List<String> command = new ArrayList<>(List.of("make", "-s", "CFLAGS=" + flags));
        command.add("OUT=" + out);
        Programs.runWell(MODULE, Map.of(), command);
        return out.resolve("libcraton_hsm.so");
    }

    /** Compiles a program of src/test/c, without the library, which it loads. */
    static Path program(String name, String flags) throws IOException, InterruptedException {
        Path program = MODULE.resolve("target").resolve(name);
        List<String> command = new ArrayList<>(List.of("cc", "-std=c11", "-D_GNU_SOURCE", "-Wall"));
        command.addAll(List.of("-Wextra", "-Werror", "-g", "-pthread"));
        command.addAll(flags.isEmpty() ? List.of() : List.of(flags.split(" ")));
        command.add("-I" + SOURCES);
        command.addAll(List.of("-o", program.toString(), "src/test/c/" + name + ".c"));
        Programs.runWell(MODULE, Map.of(), command);
        return program;
    }

    /** What the preprocessor makes of some lines behind the sources' headers. */
    static String preprocessed(Path source) throws IOException, InterruptedException {
        Programs.require("cc");
        return Programs.runWell(
                MODULE, Map.of(), List.of("cc", "-E", "-P", "-I" + SOURCES, source.toString()));
    }
}
