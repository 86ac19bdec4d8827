package io.craton.hsm.provider;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.Digest;
import io.craton.hsm.testkit.Page;
import io.craton.hsm.testkit.PageTest;
import io.craton.hsm.testkit.Repository;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;

/**
 * The services of the provider beside those of others. What the others have is in files, so that
 * the page is the same on every Java; where one of the others is at hand, its file is compared with
 * it.
 */
class ServicesPageTest {
    private static final String JDK = "jdk-25";
    private static final String BOUNCY_CASTLE = "bouncycastle-1.86";
    private static final String ACCP = "accp-2.5.0";
    private static final String SUN_PKCS11 = "sunpkcs11-softhsm";

    /** The others, by the name of the file and as the page calls them. */
    private static final Map<String, String> OTHERS = new LinkedHashMap<>();

    static {
        OTHERS.put(SUN_PKCS11, "SunPKCS11");
        OTHERS.put(JDK, "JDK 25");
        OTHERS.put(BOUNCY_CASTLE, "BC");
        OTHERS.put(ACCP, "ACCP");
    }

    /** A name of a service; upper and lower case are the same. */
    private record Name(String type, String algorithm) {
        static final Comparator<Name> ORDER =
                Comparator.comparing(Name::type)
                        .thenComparing(Name::algorithm, String.CASE_INSENSITIVE_ORDER);

        static Name of(String line) {
            int end = line.indexOf(' ');
            return new Name(line.substring(0, end), line.substring(end + 1));
        }

        @Override
        public String toString() {
            return type + " " + algorithm;
        }
    }

    /** Why names are not here. */
    private record Reason(Pattern names, String sentence) {
        static Reason of(String line) {
            String[] parts = line.split(" {2,}", 2);
            return new Reason(Pattern.compile(parts[0], Pattern.CASE_INSENSITIVE), parts[1]);
        }
    }

