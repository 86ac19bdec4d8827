package io.craton.hsm.store;

import io.craton.hsm.spi.Bytes;
import io.craton.hsm.store.file.Permissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is in a directory, to the byte. */
final class DirectoryImage {
    private DirectoryImage() {}

    static Map<String, Bytes> of(Path directory) throws IOException {
        Map<String, Bytes> image = new TreeMap<>();
        try (Stream<Path> found = Files.walk(directory)) {
            for (Path path : found.filter(Files::isRegularFile).toList()) {
                image.put(
                        directory.relativize(path).toString(), Bytes.of(Files.readAllBytes(path)));
            }
        }
        return image;
    }

    /** Copies files that nobody writes now, with the modes that they have. */
    static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to, Permissions.directoryAttributes(to));
        try (Stream<Path> found = Files.list(from)) {
            for (Path path : found.toList()) {
                Files.copy(
                        path, to.resolve(path.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
