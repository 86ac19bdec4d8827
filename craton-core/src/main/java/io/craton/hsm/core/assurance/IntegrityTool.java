package io.craton.hsm.core.assurance;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes and checks {@code craton-hsm.hmac}: the HMAC-SHA-256 of each jar of an installation,
 * beside the jars. Who installs a release writes the file, best as an owner that the service cannot
 * be; the module checks it at every start. The key is public: the file finds damage, and changes by
 * somebody who cannot write it. Against somebody who can, {@link IntegritySignature} adds a
 * signature.
 */
public final class IntegrityTool {
    /** The name of the file. */
    public static final String FILE_NAME = "craton-hsm.hmac";

    private static final String HEADER = "# Craton HSM module integrity: HMAC-SHA-256 of each jar";

    private IntegrityTool() {}

    /**
     * Writes the file for every jar in a directory, and for the archives of their classes.
     *
     * @return the file
     * @throws HsmException {@code CKR_GENERAL_ERROR} if there is no jar or a file cannot be read or
     *     written
     */
    public static Path write(Path directory) {
        return write(directory, jars(directory));
    }

    /**
     * Writes the file for some of the jars in a directory.
     *
     * @param jars files of that directory
     */
    public static Path write(Path directory, List<Path> jars) {
        if (jars.isEmpty()) {
            throw error("there is no jar in " + directory, null);
        }
        Map<String, String> digests = new TreeMap<>();
        for (Path jar : jars) {
            if (!directory
                    .toAbsolutePath()
                    .normalize()
                    .equals(jar.toAbsolutePath().normalize().getParent())) {
                throw error(jar + " is not in " + directory, null);
            }
            digests.put(jar.getFileName().toString(), hmac(jar));
        }
        List<String> lines = new ArrayList<>(List.of(HEADER));
        digests.forEach((name, digest) -> lines.add(digest + "  " + name));
        Path file = directory.resolve(FILE_NAME);
        try {
            Path temporary = Files.createTempFile(directory, FILE_NAME, ".tmp");
            Files.write(temporary, lines, StandardCharsets.UTF_8);
            letOthersRead(temporary);
            Files.move(
                    temporary,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw error(file + " cannot be written", e);
        }
        return file;
    }

    /** The service that reads the file is another user than who installs it. */
    private static void letOthersRead(Path file) throws IOException {
        PosixFileAttributeView permissions =
                Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (permissions != null) {
            permissions.setPermissions(PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    /**
     * Checks every jar and archive of classes that the file in a directory names; that others lie
     * there is no error.
     */
    public static IntegrityResult verify(Path directory) {
        return verify(directory, List.of(), name -> true);
    }

    /**
     * Checks every jar that the file in a directory names, as each start does: Java runs from an
     * archive of classes before anything could be said against it.
     *
     * @param needed jars that have to be among them
     */
    static IntegrityResult verify(Path directory, List<Path> needed) {
        return verify(directory, needed, name -> !isArchive(name));
    }

    private static IntegrityResult verify(
            Path directory, List<Path> needed, Predicate<String> which) {
        Path file = directory.resolve(FILE_NAME);
        if (!Files.exists(file)) {
            return IntegrityResult.notConfigured();
        }
        Map<String, String> expected;
        try {
            expected = read(file);
            expected.keySet().removeIf(which.negate());
            for (Path jar : needed) {
                if (!directory.equals(jar.getParent())
                        || !expected.containsKey(jar.getFileName().toString())) {
                    return IntegrityResult.failed(
                            jar + " is in use, but " + file + " does not cover it");
                }
            }
            for (Map.Entry<String, String> entry : expected.entrySet()) {
                Path jar = directory.resolve(entry.getKey());
                if (!Files.isRegularFile(jar)) {
                    return IntegrityResult.failed(jar + " is missing");
                }
                if (!hmac(jar).equals(entry.getValue())) {
                    return IntegrityResult.failed(
                            jar + " is not the file that " + file + " was written for");
                }
            }
        } catch (HsmException e) {
            return IntegrityResult.failed(e);
        }
        return IntegrityResult.ok(expected.size() + " jars match " + file);
    }

    /** The jars that the file in a directory names. */
    static Set<Path> covered(Path directory) {
        return read(directory.resolve(FILE_NAME)).keySet().stream()
                .filter(name -> !isArchive(name))
                .map(directory::resolve)
                .collect(Collectors.toSet());
    }

    private static Map<String, String> read(Path file) {
        Map<String, String> digests = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                if (line.startsWith("#") || line.isBlank()) {
                    continue;
                }
                if (!line.matches("[0-9a-f]{64}  [^/\\\\]+")) {
                    throw error(
                            file + " has a line that is not an HMAC and the name of a jar", null);
                }
                digests.put(line.substring(66), line.substring(0, 64));
            }
        } catch (IOException e) {
            throw error(file + " cannot be read", e);
        }
        if (digests.isEmpty()) {
            throw error(file + " names no jar", null);
        }
        return digests;
    }

    private static List<Path> jars(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> isJar(file) || isArchive(file.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw error(directory + " cannot be read", e);
        }
    }

    private static boolean isJar(Path file) {
        return file.getFileName().toString().endsWith(".jar");
    }

    /** Whether this is an archive of classes (class data sharing), which Java starts from. */
    private static boolean isArchive(String name) {
        return name.endsWith(".jsa");
    }

    private static String hmac(Path jar) {
        try {
            return IntegrityHmac.of(jar);
        } catch (IOException e) {
            throw error(jar + " cannot be read", e);
        }
    }

    static HsmException error(String message, @Nullable Throwable cause) {
        return new HsmException(
                ReturnCode.CKR_GENERAL_ERROR, "module integrity: " + message, cause);
    }
}
