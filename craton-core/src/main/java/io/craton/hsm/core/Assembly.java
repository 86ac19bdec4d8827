package io.craton.hsm.core;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Hsm;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.core.engine.CryptoEngine;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.policy.Policy;
import io.craton.hsm.core.runtime.Gate;
import io.craton.hsm.core.runtime.HandleSource;
import io.craton.hsm.core.runtime.NoAudit;
import io.craton.hsm.core.runtime.Parts;
import io.craton.hsm.core.runtime.Sleeper;
import io.craton.hsm.spi.AuditEvent;
import io.craton.hsm.spi.AuditLog;
import io.craton.hsm.spi.AuditLogProvider;
import io.craton.hsm.spi.AuditRecord;
import io.craton.hsm.spi.AuditSettings;
import io.craton.hsm.spi.RandomSource;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenStoreProvider;
import io.craton.hsm.spi.TokenStores;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts a module together from its configuration: every part is made here and nowhere else, and every part can be
 * replaced here by a test. Opening takes the lock of the store first, then the audit log; what was opened before
 * something fails is closed again.
 */
final class Assembly {
    private final HsmConfig config;
    private final Gate gate;
    private RandomSource random;
    private Supplier<CryptoEngine> engine;
    private Collection<MechanismSpec> mechanisms;
    private TokenStoreProvider stores;
    private AuditLogProvider audits;
    private Sleeper sleeper = Sleeper.REAL;
    private Parts.Limits limits = Parts.Limits.STANDARD;

    Assembly(HsmConfig config) {
        this.config = config;
        this.gate = new Gate(() -> {});
        this.random = SystemRandom.INSTANCE;
        this.mechanisms = java.util.List.of();
        this.engine = () -> {
            throw new HsmException(ReturnCode.CKR_GENERAL_ERROR, "no engine");
        };
        this.stores = settings -> service(TokenStoreProvider.class, "craton-store").open(settings);
        this.audits = settings -> service(AuditLogProvider.class, "craton-audit").open(settings);
    }

    private static <T> T service(Class<T> type, String module) {
        return ServiceLoader.load(type, Hsm.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new HsmException(
                        ReturnCode.CKR_LIBRARY_LOAD_FAILED,
                        "no " + type.getSimpleName() + " was found; put " + module + " on the class or module path"));
    }

    Assembly random(RandomSource source) {
        this.random = source;
        return this;
    }

    Assembly engine(CryptoEngine other, Collection<MechanismSpec> table) {
        this.engine = () -> other;
        this.mechanisms = table;
        return this;
    }

    Assembly stores(TokenStoreProvider provider) {
        this.stores = provider;
        return this;
    }

    Assembly audits(AuditLogProvider provider) {
        this.audits = provider;
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

    Hsm open() {
        TokenStores opened = stores.open(storeSettings());
        AuditLog audit = null;
        try {
            audit = config.flag(ConfigKey.AUDIT_ENABLED) ? audits.open(auditSettings()) : new NoAudit();
            audit.record(AuditRecord.module(AuditEvent.INITIALIZE, ReturnCode.CKR_OK, null));
            Parts parts = new Parts(
                    config,
                    new Policy(config, mechanisms),
                    engine.get(),
                    random,
                    audit,
                    new HandleSource(random),
                    gate,
                    sleeper,
                    limits);
            return new CoreHsm(parts, opened);
        } catch (RuntimeException e) {
            closeAfter(e, audit);
            closeAfter(e, opened);
            throw e;
        }
    }

    private static void closeAfter(RuntimeException failure, @Nullable AutoCloseable part) {
        if (part != null) {
            try {
                part.close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
    }

    private @Nullable Path directory() {
        return config.flag(ConfigKey.TOKEN_PERSIST_OBJECTS) ? config.path(ConfigKey.TOKEN_STORAGE_PATH) : null;
    }

    private StoreSettings storeSettings() {
        return new StoreSettings(
                directory(),
                config.integer(ConfigKey.TOKEN_SLOT_COUNT),
                config.string(ConfigKey.TOKEN_SERIAL_NUMBER),
                config.integer(ConfigKey.SECURITY_PBKDF2_ITERATIONS),
                config.integer(ConfigKey.SECURITY_MAX_FAILED_LOGINS),
                config.flag(ConfigKey.SECURITY_SO_RECOVERY),
                random);
    }

    private AuditSettings auditSettings() {
        return new AuditSettings(
                config.path(ConfigKey.AUDIT_LOG_PATH),
                directory(),
                AuditSettings.Level.valueOf(upper(ConfigKey.AUDIT_LOG_LEVEL)),
                AuditSettings.Durability.valueOf(upper(ConfigKey.AUDIT_DURABILITY)),
                config.string(ConfigKey.AUDIT_FILE_MODE),
                config.clock(),
                () -> ProcessHandle.current().pid(),
                random);
    }

    private String upper(ConfigKey key) {
        return config.string(key).toUpperCase(Locale.ROOT);
    }
}
