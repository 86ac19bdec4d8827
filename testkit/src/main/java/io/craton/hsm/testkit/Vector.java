package io.craton.hsm.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A file of {@code vectors/}: something in a format of ours, and what a reader has to say of it.
 * The form of the file is in {@code vectors/README.md}.
 *
 * @param file the file
 * @param fields what it says, by name and in its order; a text of several lines ends with a line
 *     feed
 */
public record Vector(Path file, Map<String, String> fields) {
    private static final String INDENT = "    ";
    private static final String BASE64 = "-base64";

    /** All of a kind: the files of its folder and of those in it. */
    public static List<Vector> ofKind(String kind) {
        try (Stream<Path> files = Files.walk(Repository.file("vectors/" + kind))) {
            return files.filter(Files::isRegularFile).sorted().map(Vector::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the vectors of " + kind + " cannot be listed", e);
        }
    }

    /** Reads a file. */
    public static Vector read(Path file) {
        Map<String, String> fields = new LinkedHashMap<>();
        String name = "";
        int empty = 0;
        for (String line : Sources.read(file).lines().toList()) {
            if (line.startsWith(INDENT)) {
                String text = "\n".repeat(empty) + line.substring(INDENT.length()) + "\n";
                fields.merge(name, text, String::concat);
                empty = 0;
            } else if (line.isEmpty()) {
                empty++;
            } else if (!line.startsWith("#")) {
                String[] parts = line.split(": ?", 2);
                name = parts[0];
                fields.put(name, parts[1]);
                empty = 0;
            }
        }
        return new Vector(file, fields);
    }

    /** What a reader has to say of it. */
    public String expect() {
        return text("expect");
    }

    /** Whether there is a field of this name. */
    public boolean has(String name) {
        return fields.containsKey(name) || fields.containsKey(name + BASE64);
    }

    /** A field as text. */
    public String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    /** A field as bytes: those of {@code NAME-base64}, or its text in UTF-8. */
    public byte[] bytes(String name) {
        String text = fields.get(name);
        if (text != null) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        String base64 = fields.get(name + BASE64);
        if (base64 == null) {
            throw new IllegalArgumentException(file + " has no line '" + name + ":'");
        }
        return Base64.getDecoder().decode(base64);
    }

    @Override
    public String toString() {
        return Repository.file("vectors").relativize(file).toString();
    }
}
