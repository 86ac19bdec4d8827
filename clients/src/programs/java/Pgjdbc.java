import io.craton.hsm.clients.PostgresServer;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.Properties;

public class Pgjdbc implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        System.setProperty("javax.net.ssl.keyStore", token.reference().toString());
        System.setProperty("javax.net.ssl.keyStoreType", "CratonHSM");
        System.setProperty("javax.net.ssl.keyStorePassword", token.pin());
        System.setProperty("javax.net.ssl.trustStore", token.file("trust.p12").toString());
        System.setProperty("javax.net.ssl.trustStorePassword", TrialPlace.PASSWORD);
        Properties properties = new Properties();
        properties.setProperty("user", "localhost");
        properties.setProperty("ssl", "true");
        properties.setProperty("sslmode", "verify-full");
        properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
        String url = "jdbc:postgresql://localhost:" + token.port() + "/postgres";
        try (Connection connection = DriverManager.getConnection(url, properties);
                ResultSet rows = connection.createStatement().executeQuery("select 42")) {
            rows.next();
            token.say("connected", rows.getString(1));
            token.await("verdict");
        }
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        try (PostgresServer server = PostgresServer.start(place)) {
            place.await("connected");
            String names = server.query("select client_dn from pg_stat_ssl where client_dn <> ''");
            TrialPlace.check(names.contains("CN=localhost"), names);
            return "a session of " + names.strip();
        }
    }
}
