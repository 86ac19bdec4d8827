import io.craton.hsm.clients.UsedToken;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.sshd.certificate.OpenSshCertificateBuilder;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;

/** The host key is a software key, which the key of the token has certified. */
public class MinaSshdAuthority extends MinaSshd {
    @Override
    String identify(SshServer server, UsedToken token) throws Exception {
        PublicKey authority = token.certificate().getPublicKey();
        KeyPair host = KeyPairGenerator.getInstance("EC").generateKeyPair();
        OpenSshCertificate certificate =
                OpenSshCertificateBuilder.hostCertificate()
                        .serial(1L)
                        .id("host")
                        .publicKey(host.getPublic())
                        .principals(List.of("127.0.0.1"))
                        .validAfter(Instant.now().minus(Duration.ofHours(1)))
                        .validBefore(Instant.now().plus(Duration.ofHours(1)))
                        .sign(new KeyPair(authority, token.key()), "rsa-sha2-256");
        server.setKeyPairProvider(KeyPairProvider.wrap(host));
        server.setHostKeyCertificateProvider(session -> List.of(certificate));
        return "@cert-authority * " + PublicKeyEntry.toString(authority);
    }
}
