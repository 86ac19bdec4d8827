import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPConnection;
import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;

public class UnboundIdLdaps implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example");
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPSConfig(
                        "ldaps", 0, token.tls().getServerSocketFactory()));
        InMemoryDirectoryServer server = new InMemoryDirectoryServer(config);
        server.add("dn: dc=example", "objectClass: domain", "dc: example");
        server.startListening();
        token.serve(server.getListenPort("ldaps"));
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        int port = place.port();
        Judges.connect(place, port, "TLSv1.3").close();
        try (LDAPConnection connection =
                new LDAPConnection(place.otherTls().getSocketFactory(), "localhost", port)) {
            return connection.getEntry("dc=example").toLDIFString();
        }
    }
}
