package io.craton.hsm.cli.console;

import io.craton.hsm.cli.error.CliException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The arguments and the environment of a process, from the bytes that it was given. Java decodes
 * both as the locale says and puts U+FFFD for what it cannot: in {@code LC_ALL=C}, which is what
 * cron jobs and containers have, all letters outside ASCII become the same one, and so do PINs and
 * labels. On Linux the bytes can be read a second time. They are UTF-8 here, whatever the locale;
 * what is not, and elsewhere what Java could not decode, is refused.
 */
public final class ProcessText {
    private static final String REPLACEMENT = "\uFFFD";
    private static final String HINT =
            " is not UTF-8; type it in a terminal that is, or put a PIN into a file and use --pin-file";

    private final byte @Nullable [] commandLine;
    private final byte @Nullable [] environment;

    /**
     * @param commandLine the arguments with the program, each ended by a NUL; null if unknown
     * @param environment the variables as {@code NAME=VALUE}, each ended by a NUL; null if unknown
     */
    @SuppressWarnings("ArrayRecordComponent")
    ProcessText(byte @Nullable [] commandLine, byte @Nullable [] environment) {
        this.commandLine = commandLine;
        this.environment = environment;
    }

    /** That of this process. */
    public static ProcessText ofThisProcess() {
        return new ProcessText(
                read(Path.of("/proc/self/cmdline")), read(Path.of("/proc/self/environ")));
    }

    private static byte @Nullable [] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            // Not Linux, or no /proc: Java's own reading is all there is.
            return null;
        }
    }

    /**
     * The arguments of the main class.
     *
     * @param decoded as Java gives them
     * @throws CliException if one is not UTF-8, or cannot be known
     */
    public String[] arguments(String[] decoded) {
        if (Arrays.stream(decoded).allMatch(ProcessText::isAscii)) {
            return decoded;
        }
        List<byte[]> given = commandLine == null ? null : last(split(commandLine), decoded);
        String[] exact = decoded.clone();
        for (int i = 0; i < exact.length; i++) {
            if (!isAscii(exact[i])) {
                String name = "argument " + (i + 1);
                exact[i] =
                        given == null
                                ? undecoded(exact[i], commandLine != null, name)
                                : utf8(given.get(i), name);
            }
        }
        return exact;
    }

    /**
     * The main class's arguments are the last of all: what Java itself takes, by file and by
     * variable too, stands before them.
     *
     * @return null if they are not those that Java has decoded
     */
    private static @Nullable List<byte[]> last(List<byte[]> all, String[] decoded) {
        int skipped = all.size() - decoded.length;
        if (skipped < 1) {
            return null;
        }
        List<byte[]> given = all.subList(skipped, all.size());
        for (int i = 0; i < decoded.length; i++) {
            if (!ascii(new String(given.get(i), StandardCharsets.ISO_8859_1))
                    .equals(ascii(decoded[i]))) {
                return null;
            }
        }
        return given;
    }

    /** What every locale decodes in the same way. */
    private static String ascii(String text) {
        return text.replaceAll("[^\\x00-\\x7f]", "");
    }

    private static String undecoded(String text, boolean mismatch, String name) {
        if (mismatch || text.contains(REPLACEMENT)) {
            throw refused(name);
        }
        return text;
    }

    /**
     * A variable of the environment, or null if it is not set.
     *
     * @throws CliException if its value is not UTF-8
     */
    public @Nullable String variable(String name) {
        if (environment == null) {
            String value = System.getenv(name);
            return value == null
                    ? null
                    : undecoded(value, false, "the environment variable " + name);
        }
        byte[] prefix = (name + "=").getBytes(StandardCharsets.UTF_8);
        for (byte[] entry : split(environment)) {
            if (entry.length >= prefix.length
                    && Arrays.equals(entry, 0, prefix.length, prefix, 0, prefix.length)) {
                return utf8(
                        Arrays.copyOfRange(entry, prefix.length, entry.length),
                        "the environment variable " + name);
            }
        }
        return null;
    }

    private static List<byte[]> split(byte[] block) {
        List<byte[]> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < block.length; i++) {
            if (block[i] == 0) {
                parts.add(Arrays.copyOfRange(block, start, i));
                start = i + 1;
            }
        }
        return parts;
    }

    private static String utf8(byte[] bytes, String name) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw refused(name);
        }
    }

    private static CliException refused(String name) {
        return CliException.usage(name + HINT);
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
