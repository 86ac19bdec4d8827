package io.craton.hsm.core;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.assurance.FirstUse;
import io.craton.hsm.core.assurance.IntegrityResult;
import io.craton.hsm.core.assurance.ModuleIntegrity;
import io.craton.hsm.core.assurance.SelfTestReport;
import io.craton.hsm.core.assurance.SelfTests;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.MechanismTable;
import io.craton.hsm.core.policy.Policy;
import io.craton.hsm.core.process.CheckpointHook;
import io.craton.hsm.core.process.CoreDumps;
import io.craton.hsm.core.process.ProcessGuard;
import io.craton.hsm.core.random.EntropySource;
import io.craton.hsm.core.random.HsmRandom;
import io.craton.hsm.core.random.SeedSource;
import io.craton.hsm.core.runtime.Gate;
import io.craton.hsm.core.runtime.HandleSource;
import io.craton.hsm.core.runtime.NoAudit;
import io.craton.hsm.core.runtime.Parts;
import io.craton.hsm.core.runtime.Sleeper;
import io.craton.hsm.engine.Engines;
import io.craton.hsm.engine.memory.SecretBytes;
import io.craton.hsm.spi.AuditDetail;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditLogProvider;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.AuditSettings;
import io.craton.hsm.spi.Closing;
import io.craton.hsm.spi.RandomSource;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.Surroundings;
import io.craton.hsm.spi.TokenStoreProvider;
import io.craton.hsm.spi.TokenStores;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts a module together from its configuration: every part is made here and nowhere else, and
 * those that reach outside can be replaced by a test. What was opened before something fails is
 * closed again.
 */
final class Assembly {
    /** What is no process: a child that was forked is not the one that the log belongs to. */
    private static final long FOREIGN = -1;

    /** Of the modules that are open, or were when this process was forked. */
    private static final Set<ProcessGuard> OPEN = ConcurrentHashMap.newKeySet();

    private final HsmConfig config;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final ProcessGuard process = ProcessGuard.capture();
    private final Gate gate = new Gate(process::require);
    private Function<Consumer<String>, HsmRandom> generator = HsmRandom::open;
    private Supplier<TokenStoreProvider> stores =
            () -> service(TokenStoreProvider.class, "craton-store");
    private Supplier<AuditLogProvider> audits =
            () -> service(AuditLogProvider.class, "craton-audit");
    private Supplier<IntegrityResult> integrity = ModuleIntegrity::verify;
    private Function<Runnable, AutoCloseable> checkpoints = CheckpointHook::onCheckpoint;
    private @Nullable Integer pinRounds;
    private boolean selfTests = true;
    private Surroundings surroundings;
    private Sleeper sleeper = time -> surroundings.threads().sleep(time);
    private Parts.Limits limits = Parts.Limits.STANDARD;

    Assembly(HsmConfig config) {
        this.config = config;
        this.surroundings = Surroundings.of(config.clock(), Assembly::noSeeds);
    }

    private static void noSeeds(byte[] bytes) {
        throw new IllegalStateException("the generator has an entropy source of its own");
    }

    private static <T> T service(Class<T> type, String module) {
        ServiceLoader<T> found = ServiceLoader.load(type, Hsm.class.getClassLoader());
        return found.findFirst().orElseThrow(() -> missing(type, module));
    }

    private static HsmException missing(Class<?> type, String module) {
        return new HsmException(
                ReturnCode.CKR_LIBRARY_LOAD_FAILED,
                "no "
                        + type.getSimpleName()
                        + " was found; put "
                        + module
                        + " on the class or module path");
    }

    Assembly stores(TokenStoreProvider provider) {
        this.stores = () -> provider;
        return this;
    }

    Assembly audits(AuditLogProvider provider) {
        this.audits = () -> provider;
        return this;
    }

    Assembly sleeper(Sleeper other) {
        this.sleeper = other;
        return this;
    }

    Assembly limits(Parts.Limits other) {
        this.limits = other;
        return this;
    }

    /** For {@link TestProfile}: another number of PBKDF2 rounds than the configuration's. */
    Assembly pinRounds(int rounds) {
        this.pinRounds = rounds;
        return this;
    }

