package io.craton.hsm.cli.doctor;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.TrustInfo;
import io.craton.hsm.audit.verify.ChainVerification;
import io.craton.hsm.audit.verify.ChainVerifier;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.module.ModuleAccess;
import io.craton.hsm.cli.module.ProgramFiles;
import io.craton.hsm.cli.module.StorePresence;
import io.craton.hsm.core.assurance.IntegrityResult;
import io.craton.hsm.core.assurance.IntegrityTool;
import io.craton.hsm.engine.memory.MemoryLock;
import io.craton.hsm.spi.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The looks that {@code doctor} takes, each at one thing. */
final class Checks {
    private static final int OLDEST_JAVA = 17;
    private static final String WRITE_IT = "; 'integrity write' makes it after an installation";
    private static final Set<PosixFilePermission> OF_OTHERS =
            EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.GROUP_EXECUTE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE,
                    PosixFilePermission.OTHERS_EXECUTE);

    private Checks() {}

    static Check java() {
        Runtime.Version version = Runtime.version();
        String found =
                version
                        + " ("
                        + System.getProperty("java.vendor")
                        + ", "
                        + System.getProperty("os.arch")
                        + ")";
        if (version.feature() < OLDEST_JAVA) {
            return Check.failed("Java", found + "; install version 17 or newer");
        }
        return version.feature() < 22
                ? Check.warning(
                        "Java",
                        found
                                + "; with 22 or newer, keys in memory are kept out of swap space and core dumps")
                : Check.ok("Java", found);
    }

    /** Tries to lock a page into memory, as secrets are. */
    static Check memory() {
        String problem = MemoryLock.problem();
        return problem == null
                ? Check.ok("Memory", "keys in memory are kept out of swap space")
                : Check.warning(
                        "Memory",
                        problem
                                + "; keys in memory may be written to swap space: let this account lock more memory"
                                + " (ulimit -l, LimitMEMLOCK), on Java 22 or newer, or switch swap off");
    }

    static Check configuration(@Nullable Path file) {
        return file == null
                ? Check.ok(
                        "Configuration",
                        "defaults: there is no craton_hsm.toml here, and none was named")
                : Check.ok("Configuration", file.toString());
    }

    static Check integrity() {
        Optional<Path> directory = ProgramFiles.directory();
        if (directory.isEmpty()) {
            return Check.warning("Program files", "the program does not run from a jar");
        }
        IntegrityResult found = IntegrityTool.verify(directory.get());
        return switch (found.status()) {
            case OK -> Check.ok("Program files", found.message());
            case NOT_CONFIGURED -> Check.warning("Program files", found.message() + WRITE_IT);
            case FAILED -> Check.failed("Program files", found.message());
        };
    }

    /** Looks at the store and the log from outside, whether or not a process has them open. */
    static List<Check> paths(HsmConfig config) throws IOException {
        List<Check> checks = new ArrayList<>();
        if (config.flag(ConfigKey.TOKEN_PERSIST_OBJECTS)) {
            checks.add(path("Store", config.path(ConfigKey.TOKEN_STORAGE_PATH), "rwx------"));
        } else {
            checks.add(
                    Check.warning(
                            "Store",
                            "in memory: the token is gone when the process ends (token.persist_objects)"));
        }
        String mode =
                config.string(ConfigKey.AUDIT_FILE_MODE).equals("0640") ? "rw-r-----" : "rw-------";
        checks.add(path("Audit log", config.path(ConfigKey.AUDIT_LOG_PATH), mode));
        return checks;
    }

    private static Check path(String subject, Path path, String mode) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            Path parent = path.getParent();
            return parent != null && Files.isWritable(parent)
                    ? Check.ok(subject, path + " is not there yet and will be made")
                    : Check.failed(
                            subject, path + " is not there, and this account cannot make it");
        }
        if (Files.isSymbolicLink(path)) {
            return Check.failed(subject, path + " is a symbolic link; name what it points to");
        }
        if (!Files.isWritable(path)) {
            return Check.failed(subject, "permission denied: this account cannot write " + path);
        }
        if (!Files.getFileStore(path).supportsFileAttributeView("posix")) {
            return Check.warning(subject, path + " is on a file system without permissions");
        }
        Set<PosixFilePermission> permissions =
                Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        Set<PosixFilePermission> tooMany = EnumSet.copyOf(OF_OTHERS);
        tooMany.retainAll(permissions);
        tooMany.removeAll(PosixFilePermissions.fromString(mode));
        String present = PosixFilePermissions.toString(permissions);
        return tooMany.isEmpty()
                ? Check.ok(subject, path + ", " + present)
                : Check.failed(subject, path + " is open to others: " + present + ", not " + mode);
    }

    /** Opens the module: lock, self-tests, tokens, random generator. */
    static List<Check> module(HsmConfig config) {
        List<Check> checks = new ArrayList<>();
        boolean there = ModuleAccess.isRemote(config) || StorePresence.of(config).exists();
        try (Hsm hsm = ModuleAccess.open(there ? config : StorePresence.withoutFiles(config))) {
            checks.add(
                    there ? lock(hsm) : Check.warning("Lock", StorePresence.of(config).sentence()));
            checks.add(Check.ok("Self-test", "passed, Craton HSM " + hsm.info().version()));
            boolean random = false;
            for (Slot slot : hsm.slots()) {
                checks.add(token(slot));
                checks.addAll(trust(slot));
                if (!random && slot.tokenInfo().initialized()) {
                    checks.add(random(slot));
                    random = true;
                }
            }
        } catch (HsmException | CliException e) {
            checks.add(Check.failed("Module", Causes.of(e)));
        }
        return checks;
    }

    private static Check lock(Hsm hsm) {
        return ModuleAccess.isRemote(hsm.config())
                ? Check.ok("Lock", "a daemon has the store and serves: " + target(hsm))
                : Check.ok("Lock", "no other process has the store");
    }

    private static String target(Hsm hsm) {
        return hsm.config().string(ConfigKey.CLIENT_TARGET);
    }

    private static Check token(Slot slot) {
        String name = "Slot " + slot.id();
        return slot.tokenInfo().initialized()
                ? Check.ok(name, "token '" + slot.tokenInfo().label() + "'")
                : Check.warning(name, "no initialised token; run 'token init --label LABEL'");
    }

    /**
     * Marks of older releases, and of keys whose origin nobody knows, do not count for wrapping.
     */
    private static List<Check> trust(Slot slot) {
        Stream<TrustInfo> idle = slot.trustedKeys().stream().filter(key -> !key.counts());
        return idle.map(key -> Check.warning("Trusted key", idle(slot, key))).toList();
    }

    private static String idle(Slot slot, TrustInfo key) {
        String name = "'" + key.label() + "' (" + key.uniqueId() + ") in slot " + slot.id();
        String advice = "make another with 'key generate --wrapping kwp' and 'key trust'";
        return "CKA_TRUSTED of %s does not count for wrapping: it %s; %s"
                .formatted(name, reason(key), advice);
    }

    private static String reason(TrustInfo key) {
        return key.objections().isEmpty()
                ? "was " + key.origin().words()
                : String.join(", ", key.objections());
    }

    private static Check random(Slot slot) {
        try (Session session = slot.openSession(SessionMode.READ_ONLY)) {
            return Check.ok(
                    "Random generator",
                    session.generateRandom(32).length + " bytes, health tests passed");
        } catch (HsmException e) {
            return Check.failed("Random generator", Causes.of(e));
        }
    }

    static Check auditChain(HsmConfig config) throws IOException {
        Path log = config.path(ConfigKey.AUDIT_LOG_PATH);
        if (!config.flag(ConfigKey.AUDIT_ENABLED)) {
            return Check.warning("Audit chain", "the audit log is switched off (audit.enabled)");
        }
        if (!Files.exists(log)) {
            return Check.ok("Audit chain", "no entries yet");
        }
        ChainVerification found = ChainVerifier.create().verify(log);
        return found.valid()
                ? Check.ok("Audit chain", found.summary())
                : Check.failed("Audit chain", found.summary());
    }
}
