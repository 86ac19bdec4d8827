package io.craton.hsm.provider.container;

import io.craton.hsm.provider.token.PinFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a server has the user PIN: in the first line of a file, or else in an environment variable.
 * Immutable.
 *
 * @param file readable by the server's account alone; null for none
 * @param variable its name; null for none
 */
record ServerPin(@Nullable Path file, @Nullable String variable) {
    /** It is nowhere: nobody logs in. */
    static final ServerPin NONE = new ServerPin(null, null);

    /** Whether it is anywhere. */
    boolean present() {
        return file != null || variable != null;
    }

    /**
     * The PIN as it is now, a new array.
     *
     * @throws IllegalStateException if it cannot be read
     */
    char[] read() {
        if (file != null) {
            return firstLine(file);
        }
        String value = variable == null ? null : System.getenv(variable);
        if (value == null) {
            throw new IllegalStateException(
                    "the environment variable " + variable + " with the user PIN is not set");
        }
        if (value.indexOf('\uFFFD') >= 0) {
            // Java has put the same character for every byte that the locale does not know.
            throw new IllegalStateException(
                    "the environment variable "
                            + variable
                            + " has letters that the locale of this process does not know; start it with"
                            + " LC_ALL=C.UTF-8, or name a PIN file");
        }
        return value.toCharArray();
    }

    private static char[] firstLine(Path file) {
        try {
            return PinFile.read(file);
        } catch (CharacterCodingException e) {
            throw new IllegalStateException("the PIN in " + file + " is not UTF-8", e);
        } catch (IOException e) {
            throw new IllegalStateException("the PIN file " + file + " cannot be read", e);
        }
    }
}
