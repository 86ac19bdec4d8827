import io.craton.hsm.clients.Program;
import io.craton.hsm.clients.TrialPlace;
import io.craton.hsm.clients.UsedToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

public class Jarsigner implements Program {
    @Override
    public void use(UsedToken token) throws Exception {
        try (JarOutputStream jar =
                new JarOutputStream(Files.newOutputStream(token.file("program.jar")))) {
            jar.putNextEntry(new JarEntry("text"));
            jar.write(new byte[1000]);
        }
        token.tool(
                "jarsigner",
                "-keystore",
                "NONE",
                "-storetype",
                "CratonHSM",
                "-storepass",
                token.pin(),
                "program.jar",
                UsedToken.ALIAS);
    }

    @Override
    public String judge(TrialPlace place) throws Exception {
        String jarsigner = Path.of(System.getProperty("java.home"), "bin", "jarsigner").toString();
        String said =
                place.run(
                        jarsigner,
                        "-verify",
                        "-strict",
                        "-keystore",
                        "trust.p12",
                        "-storepass",
                        TrialPlace.PASSWORD,
                        "program.jar");
        TrialPlace.check(said.contains("jar verified"), said);
        return "the jar";
    }
}
