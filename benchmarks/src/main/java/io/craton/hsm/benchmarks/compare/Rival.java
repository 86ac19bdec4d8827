package io.craton.hsm.benchmarks.compare;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who takes part. The order is that of the tables. */
enum Rival {
    /** This product, the Java API. */
    API("Craton HSM"),
    /** This product without its audit log: what the log costs. */
    API_UNLOGGED("Craton HSM, no log"),
    /** This product, the JCA provider. */
    JCA("Craton HSM, JCA"),
    /** This product with ACCP as a library. */
    API_ACCP("Craton HSM, ACCP"),
    /** This product's JCA provider with ACCP as a library. */
    JCA_ACCP("Craton HSM, JCA, ACCP"),
    /** The JDK's own providers. */
    JDK("JDK"),
    /** Bouncy Castle's provider. */
    BC("Bouncy Castle"),
    /** ACCP. */
    ACCP("ACCP"),
    /** SunPKCS11 over SoftHSM. */
    SUN_PKCS11("SunPKCS11 + SoftHSM"),
    /** SoftHSM, called from C. */
    SOFTHSM("SoftHSM (C)"),
    /** {@code openssl speed}. */
    OPENSSL("OpenSSL");

    /** Where ACCP's jar is beside the benchmarks' own. */
    private static final Path ACCP_JAR =
            Programs.own().resolveSibling(Path.of("accp", "AmazonCorrettoCryptoProvider.jar"));

    private final String label;

    Rival(String label) {
        this.label = label;
    }

    /** What it is called in a table. */
    String label() {
        return label;
    }

    /** Whether it needs ACCP. */
    boolean accp() {
        return name().contains("ACCP");
    }

    /** Why it cannot take part here, or null. */
    @Nullable String missing() {
        return switch (this) {
            case API_ACCP, JCA_ACCP, ACCP -> accpMissing();
            case SUN_PKCS11 -> SoftHsm.library() == null ? SoftHsm.ABSENT : null;
            case SOFTHSM -> SoftHsm.missing();
            case OPENSSL -> Programs.on("openssl") ? null : "no openssl on the path";
            default -> null;
        };
    }

    /** The jar is beside ours on every machine, and what it has for one system runs there alone. */
    private static @Nullable String accpMissing() {
        boolean fits =
                System.getProperty("os.name").equals("Linux")
                        && System.getProperty("os.arch").equals("amd64");
        if (!fits) {
            return "it is there for Linux on x86-64 only";
        }
        return Files.exists(ACCP_JAR) ? null : ACCP_JAR + " is not there";
    }

    /** The command that starts its process; not for {@link #OPENSSL}, which has no worker. */
    List<String> command(Path directory) throws Exception {
        if (this == SOFTHSM) {
            return SoftHsm.worker(directory);
        }
        if (this == SUN_PKCS11) {
            SoftHsm.makeToken(directory);
        }
        String jar = Programs.own().toString();
        String classPath = accp() ? jar + java.io.File.pathSeparator + ACCP_JAR : jar;
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                classPath,
                Worker.class.getName(),
                name(),
                directory.toString());
    }
}
