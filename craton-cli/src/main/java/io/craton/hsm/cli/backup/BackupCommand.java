package io.craton.hsm.cli.backup;

import io.craton.hsm.BackupInfo;
import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupReport;
import io.craton.hsm.Slot;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Progress;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.module.OpenToken;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code backup}, with {@code backup list} and {@code backup verify}. */
@Command(
        name = "backup",
        description = {
            "Write a backup of the token as one encrypted archive. --pin is the SO PIN, which opens it again.",
            "The records of the store are checked first."
        },
        subcommands = {BackupListCommand.class, BackupVerifyCommand.class})
public final class BackupCommand extends CratonCommand {
    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "The archive; - is standard output.")
    private @Nullable String file;

    @Option(
            names = "--bundle",
            paramLabel = "DIR",
            description =
                    "Instead, a new directory: the archive, the configuration without the paths of this host, certificates and revocation"
                            + " lists of TLS, and the SHA-256 of each. No private key of TLS is in it.")
    private @Nullable Path bundleDirectory;

    @Mixin private SharesOption shares = new SharesOption();

    @Option(
            names = "--force",
            description =
                    "Replace a file that is there; write the archive to standard output even if it is a terminal.")
    private boolean force;

    @Mixin private PinOptions pinOptions = new PinOptions();

    @Override
    protected void run() throws IOException {
        shares.refuseEarly();
        if ((file == null) == (bundleDirectory == null)) {
            throw CliException.usage(
                    "say where the backup goes: --output FILE, or --bundle DIR with more around it");
        }
        Bundle bundle = bundleDirectory == null ? null : Bundle.in(io(), bundleDirectory);
        String target = bundle == null ? String.valueOf(file) : bundle.archive();
        boolean toFile = !DataFile.isStandard(target);
        refuse(target, toFile);
        try (OpenToken token = open()) {
            BackupReport[] made = new BackupReport[1];
            secrets()
                    .accepted(
                            pinOptions,
                            "Enter SO PIN: ",
                            pin -> made[0] = written(token.slot(), pin, target))
                    .close();
            if (toFile) {
                report(target, made[0], bundle);
            }
        }
    }

    private void refuse(String target, boolean toFile) {
        refuseJsonBesideData(target);
        refuseDataOnTerminal(target, force);
        if (shares.isSet() && !toFile) {
            throw CliException.usage("--shares needs --output with the name of a file");
        }
        if (toFile && !force && Files.isRegularFile(Path.of(target))) {
            throw CliException.failed(
                    target + " is there already; choose another name, or replace it with --force");
        }
        shares.refuseTaken(target);
    }

    private BackupReport written(Slot slot, Secret pin, String target) throws IOException {
        BackupReport[] made = new BackupReport[1];
        BackupOptions options = shares.options(pin.bytes());
        Progress progress = progress("Backing up");
        try {
            DataFile.write(
                    io(),
                    target,
                    DataFile.Access.PRIVATE,
                    out -> made[0] = slot.backup(options, out));
        } finally {
            progress.end();
        }
        return made[0];
    }

    private void report(String target, BackupReport made, @Nullable Bundle bundle)
            throws IOException {
        BackupInfo info = made.info();
        long objects = info.publicObjects() + info.privateObjects();
        Map<String, @Nullable Object> json = Archive.json(info);
        json.put("host", host());
        if (bundle != null) {
            bundle.complete(settings().config(), made, new LinkedHashMap<>(json));
        }
        List<String> files = SharesOption.write(io(), target, made.shares());
        json.put("file", target);
        json.put("sha256", made.sha256());
        if (!files.isEmpty()) {
            json.put("shares", files);
        }
        String count = objects + (objects == 1 ? " object, " : " objects, ");
        String size = count + Files.size(Path.of(target)) + " bytes";
        List<String> lines = new ArrayList<>();
        lines.add("Backup created: " + target + " (" + size + ")");
        lines.add("  SHA-256: " + made.sha256());
        files.forEach(file -> lines.add("  Share:   " + file));
        output().done(json, lines.toArray(String[]::new));
    }

    /** The name of this machine, for the manifest; null if it has none. */
    private static @Nullable String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A machine without a name of its own: the manifest says so.
            return null;
        }
    }
}
