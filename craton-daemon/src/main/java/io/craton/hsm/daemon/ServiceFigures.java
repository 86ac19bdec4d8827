package io.craton.hsm.daemon;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.daemon.metrics.DaemonMetrics;
import io.craton.hsm.daemon.tls.NetworkTls;
import io.craton.hsm.daemon.tls.TlsExpiry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Optional;

/** What the figures of a daemon are read from. */
final class ServiceFigures implements DaemonMetrics.Sources {
    private final DaemonService served;

    ServiceFigures(DaemonService served) {
        this.served = served;
    }

    @Override
    public long applications() {
        return served.applications().count();
    }

    @Override
    public long sessions() {
        return served.applications().sessions();
    }

    @Override
    public long calls() {
        return served.limits().turns().underWay();
    }

    @Override
    public long connections() {
        return served.connections();
    }

    @Override
    public long waitingClients() {
        return served.limits().guesses().waitingClients();
    }

    @Override
    public long auditLogBytes() {
        HsmConfig config = served.module().config();
        try {
            return config.flag(ConfigKey.AUDIT_ENABLED)
                    ? Files.size(config.path(ConfigKey.AUDIT_LOG_PATH))
                    : 0;
        } catch (IOException e) {
            // It is being rotated, or the module keeps none.
            return 0;
        }
    }

    @Override
    public void requireWorking() {
        served.module().info();
    }

    @Override
    public Optional<Instant> expiry(DaemonMetrics.Material material) {
        NetworkTls tls = served.tls();
        return tls == null ? Optional.empty() : expiry(tls.expiry(), material);
    }

    private static Optional<Instant> expiry(TlsExpiry ends, DaemonMetrics.Material material) {
        return switch (material) {
            case CERTIFICATE -> Optional.of(ends.certificate());
            case AUTHORITY -> ends.authority();
            case REVOCATION_LIST -> ends.revocationList();
        };
    }
}
