package io.craton.hsm.core.assurance;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.core.engine.Engines;
import io.craton.hsm.spi.AuditLogProvider;
import io.craton.hsm.spi.TokenStoreProvider;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.PublicKey;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Checks the jars that this module was loaded from: its own, those of the store and the audit log
 * that it finds, and Bouncy Castle's.
 */
public final class ModuleIntegrity {
    private ModuleIntegrity() {}

    /**
     * Not configured if the module does not run from jars, or no integrity file lies beside the
     * engine's.
     */
    public static IntegrityResult verify() {
        Path engine = jarOf(ModuleIntegrity.class);
        if (engine == null) {
            return IntegrityResult.notJars();
        }
        Set<Path> inUse = new TreeSet<>();
        partsInUse()
                .forEach(
                        type -> {
                            Path jar = jarOf(type);
                            if (jar != null) {
                                inUse.add(jar);
                            }
                        });
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
        return IntegrityTool.verify(directory, List.copyOf(inUse));
    }

    private static Stream<Class<?>> partsInUse() {
        ClassLoader loader = Hsm.class.getClassLoader();
        Stream<Class<?>> own = Stream.of(ModuleIntegrity.class, Hsm.class, Engines.library());
        Stream<Class<?>> found =
                Stream.concat(
                        ServiceLoader.load(TokenStoreProvider.class, loader).stream()
                                .map(ServiceLoader.Provider::type),
                        ServiceLoader.load(AuditLogProvider.class, loader).stream()
                                .map(ServiceLoader.Provider::type));
        return Stream.concat(own, found);
    }

    private static @Nullable Path jarOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        if (location == null || !location.getProtocol().equals("file")) {
            return null;
        }
        try {
            Path path = Path.of(location.toURI()).toAbsolutePath().normalize();
            return Files.isRegularFile(path) ? path : null;
        } catch (URISyntaxException | FileSystemNotFoundException | IllegalArgumentException e) {
            // A location that is no file of the default file system: not a jar that could be
            // checked.
            return null;
        }
    }
}
