/**
 * The audit log. Nothing is exported: it is found as a service, and its packages are public to each
 * other and to the command line, which has them on its class path.
 */
module io.craton.hsm.audit {
    requires io.craton.hsm.api;
    requires org.slf4j;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;

    provides io.craton.hsm.spi.AuditLogProvider with
            io.craton.hsm.audit.FileAuditLogProvider;
}
