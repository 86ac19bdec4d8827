package io.craton.hsm.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The part of a program that its client asks for: between {@code // adapter} and {@code // end}.
 */
final class Adapter {
    private Adapter() {}

    /** As it stands in the program, without what all of its lines are indented by. */
    static String of(Client client) {
        String text = read(client);
        int start = text.indexOf('\n', text.indexOf("// adapter")) + 1;
        int end = text.lastIndexOf('\n', text.indexOf("// end", start)) + 1;
        return text.substring(start, end).stripTrailing().stripIndent() + "\n";
    }

    private static String read(Client client) {
        Path file = Path.of("src", "programs", "java", client.program() + ".java");
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
