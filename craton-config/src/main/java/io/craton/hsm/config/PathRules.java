package io.craton.hsm.config;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rules on paths in the file (decision B6a): relative, without {@code ..}, UNC or NUL, no
 * symbolic link in any component; absolute only under a root that the operator has allowed outside
 * the file.
 */
final class PathRules {
    private PathRules() {}

    /**
     * @param text the value in the file
     * @param home what relative paths are relative to
     * @param allowedRoots absolute directories, separated as in {@code PATH}; null for none
     * @return what is allowed instead, or null if the path is fine
     */
    static @Nullable String problem(String text, Path home, @Nullable String allowedRoots) {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            return "a relative path without '..' and without NUL";
        }
        if (text.startsWith("\\\\") || text.startsWith("//")) {
            return "a relative path, not a UNC path";
        }
        for (Path component : path) {
            if (component.toString().equals("..")) {
                return "a relative path without '..'";
            }
        }
        // A drive letter is an absolute path also where the file system does not know it.
        boolean absolute =
                path.isAbsolute() || text.startsWith("\\") || text.matches("[A-Za-z]:.*");
        if (absolute && !underRoot(path, allowedRoots)) {
            return "a relative path, or an absolute one under a directory listed in CRATON_HSM_ALLOWED_ROOTS";
        }
        Path from = absolute ? path.getRoot() : home;
        return from == null ? null : linkIn(from, absolute ? from.relativize(path) : path);
    }

    private static boolean underRoot(Path path, @Nullable String allowedRoots) {
        return allowedRoots != null
                && Arrays.stream(allowedRoots.split(File.pathSeparator))
                        .filter(root -> !root.isBlank())
                        .map(Path::of)
                        .anyMatch(root -> root.isAbsolute() && path.startsWith(root.normalize()));
    }

    private static @Nullable String linkIn(Path from, Path rest) {
        Path walked = from;
        for (Path component : rest) {
            walked = walked.resolve(component);
            if (Files.isSymbolicLink(walked)) {
                return "a path without symbolic links; " + walked + " is one";
            }
        }
        return null;
    }
}
