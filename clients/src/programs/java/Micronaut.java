import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.ServesHttps;
import io.craton.hsm.clients.UsedToken;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

public class Micronaut implements ServesHttps {
    @Override
    public void use(UsedToken token) throws Exception {
        Files.writeString(
                Files.createDirectory(token.file("pages")).resolve("index.html"), Judges.SERVED);
        Map<String, Object> properties = new HashMap<>();
        properties.put("micronaut.server.ssl.enabled", "true");
        properties.put("micronaut.server.ssl.port", "-1");
        properties.put("micronaut.server.ssl.key-store.type", "CratonHSM");
        properties.put("micronaut.server.ssl.key-store.path", "file:" + token.reference());
        properties.put("micronaut.server.ssl.key-store.password", token.pin());
        properties.put("micronaut.router.static-resources.default.enabled", "true");
        properties.put(
                "micronaut.router.static-resources.default.paths", "file:" + token.file("pages"));
        try (EmbeddedServer server = ApplicationContext.run(EmbeddedServer.class, properties)) {
            token.serve(server.getPort());
        }
    }
}
