import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.ServesHttps;
import io.craton.hsm.clients.UsedToken;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.KeyManagerFactory;

public class NettyJdk implements ServesHttps {
    @Override
    public void use(UsedToken token) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(token.keyStore(), token.pin().toCharArray());
        serve(token, SslContextBuilder.forServer(keys).sslProvider(SslProvider.JDK).build());
    }

    /** A page over either engine, until the judge is done. */
    static void serve(UsedToken token, SslContext tls) throws Exception {
        ServerBootstrap server =
                new ServerBootstrap()
                        .group(new NioEventLoopGroup(2))
                        .channel(NioServerSocketChannel.class)
                        .childHandler(new Connection(tls));
        Channel channel = server.bind("localhost", 0).sync().channel();
        token.serve(((InetSocketAddress) channel.localAddress()).getPort());
    }

    private static final class Connection extends ChannelInitializer<Channel> {
        private final SslContext tls;

        Connection(SslContext tls) {
            this.tls = tls;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
            channel.pipeline().addLast(new HttpServerCodec(), new HttpObjectAggregator(10_000));
            channel.pipeline().addLast(new Page());
        }
    }

    private static final class Page extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            var page = Unpooled.copiedBuffer(Judges.SERVED, StandardCharsets.UTF_8);
            var response =
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, page);
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
