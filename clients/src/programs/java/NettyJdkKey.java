import io.craton.hsm.clients.CannotWork;
import io.craton.hsm.clients.UsedToken;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

public class NettyJdkKey implements CannotWork {
    @Override
    public void use(UsedToken token) throws Exception {
        SslContextBuilder.forServer(token.key(), token.chain())
                .sslProvider(SslProvider.JDK)
                .build();
    }
}
