package io.craton.hsm.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.audit.verify.ChainVerifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.opentest4j.TestAbortedException;

/**
 * A client counts when all three are so, and here is where it is looked at:
 *
 * <ol>
 *   <li>its own code has used the key of the token, in a JVM that ended well;
 *   <li>a party that has none of our code has accepted the result: the judge's JVM, which has no
 *       product on its class path, or a program of this machine that he asks;
 *   <li>the audit log has the record of the key's use, and its chain is whole.
 * </ol>
 */
final class Trial {
    private static final Path PROGRAMS = Path.of("src", "programs", "java");
    private static final List<String> USES =
            List.of("Sign", "Decrypt", "UnwrapKey", "DeriveKey", "DecapsulateKey");

    private static final Pattern OBJECT = Pattern.compile("\"object\":\"([^\"]+)\"");

    /** For each half; a machine that is busy needs them. */
    private static final int MINUTES = 6;

    private final Client client;
    private final Path directory;
    private final Path classes;

    private Trial(Client client, Path directory) {
        this.client = client;
        this.directory = directory;
        this.classes = directory.resolve("classes");
    }

    /**
     * Tries a client.
     *
     * @param directory empty
     * @return what the judge has accepted; of a client that cannot work, the sentence it ended with
     */
    static String run(Client client, Path directory) throws Exception {
        return new Trial(client, directory).run();
    }

    private String run() throws Exception {
        List<Path> libraries = libraries();
        TrialToken.make(directory, client.key());
        compile(ClassPaths.together(ClassPaths.product(), libraries));
        int before = log().size();
        if (client.takes() == Client.Takes.CANNOT) {
            return fails(libraries);
        }
        Process use = start("use", ClassPaths.together(ClassPaths.product(), libraries));
        try {
            String accepted = accepted(use, libraries);
            assertThat(uses(before)).as("records of the key's use in the log").isPositive();
            assertThat(ChainVerifier.create().verify(directory.resolve("audit.jsonl")).valid())
                    .as("the chain of the log is whole")
                    .isTrue();
            return accepted;
        } finally {
            use.destroyForcibly();
        }
    }

    private String accepted(Process use, List<Path> libraries) throws Exception {
        if (client.meeting() == Client.Meeting.AFTERWARDS) {
            endsWell("use", use);
            return judge(start("judge", libraries), use);
        }
        String accepted = judge(start("judge", libraries), use);
        endsWell("use", use);
        return accepted;
    }

    private List<Path> libraries() {
        try {
            return ClassPaths.client(client);
        } catch (DependencyResolutionException e) {
            throw new TestAbortedException(
                    "skipped: " + client.uses() + " could not be had: " + e.getMessage(), e);
        }
    }

    private void compile(List<Path> classPath) throws IOException {
        Files.createDirectories(classes);
        List<Path> all = new ArrayList<>(classPath);
        all.add(Path.of("target", "classes"));
        String[] options = {
            "-proc:none",
            "-nowarn",
            "-parameters",
            "-cp",
            ClassPaths.joined(all),
            // What another program has, too.
            "-sourcepath",
            PROGRAMS.toString(),
            "-d",
            classes.toString(),
            PROGRAMS.resolve(client.program() + ".java").toString()
        };
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, System.err, options);
        assertThat(result).as("result of the compiler for " + client.program()).isZero();
    }

    private Process start(String half, List<Path> libraries) throws IOException {
        List<Path> classPath = new ArrayList<>(List.of(classes, Path.of("target", "classes")));
        classPath.addAll(libraries);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of(java, "-cp"));
        command.add(absolute(classPath));
        command.add("-Dcraton.hsm.config=" + directory.resolve("craton_hsm.toml"));
        command.add("-Dcraton.hsm.home=" + directory);
        command.add("-Djava.io.tmpdir=" + directory);
        command.addAll(List.of("-Duser.language=en", "-Djava.awt.headless=true"));
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
        command.addAll(client.options());
        command.addAll(List.of(Run.class.getName(), half, client.program(), directory.toString()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.redirectErrorStream(true).redirectOutput(output(half).toFile());
        return builder.start();
    }

    private static String absolute(List<Path> classPath) {
        return ClassPaths.joined(classPath.stream().map(Path::toAbsolutePath).toList());
    }

    private Path output(String half) {
        return directory.resolve(half + ".txt");
    }

    private void endsWell(String half, Process process) throws Exception {
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
            throw new AssertionError(half + " does not end:\n" + Files.readString(output(half)));
        }
        String output = Files.readString(output(half));
        if (process.exitValue() == Run.MISSING) {
            String line = output.substring(output.lastIndexOf(Run.MISSES) + Run.MISSES.length());
            throw new TestAbortedException("skipped: " + line.strip() + " could not be had");
        }
        assertThat(process.exitValue()).as(half + " of " + client + ":\n" + output).isZero();
    }

    /** What the judge says. A user that fails ends the wait for his words. */
    private String judge(Process judge, Process use) throws Exception {
        try {
            if (use.isAlive()) {
                CompletableFuture.anyOf(judge.onExit(), use.onExit())
                        .get(MINUTES, TimeUnit.MINUTES);
            }
            if (!use.isAlive() && use.exitValue() != 0) {
                judge.destroyForcibly().waitFor();
                endsWell("use", use);
            }
            endsWell("judge", judge);
        } finally {
            Files.writeString(directory.resolve("verdict"), "");
            judge.destroyForcibly();
        }
        String output = Files.readString(output("judge"));
        int at = output.lastIndexOf(Run.ACCEPTED);
        assertThat(at).as("the judge says what he accepts:\n" + output).isNotNegative();
        return output.substring(at + Run.ACCEPTED.length()).strip();
    }

    /** The sentence that the user sees, tried. */
    private String fails(List<Path> libraries) throws Exception {
        Process use = start("use", ClassPaths.together(ClassPaths.product(), libraries));
        try {
            assertThat(use.waitFor(MINUTES, TimeUnit.MINUTES)).as("it ends").isTrue();
            assertThat(use.exitValue()).as("it cannot work").isEqualTo(1);
            assertThat(Files.readString(output("use"))).contains(client.how());
            return client.how();
        } finally {
            use.destroyForcibly();
        }
    }

    /** Records of uses of the key, behind so many lines. */
    private long uses(int before) throws Exception {
        List<String> lines = log();
        List<String> objects = objects(lines.subList(0, before));
        return lines.stream().skip(before).filter(line -> uses(line, objects)).count();
    }

    /** The unique ids of what has the key's label: itself, its public key, its certificate. */
    private static List<String> objects(List<String> lines) throws Exception {
        byte[] label = UsedToken.ALIAS.getBytes(StandardCharsets.UTF_8);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        String hash = HexFormat.of().formatHex(digest.digest(label));
        return lines.stream()
                .filter(line -> line.contains(hash))
                .map(OBJECT::matcher)
                .filter(Matcher::find)
                .map(object -> object.group(1))
                .toList();
    }

    private static boolean uses(String line, List<String> objects) {
        return line.contains("\"result\":\"CKR_OK\"")
                && USES.stream().anyMatch(event -> line.contains("\"event\":\"" + event + "\""))
                && objects.stream().anyMatch(line::contains);
    }

    private List<String> log() throws IOException {
        return Files.readAllLines(directory.resolve("audit.jsonl"));
    }
}
