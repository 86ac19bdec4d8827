package io.craton.hsm.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.Hsm;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import io.craton.hsm.cli.RootCommand;
import io.craton.hsm.config.ConfigFile;
import io.craton.hsm.provider.CratonHsmProvider;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what README.md shows: its Java as one program, and holds what it says of itself. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String SO_PIN = "so-pin-73915";
    private static final String PIN = "user-pin-28460";

    @TempDir Path directory;

    private static String readme() throws Exception {
        return Files.readString(ROOT.resolve("README.md"));
    }

    private static List<String> blocks(String language) throws Exception {
        List<String> blocks = new ArrayList<>();
        Matcher block =
                Pattern.compile(
                                "^```" + language + "\\n(.*?)^```$",
                                Pattern.DOTALL | Pattern.MULTILINE)
                        .matcher(readme());
        while (block.find()) {
            blocks.add(block.group(1));
        }
        return blocks;
    }

    @AfterEach
    void removeProvider() {
        Provider installed = Security.getProvider("CratonHSM");
        if (installed instanceof CratonHsmProvider ours) {
            Security.removeProvider("CratonHSM");
            ours.close();
        }
        System.clearProperty("craton.hsm.config");
        System.clearProperty("craton.hsm.home");
    }

    /** The recipes of the README, one after the other, in a program that is compiled for it. */
    @Test
    @Tag("S4-41")
    void java_ofTheReadme_compilesRunsAndItsSignaturesVerify() throws Exception {
        List<String> blocks = blocks("java");
        assertThat(blocks).hasSizeGreaterThanOrEqualTo(5);
        String source =
                """
                import io.craton.hsm.provider.CratonHsmProvider;
                import io.craton.hsm.provider.CratonKeySpec;
                import java.security.*;
                import java.security.spec.*;
                import javax.crypto.*;
                import javax.crypto.spec.*;

                public final class Example implements java.util.function.BiFunction<char[], byte[], Object[]> {
                    @Override
                    public Object[] apply(char[] pin, byte[] document) {
                        try {
                            return run(pin, document);
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    }

                    private static Object[] run(char[] pin, byte[] document) throws Exception {
                        %s
                        return new Object[] {
                            token.getKey("orders-rsa", null), signed, pair, ecdsaSigned, secret, ciphertext,
                            decrypted, nonce, postQuantum, mlDsaSigned
                        };
                    }
                }
                """
                        .formatted(String.join("\n", blocks));
        token();

        Object[] made =
                compiled(source)
                        .apply(PIN.toCharArray(), readme().getBytes(StandardCharsets.UTF_8));

        byte[] document = readme().getBytes(StandardCharsets.UTF_8);
        assertThat(((java.security.Key) made[0]).getEncoded()).isNull();
        assertThat((byte[]) made[1]).hasSize(384);
        java.security.PublicKey ec = ((java.security.KeyPair) made[2]).getPublic();
        java.security.Signature jdk =
                java.security.Signature.getInstance("SHA256withECDSA", "SunEC");
        jdk.initVerify(
                java.security.KeyFactory.getInstance("EC", "SunEC")
                        .generatePublic(
                                new java.security.spec.X509EncodedKeySpec(ec.getEncoded())));
        jdk.update(document);
        assertThat(jdk.verify((byte[]) made[3])).isTrue();
        assertThat(((java.security.Key) made[4]).getEncoded()).isNull();
        assertThat((byte[]) made[5]).hasSize(document.length + 16);
        assertThat((byte[]) made[6]).isEqualTo(document);
        assertThat((byte[]) made[7]).hasSize(12);
        assertThat((byte[]) made[9]).hasSize(3309);
    }

    /** Set-up is two commands, and the files that the README points at are there. */
    @Test
    void setUp_isTwoCommands_andEveryLinkLeadsToAFile() throws Exception {
        String text = readme();
        String setUp = text.substring(text.indexOf("## Set up"), text.indexOf("## Use it"));
        List<String> commands = new ArrayList<>();
        Matcher block =
                Pattern.compile("^```sh\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                        .matcher(setUp);
        while (block.find()) {
            commands.addAll(block.group(1).lines().toList());
        }
        assertThat(commands).containsExactly("./craton quickstart", "mvn verify");

        Matcher link = Pattern.compile("\\]\\(([^)#]+)\\)").matcher(text);
        List<String> dead = new ArrayList<>();
        while (link.find()) {
            if (!Files.exists(ROOT.resolve(link.group(1)))) {
                dead.add(link.group(1));
            }
        }
        assertThat(dead).isEmpty();
    }

    private void token() throws Exception {
        Path config = directory.resolve("craton_hsm.toml");
        Files.writeString(
                config,
                """
                [token]
                storage_path = "store"
                [security]
                pbkdf2_iterations = 100000
                [audit]
                log_path = "audit.log"
                """);
        System.setProperty("craton.hsm.config", config.toString());
        System.setProperty("craton.hsm.home", directory.toString());
        try (Hsm hsm = Hsm.open(ConfigFile.load(config))) {
            hsm.slot(0).initToken(SO_PIN.toCharArray(), SO_PIN.toCharArray(), "Orders");
            try (Session session = hsm.slot(0).openSession(SessionMode.READ_WRITE)) {
                session.login(UserType.CKU_SO, SO_PIN.toCharArray());
                session.initPin(PIN.toCharArray());
            }
        }
    }

    @SuppressWarnings("unchecked")
    private BiFunction<char[], byte[], Object[]> compiled(String source) throws Exception {
        Path file = directory.resolve("Example.java");
        Files.writeString(file, source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        boolean done =
                compiler.getTask(
                                messages,
                                null,
                                null,
                                Arrays.asList(
                                        "-proc:none",
                                        "-classpath",
                                        System.getProperty("java.class.path"),
                                        "-d",
                                        directory.toString()),
                                null,
                                compiler.getStandardFileManager(null, null, null)
                                        .getJavaFileObjects(file))
                        .call();
        assertThat(done).as(messages.toString()).isTrue();
        URLClassLoader loader =
                new URLClassLoader(
                        new URL[] {directory.toUri().toURL()}, RootCommand.class.getClassLoader());
        return (BiFunction<char[], byte[], Object[]>)
                loader.loadClass("Example").getDeclaredConstructor().newInstance();
    }
}
