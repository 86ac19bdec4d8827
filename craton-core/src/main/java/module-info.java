/** Tokens, sessions, objects and policy behind the API of Craton HSM. */
module io.craton.hsm.core {
    requires transitive io.craton.hsm.api;
    requires io.craton.hsm.engine;
    requires org.slf4j;
    requires static com.google.errorprone.annotations;
    requires static jdk.jfr;
    requires static org.jspecify;

    uses io.craton.hsm.spi.AuditLogProvider;
    uses io.craton.hsm.spi.TokenStoreProvider;

    provides io.craton.hsm.HsmProvider with
            io.craton.hsm.core.CoreHsmProvider;
}
