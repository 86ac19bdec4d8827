import io.craton.hsm.clients.CannotWork;
import io.craton.hsm.clients.Token;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

public class NettyJdkKey implements CannotWork {
    @Override
    public void use(Token token) throws Exception {
        SslContextBuilder.forServer(token.key(), token.chain())
                .sslProvider(SslProvider.JDK)
                .build();
    }
}
