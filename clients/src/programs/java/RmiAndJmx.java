import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.lang.management.ManagementFactory;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.RMIServerSocketFactory;
import java.util.Map;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import javax.management.remote.rmi.RMIConnectorServer;
import javax.net.ssl.SSLContext;
import javax.rmi.ssl.SslRMIClientSocketFactory;
import javax.rmi.ssl.SslRMIServerSocketFactory;

public class RmiAndJmx implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        RMIServerSocketFactory sockets =
                new SslRMIServerSocketFactory(token.tls(), null, null, false);
        RMIClientSocketFactory clients = new SslRMIClientSocketFactory();
        Map<String, Object> environment =
                Map.of(
                        RMIConnectorServer.RMI_CLIENT_SOCKET_FACTORY_ATTRIBUTE,
                        clients,
                        RMIConnectorServer.RMI_SERVER_SOCKET_FACTORY_ATTRIBUTE,
                        sockets);
        JMXConnectorServer server =
                JMXConnectorServerFactory.newJMXConnectorServer(
                        new JMXServiceURL("rmi", null, 0),
                        environment,
                        ManagementFactory.getPlatformMBeanServer());
        server.start();
        token.say("url", server.getAddress().toString());
        token.await("verdict");
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        SSLContext.setDefault(place.otherTls());
        JMXServiceURL url = new JMXServiceURL(place.await("url"));
        try (JMXConnector connector = JMXConnectorFactory.connect(url)) {
            MBeanServerConnection beans = connector.getMBeanServerConnection();
            return (String) beans.getAttribute(new ObjectName("java.lang:type=Runtime"), "VmName");
        }
    }
}
