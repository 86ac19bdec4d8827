package io.craton.hsm.core.assurance;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks the jars that this module was loaded from. */
public final class ModuleIntegrity {
    private ModuleIntegrity() {}

    /**
     * Not configured if the module does not run from jars, or no integrity file lies beside the
     * engine's.
     */
    public static IntegrityResult verify() {
        Path engine = jarOf(ModuleIntegrity.class);
        if (engine == null) {
            return IntegrityResult.notConfigured();
        }
        List<Path> inUse = new ArrayList<>(List.of(engine));
        Path api = jarOf(Hsm.class);
        if (api != null && !api.equals(engine)) {
            inUse.add(api);
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
        return IntegrityTool.verify(directory, inUse);
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
