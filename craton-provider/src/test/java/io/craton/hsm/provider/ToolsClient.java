package io.craton.hsm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * keytool and jarsigner of this JDK with keys of each type in a token. Where the JDK cannot do
 * something with a software key of the type either, it is skipped, with what the JDK says.
 */
class ToolsClient {
    private static final String PIN = new String(TestToken.PIN);
    private static final String DONE = "";

    @TempDir Path directory;

    /** The types of keys that sign, as keytool names them. */
    enum KeyKind {
        RSA("-keyalg", "RSA", "-keysize", "2048"),
        RSASSA_PSS("-keyalg", "RSASSA-PSS", "-keysize", "2048"),
        P_256("-keyalg", "EC", "-groupname", "secp256r1"),
        P_384("-keyalg", "EC", "-groupname", "secp384r1"),
        P_521("-keyalg", "EC", "-groupname", "secp521r1"),
        ED25519("-keyalg", "Ed25519"),
        ED448("-keyalg", "Ed448"),
        ML_DSA_44("-keyalg", "ML-DSA-44"),
        ML_DSA_65("-keyalg", "ML-DSA-65"),
        ML_DSA_87("-keyalg", "ML-DSA-87");

        private final List<String> options;

        KeyKind(String... options) {
            this.options = List.of(options);
        }
    }

    /** Where the keys are. */
    private enum Place {
        TOKEN("NONE", "CratonHSM", List.of("CratonHSM")),
        FILE("soft.p12", "PKCS12", List.of());

        private final List<String> store;
        private final List<String> provider;

        Place(String file, String type, List<String> provider) {
            this.store = List.of("-keystore", file, "-storetype", type, "-storepass", PIN);
            this.provider = provider;
        }

        List<String> keytool() {
            return options("-providername");
        }

        List<String> jarsigner() {
            return options("-providerName");
        }

        private List<String> options(String word) {
            List<String> all = new ArrayList<>(store);
            for (String name : provider) {
                all.addAll(List.of(word, name, "-addprovider", name));
            }
            return all;
        }
    }

    /** One machine: a token and a file beside it. */
    private record Machine(DiskToken token, Path directory) {
        /** What the tool has against it; nothing if it was done. */
        String keytool(Place place, String... arguments) throws Exception {
            return run("keytool", List.of(arguments), place.keytool());
        }

        String jarsigner(Place place, Path jar, String... options) throws Exception {
            List<String> all = new ArrayList<>(List.of(options));
            all.addAll(place.jarsigner());
            return run("jarsigner", all, List.of(jar.toString(), "own"));
        }

        String verify(Path jar) throws Exception {
            DiskToken.Result result = token.tool("jarsigner", "-verify", jar.toString());
            return result.output().contains("jar verified") ? DONE : result.output();
        }

        private String run(String tool, List<String> first, List<String> then) throws Exception {
            String[] all = Stream.of(first, then).flatMap(List::stream).toArray(String[]::new);
            DiskToken.Result result = token.tool(tool, all);
            return result.exit() == 0 ? DONE : result.output();
        }

        String generate(Place place, KeyKind kind, String alias) throws Exception {
            List<String> arguments = new ArrayList<>(List.of("-genkeypair", "-alias", alias));
            arguments.addAll(kind.options);
            arguments.addAll(List.of("-dname", "CN=" + alias, "-keypass", PIN));
            return keytool(place, arguments.toArray(String[]::new));
        }

        Path jar(String name) throws Exception {
            Path jar = directory.resolve(name);
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
                out.putNextEntry(new JarEntry("file.txt"));
                out.write(new byte[100]);
            }
            return jar;
        }

