import io.craton.hsm.clients.MariaDbServer;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.Properties;

public class MariaDb implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("user", "someone");
        properties.setProperty("sslMode", "verify-full");
        properties.setProperty("trustStore", token.file("trust.p12").toString());
        properties.setProperty("trustStoreType", "PKCS12");
        properties.setProperty("trustStorePassword", TrialPlace.PASSWORD);
        properties.setProperty("keyStore", token.reference().toString());
        properties.setProperty("keyStoreType", "CratonHSM");
        properties.setProperty("keyStorePassword", token.pin());
        String url = "jdbc:mariadb://localhost:" + token.port() + "/mysql";
        try (Connection connection = DriverManager.getConnection(url, properties);
                ResultSet rows = connection.createStatement().executeQuery("select 42")) {
            rows.next();
            token.say("connected", rows.getString(1));
            token.await("verdict");
        }
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        try (MariaDbServer server = MariaDbServer.start(place)) {
            place.await("connected");
            String names = server.query("select user from information_schema.processlist");
            TrialPlace.check(names.contains("someone"), names);
            return "a session of a user who has to have the certificate's subject";
        }
    }
}
