package io.craton.hsm.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package that {@code package-deb} has built, installed in a private root. */
@Tag("packages")
class DebianPackageIT {
    private static Path built;

    @TempDir Path directory;

    @BeforeAll
    static void find() throws IOException {
        Programs.require("dpkg-deb", "dpkg");
        built = onlyPackage(Programs.DEPLOY.resolve("target"));
    }

    private static Path onlyPackage(Path directory) throws IOException {
        try (DirectoryStream<Path> packages = Files.newDirectoryStream(directory, "*.deb")) {
            return packages.iterator().next();
        }
    }

    @Test
    @Tag("S0-2")
    @Tag("S0-3")
    @Tag("S2-1")
    @Tag("S2-6")
    @Tag("S2-7")
    @Tag("S2-8")
    @Tag("S2-11")
    @Tag("S2-37")
    @Tag("S0-29")
    @Tag("simulated")
    void life_fromInstallationToPurge() throws Exception {
        Programs.requirePrivateRoot();
        Programs.require("logrotate", "logrotate");
        Programs.require("setpriv", "util-linux");
        String script = Programs.DEPLOY.resolve("src/test/sh/package-life").toString();

        String steps = Programs.inPrivateRoot(script, built.toString()).good();

        assertThat(steps.lines().filter(line -> line.startsWith("ok "))).hasSize(8);
    }

    @Test
    void lintian_findsNothing() throws Exception {
        Programs.require("lintian", "lintian");

        Programs.run("lintian", "--fail-on", "error,warning", built.toString()).good();
    }

    @Test
    void sameSource_givesTheSameBytes() throws Exception {
        String script = Programs.DEPLOY.resolve("package-deb").toString();
        Programs.run(script, System.getProperty("java.home"), directory.toString()).good();

        assertThat(onlyPackage(directory)).hasSameBinaryContentAs(built);
    }
}
