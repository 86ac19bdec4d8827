import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.PublicKey;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.AcceptAllPublickeyAuthenticator;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;

public class MinaSshd implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        // With bcprov on the class path it takes Bouncy Castle by name.
        System.setProperty("org.apache.sshd.security.provider.BC.enabled", "false");
        PublicKey key = token.certificate().getPublicKey();
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setKeyPairProvider(KeyPairProvider.wrap(new KeyPair(key, token.key())));
        server.setPublickeyAuthenticator(AcceptAllPublickeyAuthenticator.INSTANCE);
        server.setCommandFactory(ProcessShellCommandFactory.INSTANCE);
        server.start();
        Files.writeString(
                token.file("known_hosts"),
                "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(key) + "\n");
        token.serve(server.getPort());
        server.stop();
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        return Judges.ssh(place);
    }
}
