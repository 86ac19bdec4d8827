import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.RestController;

public class SpringBootReload implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        String bundle = "spring.ssl.bundle.jks.web.";
        Map<String, Object> properties = new HashMap<>();
        properties.put("server.port", "0");
        properties.put("server.ssl.bundle", "web");
        properties.put("spring.ssl.bundle.watch.file.quiet-period", "200ms");
        properties.put(bundle + "reload-on-update", "true");
        properties.put(bundle + "keystore.type", "CratonHSM");
        properties.put(bundle + "keystore.location", token.reference().toUri().toString());
        properties.put(bundle + "keystore.password", token.pin());
        properties.put(bundle + "key.alias", UsedToken.ALIAS);
        SpringApplication application = new SpringApplication(Application.class);
        application.setDefaultProperties(properties);
        try (ConfigurableApplicationContext context = application.run()) {
            token.say("port", context.getEnvironment().getProperty("local.server.port"));
            token.await("first");
            token.renew();
            Files.writeString(token.reference(), Files.readString(token.reference()));
            token.await("verdict");
        }
    }

    @EnableAutoConfiguration
    @RestController
    static class Application {}

    @Override
    public String judge(TrialPlace place) throws Exception {
        return Judges.renewal(place);
    }
}
