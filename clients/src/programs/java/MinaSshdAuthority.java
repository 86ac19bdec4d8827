import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.nio.file.Files;
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
import org.apache.sshd.server.auth.pubkey.AcceptAllPublickeyAuthenticator;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;

public class MinaSshdAuthority implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        // With bcprov on the class path it takes Bouncy Castle by name.
        System.setProperty("org.apache.sshd.security.provider.BC.enabled", "false");
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
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(host));
        server.setHostKeyCertificateProvider(session -> List.of(certificate));
        server.setPublickeyAuthenticator(AcceptAllPublickeyAuthenticator.INSTANCE);
        server.setCommandFactory(ProcessShellCommandFactory.INSTANCE);
        server.start();
        Files.writeString(
                token.file("known_hosts"),
                "@cert-authority * " + PublicKeyEntry.toString(authority) + "\n");
        token.serve(server.getPort());
        server.stop();
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        return Judges.ssh(place);
    }
}
