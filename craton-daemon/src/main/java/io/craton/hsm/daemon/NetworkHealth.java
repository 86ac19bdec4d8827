package io.craton.hsm.daemon;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.grpc.GrpcSchema;
import io.craton.hsm.spi.Causes;
import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What {@code grpc.health.v1} answers, of the service and of the daemon as a whole: whether the
 * module works. One in its error state, such as after a failed self-test or with a log that cannot
 * be written, does not.
 */
final class NetworkHealth {
    private static final Logger LOG = LoggerFactory.getLogger(NetworkHealth.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Hsm module;
    private final HealthStatusManager health = new HealthStatusManager();
    private volatile boolean works = true;

    NetworkHealth(Hsm module) {
        this.module = module;
        look();
    }

    BindableService service() {
        return health.getHealthService();
    }

    /** Looks from time to time. */
    void watch(NetworkTimer timer) {
        timer.every(PAUSE, this::look);
    }

    private void look() {
        try {
            module.info();
            works = true;
        } catch (HsmException e) {
            if (works) {
                LOG.error("The module does not work any more: {}", Causes.of(e));
            }
            works = false;
        }
        ServingStatus status = works ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;
        health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, status);
        health.setStatus(GrpcSchema.SERVICE, status);
    }

    /** From now on nothing is served. */
    void end() {
        health.enterTerminalState();
    }
}
