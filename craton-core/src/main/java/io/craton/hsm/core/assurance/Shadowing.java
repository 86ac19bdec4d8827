package io.craton.hsm.core.assurance;

import io.craton.hsm.HsmException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Looks for classes that come from elsewhere than from the jars of the module, because they are in
 * front of them on the class path: the jars are whole then, and what runs is something else.
 */
final class Shadowing {
    /** What computes: the module's own packages and those of its library. */
    private static final List<String> PACKAGES = List.of("io/craton/hsm/", "org/bouncycastle/");

    /** Where a jar keeps classes for newer releases of Java. */
    private static final String RELEASE = "^META-INF/versions/\\d+/";

    private final Set<Path> jars;
    // Whether what stands before "!/" in a location is one of the jars: few, and asked for often.
    private final Map<String, Boolean> known = new HashMap<>();

    private Shadowing(Set<Path> jars) {
        this.jars = jars;
    }

    /**
     * Where the first class comes from that is in one of the jars and is not taken from them.
     *
     * @param inUse a jar, and a class that was loaded from it
     * @param covered all jars that are known to be whole, those in use among them
     * @return a sentence, or null if there is none
     * @throws HsmException {@code CKR_GENERAL_ERROR} if a jar cannot be read
     */
    static @Nullable String find(Map<Path, Class<?>> inUse, Set<Path> covered) {
        if (areInFront(inUse, covered)) {
            return null;
        }
        Shadowing shadowing = new Shadowing(covered);
        for (Map.Entry<Path, Class<?>> each : inUse.entrySet()) {
            ClassLoader loader = each.getValue().getClassLoader();
            String found = loader == null ? null : shadowing.find(each.getKey(), loader);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The usual case, and quickly told: no other element of the class path is in front. */
    private static boolean areInFront(Map<Path, Class<?>> inUse, Set<Path> covered) {
        ClassLoader ofApplication = ClassLoader.getSystemClassLoader();
        if (!inUse.values().stream().allMatch(type -> type.getClassLoader() == ofApplication)) {
            return false;
        }
        Set<Path> awaited = new HashSet<>(inUse.keySet());
        for (String element : System.getProperty("java.class.path", "").split(File.pathSeparator)) {
            Path path = Path.of(element).toAbsolutePath().normalize();
            awaited.remove(path);
            if (awaited.isEmpty() || !covered.contains(path)) {
                break;
            }
        }
        return awaited.isEmpty();
    }

    private @Nullable String find(Path jar, ClassLoader loader) {
        for (String entry : classes(jar)) {
            URL location = loader.getResource(entry);
            if (location != null && !isOfJars(location.toString())) {
                return location + " is in front of the same class in " + jar;
            }
        }
        return null;
    }

    /**
     * A jar with an integrity file beside it in which this class is, too, although it was not
     * loaded from there; null if there is none.
     */
    static @Nullable Path sealed(Class<?> type) {
        String entry = type.getName().replace('.', '/') + ".class";
        try {
            return type.getClassLoader()
                    .resources(entry)
                    .map(location -> location.toString().replaceFirst("^jar:", ""))
                    .map(location -> path(location.replaceFirst("!/.*$", "")))
                    .filter(Shadowing::hasIntegrityFile)
                    .findFirst()
                    .orElse(null);
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    private static boolean hasIntegrityFile(@Nullable Path jar) {
        return jar != null
                && Files.isRegularFile(jar)
                && Files.exists(jar.resolveSibling(IntegrityTool.FILE_NAME));
    }

    private static Collection<String> classes(Path jar) {
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            return file.stream()
                    .map(entry -> entry.getName().replaceFirst(RELEASE, ""))
                    .filter(name -> name.endsWith(".class"))
                    .filter(name -> PACKAGES.stream().anyMatch(name::startsWith))
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw IntegrityTool.error(jar + " cannot be read", e);
        }
    }

    private boolean isOfJars(String location) {
        int end = location.indexOf("!/");
        return end > 0 && known.computeIfAbsent(location.substring(0, end), this::isJar);
    }

    private boolean isJar(String location) {
        Path path = path(location.replaceFirst("^jar:", ""));
        return path != null && jars.contains(path);
    }

    /** The file at a location; null if it is none of the default file system. */
    static @Nullable Path path(String location) {
        if (!location.startsWith("file:")) {
            return null;
        }
        try {
            return Path.of(URI.create(location)).toAbsolutePath().normalize();
        } catch (FileSystemNotFoundException | IllegalArgumentException e) {
            return null;
        }
    }
}
