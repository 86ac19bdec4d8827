package io.craton.hsm.core.assurance;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.engine.Engines;
import io.craton.hsm.spi.AuditLogProvider;
import io.craton.hsm.spi.TokenStoreProvider;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks the jars that this module was loaded from: its own, those of the store and the audit log
 * that it finds, that which reads the configuration, and Bouncy Castle's.
 */
public final class ModuleIntegrity {
    private static final String CONFIGURATION = "io.craton.hsm.config.ConfigFile";

    private ModuleIntegrity() {}

    /**
     * Not configured if the module does not run from jars, or no integrity file lies beside the
     * engine's. Failed also if the jars are whole and something in front of them on the class path
     * takes the place of one of their classes.
     */
    public static IntegrityResult verify() {
        Path engine = jarOf(ModuleIntegrity.class);
        if (engine == null) {
            Path sealed = Shadowing.sealed(ModuleIntegrity.class);
            return sealed == null ? IntegrityResult.notJars() : inFrontOf(sealed);
        }
        Map<Path, Class<?>> inUse = new TreeMap<>();
        List<Class<?>> loose = new ArrayList<>();
        for (Class<?> type : partsInUse().toList()) {
            Path jar = jarOf(type);
            if (jar == null) {
                loose.add(type);
            } else {
                inUse.put(jar, type);
            }
        }
        Path directory = Objects.requireNonNull(engine.getParent());
        try {
            PublicKey key = IntegritySignature.requiredKey();
            if (key != null) {
                IntegrityResult signed = IntegritySignature.verify(directory, key);
                if (signed.status() != IntegrityResult.Status.OK) {
                    return signed;
                }
            }
        } catch (HsmException e) {
            return IntegrityResult.failed(e);
        }
        IntegrityResult whole = IntegrityTool.verify(directory, List.copyOf(inUse.keySet()));
        if (whole.status() != IntegrityResult.Status.OK) {
            return whole;
        }
        return loose.isEmpty()
                ? notShadowed(directory, inUse, whole)
                : IntegrityResult.failed(loose.get(0).getName() + " does not come from a jar");
    }

    private static IntegrityResult inFrontOf(Path sealed) {
        return IntegrityResult.failed(
                "the module does not run from " + sealed + ": other classes are in front");
    }

    private static IntegrityResult notShadowed(
            Path directory, Map<Path, Class<?>> inUse, IntegrityResult whole) {
        try {
            String shadowed = Shadowing.find(inUse, IntegrityTool.covered(directory));
            return shadowed == null ? whole : IntegrityResult.failed(shadowed);
        } catch (HsmException e) {
            return IntegrityResult.failed(e);
        }
    }

    private static Stream<Class<?>> partsInUse() {
        ClassLoader loader = Hsm.class.getClassLoader();
        Stream<Class<?>> own =
                Stream.of(ModuleIntegrity.class, Hsm.class, Engines.class, Engines.library());
        Stream<Class<?>> found =
                Stream.concat(
                        ServiceLoader.load(TokenStoreProvider.class, loader).stream()
                                .map(ServiceLoader.Provider::type),
                        ServiceLoader.load(AuditLogProvider.class, loader).stream()
                                .map(ServiceLoader.Provider::type));
        return Stream.of(own, configuration(loader), found).flatMap(each -> each);
    }

    /** What reads the configuration, where it is there: the core can do without. */
    private static Stream<Class<?>> configuration(ClassLoader loader) {
        try {
            return Stream.of(Class.forName(CONFIGURATION, false, loader));
        } catch (ClassNotFoundException e) {
            return Stream.empty();
        }
    }

    private static @Nullable Path jarOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        Path path = location == null ? null : Shadowing.path(location.toString());
        return path != null && Files.isRegularFile(path) ? path : null;
    }
}
