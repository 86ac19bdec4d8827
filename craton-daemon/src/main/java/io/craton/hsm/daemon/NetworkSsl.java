package io.craton.hsm.daemon;

import io.craton.hsm.daemon.tls.NetworkTls;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.DelegatingSslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.grpc.netty.shaded.io.netty.handler.ssl.JdkSslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.grpc.netty.shaded.io.netty.util.concurrent.Future;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** TLS of the network door as Netty takes it. */
final class NetworkSsl extends DelegatingSslContext {
    private static final ApplicationProtocolConfig H2 =
            new ApplicationProtocolConfig(
                    ApplicationProtocolConfig.Protocol.ALPN,
                    ApplicationProtocolConfig.SelectorFailureBehavior.FATAL_ALERT,
                    ApplicationProtocolConfig.SelectedListenerFailureBehavior.FATAL_ALERT,
                    "h2");

    private final HandshakeLog handshakes;

    /**
     * @param handshakes where failed handshakes are said
     */
    NetworkSsl(NetworkTls tls, HandshakeLog handshakes) {
        super(context(tls));
        this.handshakes = handshakes;
    }

    private static JdkSslContext context(NetworkTls tls) {
        boolean needsCertificate = tls.parameters().getNeedClientAuth();
        return new JdkSslContext(
                tls.context(),
                false,
                NetworkTls.suites(),
                IdentityCipherSuiteFilter.INSTANCE,
                H2,
                needsCertificate ? ClientAuth.REQUIRE : ClientAuth.NONE,
                NetworkTls.protocols().toArray(String[]::new),
                false);
    }

    @Override
    protected void initEngine(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setUseCipherSuitesOrder(true);
        engine.setSSLParameters(parameters);
    }

    /** What adding a listener gives is the same future once more. */
    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    protected void initHandler(SslHandler handler) {
        super.initHandler(handler);
        handler.handshakeFuture().addListener(this::ended);
    }

    private void ended(Future<?> handshake) {
        if (!handshake.isSuccess()) {
            handshakes.failed(Objects.requireNonNull(handshake.cause()));
        }
    }
}
