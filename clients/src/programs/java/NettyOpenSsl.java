import io.craton.hsm.clients.ServesHttps;
import io.craton.hsm.clients.UsedToken;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

public class NettyOpenSsl implements ServesHttps {
    @Override
    public void use(UsedToken token) throws Exception {
        SslContext tls =
                SslContextBuilder.forServer(token.key(), token.chain())
                        .sslProvider(SslProvider.OPENSSL)
                        .build();
        NettyJdk.serve(token, tls);
    }
}
