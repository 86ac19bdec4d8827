import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ActiveMQServers;

public class Artemis implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        int port = TrialPlace.freePort();
        String acceptor =
                "tcp://localhost:%d?sslEnabled=true;keyStoreType=CratonHSM;keyStorePath=%s;keyStorePassword=%s"
                        .formatted(port, token.reference(), token.pin());
        Configuration configuration =
                new ConfigurationImpl()
                        .setPersistenceEnabled(false)
                        .setSecurityEnabled(false)
                        .addAcceptorConfiguration("tls", acceptor);
        ActiveMQServer server = ActiveMQServers.newActiveMQServer(configuration, false);
        server.start();
        token.serve(port);
        server.stop();
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        String url =
                "tcp://localhost:%d?sslEnabled=true;trustStoreType=PKCS12;trustStorePath=%s;trustStorePassword=%s"
                        .formatted(place.port(), place.file("trust.p12"), TrialPlace.PASSWORD);
        try (ServerLocator locator = ActiveMQClient.createServerLocator(url);
                ClientSessionFactory factory = locator.createSessionFactory();
                ClientSession session = factory.createSession()) {
            session.createQueue("queue", "queue", false);
            session.start();
            ClientMessage message = session.createMessage(false);
            message.getBodyBuffer().writeString("a message");
            session.createProducer("queue").send(message);
            ClientMessage received = session.createConsumer("queue").receive(30_000);
            return received.getBodyBuffer().readString();
        }
    }
}
