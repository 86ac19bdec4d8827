/** Serves the module to other processes. */
module io.craton.hsm.daemon {
    requires transitive io.craton.hsm.api;
    requires io.craton.hsm.config;
    requires io.craton.hsm.grpc;
    requires io.craton.hsm.wire;
    requires io.grpc.netty.shaded;
    requires io.grpc.services;
    requires io.prometheus.metrics.core;
    requires io.prometheus.metrics.model;
    requires io.prometheus.writer.text;
    requires java.logging;
    requires jdk.httpserver;
    requires jdk.net;
    requires org.slf4j;
    requires static ch.qos.logback.classic;
    requires static ch.qos.logback.core;
    requires static jdk.jfr;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;

    exports io.craton.hsm.daemon;
}
