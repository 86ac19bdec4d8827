import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

public class SpringAuthorizationServer implements Program {
    private static RSAKey key;

    @Override
    public void use(UsedToken token) throws Exception {
        key =
                new RSAKey.Builder((RSAPublicKey) token.certificate().getPublicKey())
                        .privateKey(token.key())
                        .keyID(UsedToken.ALIAS)
                        .build();
        String client = "spring.security.oauth2.authorizationserver.client.someone.";
        SpringApplication application = new SpringApplication(Application.class);
        application.setDefaultProperties(
                Map.of(
                        "server.port",
                        "0",
                        client + "registration.client-id",
                        "someone",
                        client + "registration.client-secret",
                        "{noop}secret",
                        client + "registration.client-authentication-methods",
                        "client_secret_basic",
                        client + "registration.authorization-grant-types",
                        "client_credentials"));
        try (ConfigurableApplicationContext context = application.run()) {
            String port = context.getEnvironment().getProperty("local.server.port");
            token.serve(Integer.parseInt(port));
        }
    }

    @EnableAutoConfiguration
    static class Application {
        @Bean
        JWKSource<SecurityContext> keys() {
            return new ImmutableJWKSet<>(new JWKSet(key));
        }
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        String basic = Base64.getEncoder().encodeToString("someone:secret".getBytes());
        HttpRequest request =
                HttpRequest.newBuilder(
                                URI.create("http://localhost:" + place.port() + "/oauth2/token"))
                        .header("Authorization", "Basic " + basic)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                        .build();
        String answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
        String jwt = answer.replaceFirst(".*\"access_token\":\"", "").replaceFirst("\".*", "");
        return Judges.jwt(place, jwt, Signature.getInstance("SHA256withRSA"));
    }
}
