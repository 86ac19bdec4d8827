/** The JCA providers {@code CratonHSM} and {@code CratonHSM-Keys}. */
module io.craton.hsm.provider {
    requires transitive io.craton.hsm.api;
    requires io.craton.hsm.config;
    requires org.slf4j;
    requires static com.google.errorprone.annotations;
    requires static kafka.clients;
    requires static org.apache.sshd.common;
    requires static org.apache.tomcat.embed.core;
    requires static org.eclipse.jetty.util;
    requires static org.jspecify;

    exports io.craton.hsm.provider;
    exports io.craton.hsm.provider.container;

    provides java.security.Provider with
            io.craton.hsm.provider.CratonHsmProvider,
            io.craton.hsm.provider.CratonKeysProvider;
}
