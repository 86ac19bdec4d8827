package io.craton.hsm.core.assurance;

import io.craton.hsm.HsmException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Writes and checks {@code libcraton_hsm.hmac}: the HMAC-SHA-256 of the library for native programs
 * beside it, under the key of {@link IntegrityTool}. The library looks at it in {@code
 * C_Initialize}. {@code make} in {@code craton-native} writes it, too.
 */
public final class LibraryIntegrity {
    private static final String LIBRARY = "libcraton_hsm.so";
    private static final String FILE_NAME = "libcraton_hsm.hmac";

    private LibraryIntegrity() {}

    /**
     * Writes the file for the library in a directory.
     *
     * @return the file; nothing if there is no library
     * @throws HsmException {@code CKR_GENERAL_ERROR} if one cannot be read or the other not be
     *     written
     */
    public static Optional<Path> write(Path directory) {
        Path library = directory.resolve(LIBRARY);
        if (!Files.exists(library)) {
            return Optional.empty();
        }
        String line = hmac(library) + "  " + LIBRARY + "\n";
        Path file = directory.resolve(FILE_NAME);
        try {
            Path temporary = Files.createTempFile(directory, FILE_NAME, ".tmp");
            Files.writeString(temporary, line, StandardCharsets.US_ASCII);
            // Whoever may load the library reads it.
            Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(library));
            Files.move(
                    temporary,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw IntegrityTool.error(file + " cannot be written", e);
        }
        return Optional.of(file);
    }

    /** Checks the library in a directory; nothing if there is none. */
    public static Optional<IntegrityResult> verify(Path directory) {
        Path library = directory.resolve(LIBRARY);
        Path file = directory.resolve(FILE_NAME);
        if (!Files.exists(library)) {
            return Optional.empty();
        }
        if (!Files.exists(file)) {
            return Optional.of(IntegrityResult.notConfigured(library, FILE_NAME));
        }
        try {
            String expected = Files.readString(file, StandardCharsets.ISO_8859_1);
            return Optional.of(
                    expected.equals(hmac(library) + "  " + LIBRARY + "\n")
                            ? IntegrityResult.ok(library + " matches " + file)
                            : IntegrityResult.failed(
                                    library
                                            + " is not the file that "
                                            + file
                                            + " was written for"));
        } catch (IOException e) {
            return Optional.of(
                    IntegrityResult.failed(IntegrityTool.error(file + " cannot be read", e)));
        } catch (HsmException e) {
            return Optional.of(IntegrityResult.failed(e));
        }
    }

    private static String hmac(Path library) {
        try {
            return IntegrityHmac.of(library);
        } catch (IOException e) {
            throw IntegrityTool.error(library + " cannot be read", e);
        }
    }
}
