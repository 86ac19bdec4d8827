package io.craton.hsm.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What systemd, AppArmor and logrotate say of the files that are for them. */
class UnitFilesTest {
    /**
     * The directives of the hardening guide and of the runbook, but for MemoryDenyWriteExecute,
     * with which Java does not start.
     */
    private static final List<String> DIRECTIVES =
            List.of(
                    "Description=Craton HSM daemon",
                    "After=network-online.target",
                    "Wants=network-online.target",
                    "ExecStart=/opt/craton-hsm/bin/craton-hsm-daemon --config"
                            + " /etc/craton-hsm/craton_hsm.toml",
                    "User=craton-hsm",
                    "Group=craton-hsm",
                    "Type=notify",
                    "Restart=on-failure",
                    "ProtectSystem=strict",
                    "ProtectHome=true",
                    "ReadWritePaths=/var/lib/craton-hsm /var/log/craton-hsm",
                    "PrivateTmp=true",
                    "PrivateDevices=true",
                    "ProtectKernelTunables=true",
                    "ProtectKernelModules=true",
                    "ProtectKernelLogs=true",
                    "ProtectControlGroups=true",
                    "ProtectClock=true",
                    "ProtectHostname=true",
                    "ProtectProc=invisible",
                    "NoNewPrivileges=true",
                    "CapabilityBoundingSet=CAP_IPC_LOCK",
                    "AmbientCapabilities=CAP_IPC_LOCK",
                    "LockPersonality=true",
                    "RestrictNamespaces=true",
                    "RestrictRealtime=true",
                    "RestrictSUIDSGID=true",
                    "IPAddressAllow=10.0.0.0/8",
                    "IPAddressDeny=any",
                    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
                    "SystemCallFilter=@system-service",
                    "SystemCallFilter=~@privileged @resources",
                    "SystemCallArchitectures=native",
                    "LimitCORE=0",
                    "WantedBy=multi-user.target");

    @TempDir Path directory;

    private static List<String> lines(String file) throws IOException {
        return Files.readAllLines(Programs.DEPLOY.resolve(file));
    }

    @Test
    @Tag("S0-2")
    @Tag("S0-3")
    @Tag("S0-4")
    @Tag("S2-8")
    @Tag("S2-11")
    @Tag("S2-30")
    @Tag("simulated")
    void unit_hasEveryDirectiveOfTheGuide() throws IOException {
        List<String> unit = lines("systemd/craton-hsm.service");

        assertThat(unit).containsAll(DIRECTIVES);
        assertThat(unit).noneMatch(line -> line.startsWith("MemoryDenyWriteExecute"));
        assertThat(unit).anyMatch(line -> line.matches("RestartSec=[1-5]"));
    }

    /** A misspelt directive is a line on standard error, and exit code 0. */
    @Test
    @Tag("simulated")
    void units_areRightForSystemd() throws Exception {
        Programs.require("systemd-analyze", "systemd");
        Programs.requirePrivateRoot();
        Path units = Programs.DEPLOY.resolve("systemd");
        String script =
                String.join(
                        "\n",
                        "set -e",
                        "mkdir -p /opt/craton-hsm/bin /opt/craton-hsm/libexec",
                        "for name in bin/craton-hsm-daemon bin/craton-hsm-admin"
                                + " libexec/scheduled-backup; do",
                        "    cp /bin/true /opt/craton-hsm/$name",
                        "done",
                        "cp " + units + "/*.service " + units + "/*.timer /lib/systemd/system",
                        "cd /lib/systemd/system",
                        "systemd-analyze verify craton-hsm*");

        assertThat(Programs.inPrivateRoot("bash", "-c", script).good()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"craton-hsm, 1.6", "craton-hsm-backup, 1.4", "craton-hsm-verify, 1.4"})
    @Tag("simulated")
    void exposure_isWhatThePageSays(String unit, double exposure) throws Exception {
        Programs.require("systemd-analyze", "systemd");
        String file = Programs.DEPLOY.resolve("systemd/" + unit + ".service").toString();

        String judgement =
                Programs.run("systemd-analyze", "security", "--offline=true", "--no-pager", file)
                        .good();

        String last =
                judgement.lines().filter(l -> l.contains("Overall exposure")).findFirst().get();
        double figure = Double.parseDouble(last.replaceAll(".*: ([0-9.]+) .*", "$1"));
        // Another release of systemd may know more directives.
        assertThat(figure).isLessThanOrEqualTo(exposure + 0.5);
    }

    @Test
    @Tag("S2-12")
    @Tag("simulated")
    void appArmor_takesTheProfile() throws Exception {
        Programs.require("apparmor_parser", "apparmor");
        String profile =
                Programs.DEPLOY.resolve("apparmor/opt.craton-hsm.bin.craton-hsm-daemon").toString();

        Programs.run("apparmor_parser", "-Q", "-K", "-T", profile).good();

        assertThat(
                        lines("apparmor/opt.craton-hsm.bin.craton-hsm-daemon").stream()
                                .map(String::strip)
                                .collect(Collectors.toList()))
                .contains(
                        "capability ipc_lock,",
                        "/etc/craton-hsm/** r,",
                        "/var/lib/craton-hsm/** rwk,",
                        "/var/log/craton-hsm/** rwk,",
                        "deny /proc/sys/** w,",
                        "deny /sys/** w,",
                        "deny /boot/** r,",
                        "deny /root/** r,",
                        "deny /home/** r,",
                        "network tcp,");
    }

    @Test
    @Tag("simulated")
    void selinux_compilesTheModule() throws Exception {
        Path makefile = Path.of("/usr/share/selinux/devel/Makefile");
        assumeTrue(
                Files.isRegularFile(makefile),
                "there is no " + makefile + " (Debian package selinux-policy-dev)");
        for (String name : List.of("craton_hsm.te", "craton_hsm.fc")) {
            Files.copy(Programs.DEPLOY.resolve("selinux/" + name), directory.resolve(name));
        }
        String there = directory.toString();

        Programs.run("make", "-C", there, "-f", makefile.toString(), "craton_hsm.pp").good();

        assertThat(directory.resolve("craton_hsm.pp")).isNotEmptyFile();
    }

    @Test
    @Tag("S0-29")
    void logrotate_readsTheStanza() throws Exception {
        Programs.require("logrotate", "logrotate");
        Programs.requirePrivateRoot();
        String file = Programs.DEPLOY.resolve("logrotate/craton-hsm").toString();
        String script =
                "useradd --system craton-hsm && mkdir -p -m 750 /var/log/craton-hsm && chown"
                        + " craton-hsm /var/log/craton-hsm && install -m 644 "
                        + file
                        + " /etc/logrotate.d/craton-hsm && logrotate -d /etc/logrotate.d/craton-hsm";

        assertThat(Programs.inPrivateRoot("bash", "-c", script).good())
                .contains("Handling 1 logs")
                .doesNotContain("error");
        assertThat(lines("logrotate/craton-hsm").stream().map(String::strip))
                .contains(
                        "daily",
                        "rotate 30",
                        "missingok",
                        "compress",
                        "delaycompress",
                        "copytruncate",
                        "create 0600 craton-hsm craton-hsm");
    }
}
