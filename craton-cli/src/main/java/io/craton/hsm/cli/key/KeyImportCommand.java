package io.craton.hsm.cli.key;

import io.craton.hsm.Session;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.cli.object.ObjectSelector;
import io.craton.hsm.cli.secret.PassphraseOptions;
import io.craton.hsm.cli.secret.Secret;
import io.craton.hsm.spi.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code key import}. */
@Command(
        name = "import",
        description = {
            "Import the private and secret keys of a file, or of all files of a directory: PKCS#8, PKCS#1 and SEC1 in PEM"
                    + " or DER, PKCS#12, JWK, and with --type the bare value of a secret key. Certificates beside a key come"
                    + " with it.",
            "The keys are private and sensitive, and cannot leave again unless --extractable says so. The files stay as they are: whoever has one"
                    + " has the key."
        })
class KeyImportCommand extends LoginCommand {
    @Option(
            names = "--input",
            paramLabel = "FILE",
            required = true,
            description = "A file or a directory; - is standard input.")
    private String input = "";

    @Option(
            names = "--label",
            paramLabel = "LABEL",
            description =
                    "The label of the key. By default the name of the file without its ending; keys that share a file have"
                            + " the names that it gives them.")
    private @Nullable String label;

    @Option(
            names = "--id",
            paramLabel = "HEX",
            description =
                    "The id that its parts and its certificate share; by default made of the public key.")
    private @Nullable String id;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description =
                    "What a secret key is that does not say it: aes:256, sha256-hmac:256 and the like. A file has that many bytes or"
                            + " hexadecimal digits.")
    private @Nullable String type;

    @Mixin private KeyRights rights = new KeyRights();

    @Option(
            names = "--on-error",
            paramLabel = "stop|go-on",
            defaultValue = "stop",
            description =
                    "What to do when a file of a directory cannot be imported: stop (the default; nothing is imported if a file"
                            + " cannot be read) or go-on.")
    private OnError onError = OnError.STOP;

    @Mixin private PassphraseOptions passphraseOptions = new PassphraseOptions();

    /** The passphrase of all files, once it is known. */
    private @Nullable Secret passphrase;

    @Override
    protected void refuseEarly() {
        rights.export();
        if (type != null && KeyKind.of(type).pair()) {
            throw CliException.usage(
                    "--type is for secret keys, such as aes:256; files say themselves what key pairs are");
        }
        if (isDirectory() && (label != null || id != null)) {
            throw CliException.usage(
                    "--label and --id name one key, and " + input + " is a directory");
        }
    }

    private boolean isDirectory() {
        return !DataFile.isStandard(input) && Files.isDirectory(Path.of(input));
    }

    @Override
    protected void run(Session session) throws IOException {
        KeyKind kind = type == null ? null : KeyKind.of(type);
        try (ImportSource source = new ImportSource(io(), this::passphrase, kind)) {
            if (isDirectory()) {
                source.addDirectory(Path.of(input), onError);
            } else {
                source.addFile(input, label);
            }
            source.refuseClashes(session);
            Bytes wanted = id == null ? null : Bytes.of(ObjectSelector.parseId(id));
            run(source, new KeyImporter(session, rights, wanted));
        } finally {
            if (passphrase != null) {
                passphrase.close();
            }
        }
    }

    private Secret passphrase() {
        Secret known = passphrase;
        if (known == null) {
            known = secrets().passphrase(passphraseOptions, "Enter passphrase of the file: ");
            passphrase = known;
        }
        return known;
    }

    private void run(ImportSource source, KeyImporter importer) {
        List<Map<String, @Nullable Object>> imported = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        List<ImportSource.FileNote> failed = new ArrayList<>(source.failed());
        for (ImportSource.Candidate each : source.candidates()) {
            if (!failed.isEmpty() && onError == OnError.STOP) {
                break;
            }
            try {
                KeyImporter.Imported done = importer.add(each);
                imported.add(json(each, done));
                lines.add(line(each, done));
                warnOfOthers(each, done);
            } catch (CliException e) {
                if (!isDirectory() && source.candidates().size() == 1) {
                    throw e;
                }
                failed.add(new ImportSource.FileNote(each.file(), e.sentence()));
            }
        }
        report(source, imported, lines, failed);
    }

    private void warnOfOthers(ImportSource.Candidate candidate, KeyImporter.Imported done) {
        if (done.others() > 0) {
            output().warn(
                            candidate.file()
                                    + " has certificates that are not those of the key; they were left out");
        }
    }

    private static Map<String, @Nullable Object> json(
            ImportSource.Candidate candidate, KeyImporter.Imported done) {
        return Output.object(
                "file", candidate.file(),
                "label", done.key().label(),
                "id", done.key().id(),
                "key_type", done.key().kind(),
                "unique_id", done.key().uniqueId(),
                "certificates", done.certificates());
    }

    private static String line(ImportSource.Candidate candidate, KeyImporter.Imported done) {
        int count = done.certificates();
        String certificates =
                count == 0
                        ? ""
                        : count == 1
                                ? ", with its certificate"
                                : ", with " + count + " certificates";
        return "Key imported: "
                + done.key().label()
                + " ("
                + done.key().kind()
                + ", id "
                + done.key().id()
                + ") from "
                + candidate.file()
                + certificates;
    }

    private void report(
            ImportSource source,
            List<Map<String, @Nullable Object>> imported,
            List<String> lines,
            List<ImportSource.FileNote> failed) {
        for (ImportSource.FileNote note : source.leftOut()) {
            output().warn(note.file() + " also has what is no key to import: " + note.words());
        }
        for (ImportSource.FileNote note : failed) {
            output().warn(note.words());
        }
        String summary =
                "Imported: " + imported.size() + ", failed: " + failed.size() + ", of " + input;
        if (isDirectory()) {
            lines.add(summary);
        }
        Map<String, @Nullable Object> json =
                Output.object(
                        "imported", imported,
                        "left_out", source.leftOut(),
                        "failed", failed);
        output().done(json, lines.toArray(String[]::new));
        if (!failed.isEmpty()) {
            throw CliException.afterResult(
                    ExitCode.FAILED, "not every key was imported; " + summary);
        }
        if (imported.isEmpty()) {
            throw CliException.afterResult(
                    ExitCode.FAILED, "there is no key to import in " + input);
        }
    }
}
