import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.ServesHttps;
import io.craton.hsm.clients.UsedToken;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

public class SpringBoot implements ServesHttps {
    @Override
    public void use(UsedToken token) throws Exception {
        String bundle = "spring.ssl.bundle.jks.web.";
        SpringApplication application = new SpringApplication(Application.class);
        application.setDefaultProperties(
                Map.of(
                        "server.port",
                        "0",
                        "server.ssl.bundle",
                        "web",
                        bundle + "keystore.type",
                        "CratonHSM",
                        bundle + "keystore.location",
                        token.reference().toUri().toString(),
                        bundle + "keystore.password",
                        token.pin(),
                        bundle + "key.alias",
                        UsedToken.ALIAS));
        try (ConfigurableApplicationContext context = application.run()) {
            String port = context.getEnvironment().getProperty("local.server.port");
            token.serve(Integer.parseInt(port));
        }
    }

    @EnableAutoConfiguration
    @RestController
    static class Application {
        @GetMapping("/")
        String page() {
            return Judges.SERVED;
        }
    }
}
