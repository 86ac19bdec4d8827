package io.craton.hsm.spi;

import io.craton.hsm.HsmException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.jspecify.annotations.Nullable;

/**
 * What an exception and its causes say, for the doors: the command line, listeners, exceptions of
 * the provider. A sentence of ours says what happened; what only the operating system knows ("No
 * space left on device") stands in a cause, and reaches the user through this one function.
 *
 * <p>The text of a library's exception may quote what it was working on. So only those of ours and
 * of input and output are said in their words, and those of a program that is not complete, which
 * name a class; of any other no more than its class.
 */
public final class Causes {
    /** The longest text, in characters. */
    public static final int MAX_LENGTH = 1000;

    private static final int MAX_DEPTH = 10;

    private Causes() {}

    /**
     * The sentences of an exception and its causes, from the outermost on, with {@code ": "}
     * between them. None is said twice.
     *
     * @return one line of printable text, of at most {@link #MAX_LENGTH} characters
     */
    public static String of(Throwable error) {
        List<String> sentences = new ArrayList<>();
        @Nullable Throwable next = error;
        for (int depth = 0; next != null && depth < MAX_DEPTH; depth++) {
            add(sentence(next), sentences);
            next = next.getCause();
        }
        String line = Printable.line(String.join(": ", sentences));
        return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH - 3) + "...";
    }

    private static void add(@Nullable String sentence, List<String> sentences) {
        if (sentence == null || sentences.stream().anyMatch(said -> said.contains(sentence))) {
            return;
        }
        sentences.add(sentence);
    }

    /** In words; null for what only wraps its cause. */
    private static @Nullable String sentence(Throwable error) {
        String message = error.getMessage();
        Throwable cause = error.getCause();
        if (cause != null && (message == null || message.equals(cause.toString()))) {
            return null;
        }
        // Its words alone are the name of a class or less.
        if (message != null && isOfAnIncompleteProgram(error)) {
            return error.getClass().getSimpleName() + ": " + message;
        }
        if (message == null || message.isBlank() || !isQuotable(error)) {
            return error.getClass().getSimpleName();
        }
        // Of these the message is the name of the file alone.
        if (error instanceof NoSuchFileException) {
            return "there is no file " + message;
        }
        if (error instanceof AccessDeniedException) {
            return "permission denied: " + message;
        }
        if (error instanceof FileAlreadyExistsException) {
            return message + " is there already";
        }
        return message;
    }

    private static boolean isOfAnIncompleteProgram(Throwable error) {
        return error instanceof LinkageError || error instanceof ServiceConfigurationError;
    }

    /** Parsers of other people report through subclasses of IOException, too, and quote. */
    private static boolean isQuotable(Throwable error) {
        return error instanceof HsmException
                || error instanceof KeyFormatException
                || (error instanceof IOException && isOfThePlatform(error.getClass()));
    }

    private static boolean isOfThePlatform(Class<?> type) {
        String name = type.getName();
        return name.startsWith("java.io.")
                || name.startsWith("java.net.")
                || name.startsWith("java.nio.")
                || name.startsWith("javax.net.")
                || name.startsWith("sun.nio.");
    }
}