        boolean lists(String text) throws Exception {
            List<String> all = new ArrayList<>(List.of("-list"));
            all.addAll(Place.TOKEN.keytool());
            DiskToken.Result listed = token.tool("keytool", all.toArray(String[]::new));
            assertThat(listed.exit()).as(listed.output()).isZero();
            return listed.output().contains(text);
        }
    }

    private Machine machine() throws Exception {
        return new Machine(new DiskToken(directory), directory);
    }

    @Tag("ecosystem")
    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void keytool_doesEverythingWithTheKey(KeyKind kind) throws Exception {
        keytool(kind, machine());
    }

    private static void keytool(KeyKind kind, Machine machine) throws Exception {
        String made = machine.generate(Place.TOKEN, kind, "own");
        if (!made.equals(DONE)) {
            skipIfItCannotEither(kind, machine.generate(Place.FILE, kind, "own"), made);
        }
        done(machine.generate(Place.TOKEN, kind, "authority"));
        Path request = machine.directory().resolve("request.pem");
        Path reply = machine.directory().resolve("reply.pem");
        Path root = machine.directory().resolve("root.pem");
        done(machine.keytool(Place.TOKEN, "-certreq", "-alias", "own", "-file", "" + request));
        done(
                machine.keytool(
                        Place.TOKEN,
                        "-gencert",
                        "-alias",
                        "authority",
                        "-infile",
                        "" + request,
                        "-outfile",
                        "" + reply,
                        "-rfc",
                        "-keypass",
                        PIN));
        done(
                machine.keytool(
                        Place.TOKEN,
                        "-exportcert",
                        "-rfc",
                        "-alias",
                        "authority",
                        "-file",
                        "" + root));
        Files.writeString(reply, Files.readString(reply) + Files.readString(root));
        done(
                machine.keytool(
                        Place.TOKEN,
                        "-importcert",
                        "-noprompt",
                        "-alias",
                        "own",
                        "-file",
                        "" + reply,
                        "-keypass",
                        PIN));
        done(
                machine.keytool(
                        Place.TOKEN, "-changealias", "-alias", "own", "-destalias", "renamed"));
        assertThat(machine.lists("renamed, ")).isTrue();
        done(machine.keytool(Place.TOKEN, "-delete", "-alias", "renamed"));
        assertThat(machine.lists("renamed, ")).isFalse();
    }

    @Tag("ecosystem")
    @ParameterizedTest
    @EnumSource(KeyKind.class)
    void jarsigner_signsWithTheKey(KeyKind kind) throws Exception {
        jarsigner(kind, machine());
    }

    /** The one type of key that jarsigner asks for an interface, also in short runs. */
    @Test
    void jarsigner_signsWithEd25519() throws Exception {
        jarsigner(KeyKind.ED25519, machine());
    }

    private static void jarsigner(KeyKind kind, Machine machine) throws Exception {
        String made = machine.generate(Place.TOKEN, kind, "own");
        if (!made.equals(DONE)) {
            skipIfItCannotEither(kind, machine.generate(Place.FILE, kind, "own"), made);
        }
        Path jar = machine.jar("app.jar");
        String signed = machine.jarsigner(Place.TOKEN, jar);
        if (!signed.equals(DONE)) {
            done(machine.generate(Place.FILE, kind, "own"));
            String soft = machine.jarsigner(Place.FILE, machine.jar("soft.jar"));
            skipIfItCannotEither(kind, soft, signed);
        }
        done(machine.verify(jar));
        try (TimeStampServer times = new TimeStampServer()) {
            Path stamped = machine.jar("stamped.jar");
            done(machine.jarsigner(Place.TOKEN, stamped, "-tsa", times.address()));
            assertThat(times.stamps()).isEqualTo(1);
            done(machine.verify(stamped));
        }
    }

    private static void done(String objection) {
        assertThat(objection).isEqualTo(DONE);
    }

    private static void skipIfItCannotEither(KeyKind kind, String software, String token) {
        assertThat(software).as("a software key can, and one of the token: " + token).isNotEmpty();
        String why =
                "skipped: this JDK cannot with a software "
                        + kind
                        + " key either: "
                        + software.strip().lines().findFirst().orElse("");
        Assumptions.abort(why);
    }
}
