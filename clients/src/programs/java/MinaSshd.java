import io.craton.hsm.clients.Judges;
import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import io.craton.hsm.provider.container.MinaTokenRegistrar;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.PublicKey;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.AcceptAllPublickeyAuthenticator;
import org.apache.sshd.server.shell.ProcessShellCommandFactory;

public class MinaSshd implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        SecurityUtils.registerSecurityProvider(new MinaTokenRegistrar());
        TrialPlace.check(SecurityUtils.isBouncyCastleRegistered(), "Bouncy Castle is there, too");
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setPort(0);
        server.setPublickeyAuthenticator(AcceptAllPublickeyAuthenticator.INSTANCE);
        server.setCommandFactory(ProcessShellCommandFactory.INSTANCE);
        Files.writeString(token.file("known_hosts"), identify(server, token) + "\n");
        server.start();
        token.serve(server.getPort());
        server.stop();
    }

    /** Gives the server its host key, and answers what its clients have to know. */
    String identify(SshServer server, UsedToken token) throws Exception {
        PublicKey key = token.certificate().getPublicKey();
        server.setKeyPairProvider(KeyPairProvider.wrap(new KeyPair(key, token.key())));
        return "* " + PublicKeyEntry.toString(key);
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        return Judges.ssh(place);
    }
}