    /** For {@link TestProfile}: without the power-on self-tests. */
    Assembly withoutSelfTests() {
        this.selfTests = false;
        return this;
    }

    /** With these threads and files, and a generator that is seeded from these random bytes. */
    Assembly surroundings(Surroundings other) {
        this.surroundings = other;
        return entropy(new SeedSource(other.random()));
    }

    Assembly entropy(EntropySource source) {
        this.generator = onFailure -> HsmRandom.open(source, onFailure);
        return this;
    }

    /** With this as the result of a look at the module's files: tests do not run from jars. */
    Assembly integrity(IntegrityResult found) {
        this.integrity = () -> found;
        return this;
    }

    /** With this in place of a JVM that takes checkpoints: it is given what closes the module. */
    Assembly checkpoints(Function<Runnable, AutoCloseable> other) {
        this.checkpoints = other;
        return this;
    }

    /**
     * Opens the module, in this order:
     *
     * <ol>
     *   <li>core dumps are denied, the random generator starts, the engine is made;
     *   <li>the self-tests begin, on a thread of their own: they take as long as the files;
     *   <li>the store is locked and opened, then the log, which records that and, if so, a fork;
     *   <li>the self-tests have to have passed;
     *   <li>the module is put together, and a checkpoint closes it from now on;
     *   <li>the warm-up begins, if it is wanted.
     * </ol>
     *
     * What was opened is closed again if a later step fails.
     */
    Hsm open() {
        try {
            if (config.flag(ConfigKey.SECURITY_DENY_CORE_DUMPS)) {
                CoreDumps.deny();
            }
            ErrorState errors = new ErrorState(gate, surroundings.threads());
            ModuleRandom random = opened(new ModuleRandom(generator(errors)));
            Engines engine = engine(random);
            SelfTests.Running tests = selfTests ? opened(selfTests(engine)) : null;
            TokenStores store = opened(stores.get().open(storeSettings(random)));
            AuditLog audit = opened(auditLog(random));
            errors.recordIn(audit);
            audit.record(AuditRecord.module(AuditEvent.INITIALIZE, ReturnCode.CKR_OK, null));
            recordForks(audit);
            if (tests != null) {
                require(tests.report(), audit);
            }
            CoreHsm hsm = new CoreHsm(parts(engine, errors, random, audit), store, this::closeAll);
            errors.wipe(hsm::wipe);
            opened(checkpoints.apply(() -> closeForCheckpoint(hsm, audit)));
            OPEN.add(process);
            opened(() -> OPEN.remove(process));
            if (config.flag(ConfigKey.MODULE_WARM_UP)) {
                opened(WarmUp.begin(config, surroundings.threads()));
            }
            return hsm;
        } catch (RuntimeException | Error e) {
            // An error, too: a class that is missing or damaged, a service that cannot be made.
            Closing.after(e, this::closeAll);
            throw e;
        }
    }

    private Engines engine(RandomSource random) {
        return Engines.create(
                random,
                config.string(ConfigKey.ALGORITHMS_CRYPTO_BACKEND),
                config.flag(ConfigKey.ALGORITHMS_PKCS1_IMPLICIT_REJECTION));
    }

    private AuditLog auditLog(RandomSource random) {
        return config.flag(ConfigKey.AUDIT_ENABLED)
                ? audits.get().open(auditSettings(random))
                : new NoAudit();
    }

    private Parts parts(Engines engine, ErrorState errors, ModuleRandom random, AuditLog audit) {
        return new Parts(
                config,
                policy(engine),
                engine.asking(new FirstUse(engine, errors::selfTestFailed)),
                random,
                audit,
                new HandleSource(random),
                gate,
                sleeper,
                limits);
    }

    /** What no engine does is not offered. */
    private Policy policy(Engines engine) {
        Stream<MechanismSpec> computed =
                MechanismTable.all().stream()
                        .filter(spec -> engine.mechanisms().contains(spec.type()));
        return new Policy(config, computed.toList());
    }

    /** The random generator; if it does not even start, the audit log tells all the same. */
    private HsmRandom generator(ErrorState errors) {
        try {
            return generator.apply(errors::drbgFailed);
        } catch (HsmException e) {
            if (config.flag(ConfigKey.AUDIT_ENABLED)) {
                recordNoRandom(e);
            }
            throw e;
        }
    }

