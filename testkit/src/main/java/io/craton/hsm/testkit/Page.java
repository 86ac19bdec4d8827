package io.craton.hsm.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/**
 * A page of the documentation that is made from a table of the code, whole or in parts. A test
 * compares the page with the table; with the system property {@code craton.docs.write} it writes
 * the page first. {@code ./craton docs} does that with all of them.
 *
 * <p>A part stands between two lines, {@code <!-- made: NAME -->} and {@code <!-- end -->}, which a
 * reader does not see.
 */
public final class Page {
    private static final boolean WRITE = Boolean.getBoolean("craton.docs.write");
    private static final String END = "<!-- end -->\n";

    private final String name;
    private final Path file;

    private Page(String name) {
        this.name = name;
        this.file = Repository.file(name);
    }

    /** A page by its name from the root, such as {@code docs/cli.md}. */
    public static Page of(String name) {
        return new Page(name);
    }

    /** What stands in it. */
    public String text() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }

    /** What stands between the markers of a part. */
    public String part(String part) {
        String text = text();
        return text.substring(start(text, part), end(text, part));
    }

    /** The page is this text, from the first line to the last. */
    public void is(String made) {
        if (WRITE) {
            write(made);
        }
        assertThat(Files.exists(file) ? text() : "").as(advice(name)).isEqualTo(made);
    }

    /**
     * A part of the page is this text.
     *
     * @param part its name between the markers
     * @param made whole lines
     */
    public void has(String part, String made) {
        if (WRITE) {
            write(with(part, made));
        }
        assertThat(part(part)).as(advice(name + ", the part '" + part + "',")).isEqualTo(made);
    }

    /** Changes the page before its parts are written, such as by adding one; else does nothing. */
    public void prepare(UnaryOperator<String> change) {
        if (WRITE) {
            write(change.apply(text()));
        }
    }

    private String with(String part, String made) {
        String text = text();
        return text.substring(0, start(text, part)) + made + text.substring(end(text, part));
    }

    private int start(String text, String part) {
        String marker = "<!-- made: " + part + " -->\n";
        int at = text.indexOf(marker);
        assertThat(at).as("%s has no line %s", name, marker.strip()).isNotNegative();
        return at + marker.length();
    }

    private int end(String text, String part) {
        int at = text.indexOf(END, start(text, part));
        assertThat(at).as("%s has no line %s after '%s'", name, END.strip(), part).isNotNegative();
        return at;
    }

    private void write(String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be written", e);
        }
    }

    private static String advice(String what) {
        return what + " is not what the code says; './craton docs' writes it";
    }
}