    private static List<String> lines(String file) throws Exception {
        try (InputStream in = ServicesPageTest.class.getResourceAsStream("/services/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    private static TreeSet<Name> names(String other) throws Exception {
        TreeSet<Name> names = new TreeSet<>(Name.ORDER);
        lines(other + ".txt").forEach(line -> names.add(Name.of(line)));
        return names;
    }

    /** Each service of ours with all of its names. */
    private static Map<Name, Set<Name>> own() {
        Map<Name, Set<Name>> own = new TreeMap<>(Name.ORDER);
        for (ServiceRow row : ServiceTable.rows()) {
            Set<Name> names = new TreeSet<>(Name.ORDER);
            Name first = new Name(row.type(), row.algorithm());
            names.add(first);
            row.aliases().forEach(alias -> names.add(new Name(row.type(), alias)));
            own.put(first, names);
        }
        // There where Java has the class; the page is of all of them.
        for (Digest digest : Digest.values()) {
            if (digest.hkdfOid().isPresent()) {
                Name kdf = new Name("KDF", "HKDF-" + digest.nameInside());
                own.putIfAbsent(kdf, Set.of(kdf));
            }
        }
        return own;
    }

    @PageTest
    void services_standBesideThoseOfOthers() throws Exception {
        KemTest.assumeKem();
        StringBuilder table = new StringBuilder("| | ");
        table.append(String.join(" | ", OTHERS.values())).append(" |\n|---|");
        table.append("---|".repeat(OTHERS.size())).append('\n');
        String type = "";
        Map<String, Set<Name>> theirs = new LinkedHashMap<>();
        for (String other : OTHERS.keySet()) {
            theirs.put(other, names(other));
        }
        for (Map.Entry<Name, Set<Name>> service : own().entrySet()) {
            Name name = service.getKey();
            if (!name.type().equals(type)) {
                type = name.type();
                table.append("| **").append(type).append("** |").append(" |".repeat(OTHERS.size()));
                table.append('\n');
            }
            table.append("| `").append(name.algorithm()).append("` |");
            for (Set<Name> other : theirs.values()) {
                boolean has = service.getValue().stream().anyMatch(other::contains);
                table.append(has ? " yes |" : " |");
            }
            table.append('\n');
        }
        Page.of("docs/services.md").has("services", table.toString());
    }

    @PageTest
    void whatOthersHave_isHereOrHasAReason() throws Exception {
        KemTest.assumeKem();
        Set<Name> here = new TreeSet<>(Name.ORDER);
        own().values().forEach(here::addAll);
        List<Reason> reasons = lines("reasons.txt").stream().map(Reason::of).toList();
        Map<Reason, Set<Name>> missing = new LinkedHashMap<>();
        reasons.forEach(reason -> missing.put(reason, new TreeSet<>(Name.ORDER)));
        List<Name> unexplained = new ArrayList<>();
        for (String other : OTHERS.keySet()) {
            for (Name name : names(other)) {
                if (!here.contains(name)) {
                    explain(name, missing, unexplained);
                }
            }
        }
        assertThat(unexplained).as("neither here nor with a reason").isEmpty();
        assertThat(missing).as("reasons for nothing").doesNotContainValue(Set.of());
        String rows = missing.entrySet().stream().map(ServicesPageTest::row).collect(joining());
        Page.of("docs/services.md").has("missing", "| why not | names |\n|---|---|\n" + rows);
    }

    private static void explain(Name name, Map<Reason, Set<Name>> missing, List<Name> unexplained) {
        missing.entrySet().stream()
                .filter(entry -> entry.getKey().names().matcher(name.toString()).matches())
                .findFirst()
                .ifPresentOrElse(entry -> entry.getValue().add(name), () -> unexplained.add(name));
    }

    private static String row(Map.Entry<Reason, Set<Name>> entry) {
        Map<String, List<String>> byType = new TreeMap<>();
        for (Name name : entry.getValue()) {
            byType.computeIfAbsent(name.type(), type -> new ArrayList<>()).add(name.algorithm());
        }
        String names =
                byType.entrySet().stream()
                        .map(type -> type.getKey() + ": " + String.join(", ", type.getValue()))
                        .collect(joining("; "));
        return "| " + entry.getKey().sentence() + " | " + names + " |\n";
    }

    /** The lists that are found to be others are written when the pages are. */
    private static void compare(String other, Set<String> now) throws Exception {
        if (Boolean.getBoolean("craton.docs.write")) {
            Files.write(
                    Repository.file(
                            "craton-provider/src/test/resources/services/" + other + ".txt"),
                    now);
            return;
        }
        assertThat(now).containsExactlyElementsOf(lines(other + ".txt"));
    }

    @PageTest
    void listOfBouncyCastle_isTrue() throws Exception {
        assumeJava25();
        Provider provider = new BouncyCastleProvider();
        assumeRelease(BOUNCY_CASTLE, provider);
        compare(BOUNCY_CASTLE, ServiceLister.list(List.of(provider)));
    }

    @PageTest
    void listOfTheJdk_isTrue() throws Exception {
        assumeJava25();
        List<Provider> providers =
                Stream.of(Security.getProviders())
                        .filter(provider -> provider.getName().matches("Sun.*|SUN|XMLDSig|Jdk.*"))
                        .toList();
        compare(JDK, ServiceLister.list(providers));
    }

    @PageTest
    void listOfAccp_isTrue() throws Exception {
        assumeJava25();
        Provider provider =
                (Provider)
                        Class.forName(
                                        "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider")
                                .getDeclaredConstructor()
                                .newInstance();
        Assumptions.assumeFalse(
                provider.getServices().isEmpty(), "skipped: this machine cannot load ACCP");
        compare(ACCP, ServiceLister.list(List.of(provider)));
    }

    @PageTest
    void listOfSunPkcs11_isTrue(@TempDir Path directory) throws Exception {
        assumeJava25();
        Path library = Path.of("/usr/lib/softhsm/libsofthsm2.so");
        Assumptions.assumeTrue(Files.exists(library), "skipped: SoftHSM is not installed");
        Files.createDirectory(directory.resolve("tokens"));
        Files.writeString(
                directory.resolve("softhsm2.conf"),
                "directories.tokendir=" + directory.resolve("tokens") + "\n");
        Path config =
                Files.writeString(
                        directory.resolve("pkcs11.cfg"),
                        "name=soft\nlibrary=" + library + "\nslotListIndex=0\n");
        run(
                directory,
                List.of(
                        "softhsm2-util --init-token --free --label soft --so-pin 1234 --pin 1234"
                                .split(" ")));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        String printed =
                run(
                        directory,
                        List.of(
                                java,
                                "-cp",
                                classPath,
                                ServiceLister.class.getName(),
                                "" + config));
        Set<String> now = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        printed.lines().forEach(now::add);
        compare(SUN_PKCS11, now);
    }

    private static String run(Path directory, List<String> command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("SOFTHSM2_CONF", directory.resolve("softhsm2.conf").toString());
        Process process = builder.start();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    private static void assumeRelease(String file, Provider provider) {
        Assumptions.assumeTrue(
                file.endsWith(provider.getVersionStr()), "skipped: another release is at hand");
    }

    private static void assumeJava25() {
        Assumptions.assumeTrue(
                Runtime.version().feature() == 25, "skipped: the lists are those of Java 25");
    }
}