    private void recordNoRandom(HsmException failure) {
        RandomSource none =
                bytes -> {
                    throw failure;
                };
        // A log that was never opened before needs random bytes, and cannot be opened now.
        try (AuditLog audit = audits.get().open(auditSettings(none))) {
            AuditDetail.Text detail =
                    AuditDetail.HEALTH_TEST.with("drbg health-test failure at the start");
            audit.record(AuditRecord.module(AuditEvent.DRBG_HEALTH, failure.code(), detail));
        } catch (HsmException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Records that this process was forked from one whose modules were open: only the log of a
     * module of its own can be written by it.
     */
    private static void recordForks(AuditLog audit) {
        for (ProcessGuard guard : Set.copyOf(OPEN)) {
            if (!guard.sameProcess() && OPEN.remove(guard)) {
                audit.record(forked(AuditDetail.FORKED.with(guard.processId())));
            }
        }
    }

    /** What comes out of the checkpoint of a process is a copy of it: a fork (decision B34). */
    private static void closeForCheckpoint(CoreHsm hsm, AuditLog audit) {
        try {
            audit.record(forked(AuditDetail.PROCESS_CHECKPOINT.text()));
        } finally {
            hsm.close();
        }
    }

    private static AuditRecord forked(AuditDetail.Text detail) {
        return AuditRecord.module(
                AuditEvent.FORK_DETECTED, ReturnCode.CKR_CRYPTOKI_NOT_INITIALIZED, detail);
    }

    private SelfTests.Running selfTests(Engines engine) {
        boolean required = config.flag(ConfigKey.ALGORITHMS_FIPS_APPROVED_ONLY);
        return SelfTests.begin(engine, integrity, required, surroundings.threads());
    }

    private static void require(SelfTestReport report, AuditLog audit) {
        ReturnCode result = report.passed() ? ReturnCode.CKR_OK : ReturnCode.CKR_GENERAL_ERROR;
        audit.record(
                AuditRecord.module(
                        AuditEvent.SELF_TEST,
                        result,
                        AuditDetail.SELF_TESTS.with(report.summary())));
        if (!report.passed()) {
            throw SelfTests.error(report);
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.push(part);
        return part;
    }

    /** Closes every part, the last one first; a part that fails does not keep the others open. */
    private void closeAll() {
        List<AutoCloseable> parts = List.copyOf(opened);
        opened.clear();
        Closing.all(parts);
    }

    private @Nullable Path directory() {
        return config.flag(ConfigKey.TOKEN_PERSIST_OBJECTS)
                ? config.path(ConfigKey.TOKEN_STORAGE_PATH)
                : null;
    }

    private StoreSettings storeSettings(RandomSource random) {
        return new StoreSettings(
                directory(),
                config.integer(ConfigKey.TOKEN_SLOT_COUNT),
                config.isSet(ConfigKey.TOKEN_SERIAL_NUMBER)
                        ? config.string(ConfigKey.TOKEN_SERIAL_NUMBER)
                        : null,
                pinRounds != null
                        ? pinRounds
                        : config.integer(ConfigKey.SECURITY_PBKDF2_ITERATIONS),
                config.integer(ConfigKey.SECURITY_MAX_FAILED_LOGINS),
                config.flag(ConfigKey.SECURITY_SO_RECOVERY),
                surroundings.withRandom(random),
                SecretBytes::take,
                config.isSet(ConfigKey.TOKEN_STORE) ? config.string(ConfigKey.TOKEN_STORE) : null,
                StoreSettings.Access.READ_WRITE);
    }

    private AuditSettings auditSettings(RandomSource random) {
        return new AuditSettings(
                config.path(ConfigKey.AUDIT_LOG_PATH),
                directory(),
                AuditSettings.Level.valueOf(upper(ConfigKey.AUDIT_LOG_LEVEL)),
                AuditSettings.Durability.valueOf(upper(ConfigKey.AUDIT_DURABILITY)),
                config.string(ConfigKey.AUDIT_FILE_MODE),
                () -> process.sameProcess() ? process.processId() : FOREIGN,
                surroundings.withRandom(random));
    }

    private String upper(ConfigKey key) {
        return config.string(key).toUpperCase(Locale.ROOT);
    }
}
