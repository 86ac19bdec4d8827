/** The JCA provider {@code CratonHSM}. */
module io.craton.hsm.provider {
    requires transitive io.craton.hsm.api;
    requires io.craton.hsm.config;
    requires org.slf4j;
    requires static com.google.errorprone.annotations;
    requires static org.apache.tomcat.embed.core;
    requires static org.eclipse.jetty.util;
    requires static org.jspecify;

    exports io.craton.hsm.provider;
    exports io.craton.hsm.provider.container;

    provides java.security.Provider with
            io.craton.hsm.provider.CratonHsmProvider;
}
