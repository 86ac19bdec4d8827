package io.craton.hsm.cli.key;

import io.craton.hsm.Session;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.console.Table;
import io.craton.hsm.cli.keyfile.SoftHsmToken;
import io.craton.hsm.cli.secret.PassphraseOptions;
import io.craton.hsm.cli.secret.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code import softhsm}. */
@Command(
        name = "softhsm",
        description = {
            "Import every object of a token of SoftHSM 2, from its directory and without SoftHSM: keys, certificates and data with their"
                    + " labels, ids, uses and dates. All of them or none.",
            "Each key is proved before: a private one by a signature that the token's public key verifies, a secret one by its check"
                    + " value. The keys are sensitive here; the directory stays as it is."
        })
final class ImportSoftHsmCommand extends LoginCommand {
    @Option(
            names = "--input",
            paramLabel = "DIR",
            required = true,
            description = "The directory of the token, or one with a single token in it.")
    private Path input = Path.of("");

    @Mixin private PassphraseOptions passphraseOptions = new PassphraseOptions();

    @Override
    protected void run(Session session) throws IOException {
        try (Secret pin =
                        secrets()
                                .passphrase(passphraseOptions, "Enter PIN of the SoftHSM token: ");
                SoftHsmToken token = SoftHsmToken.read(input, () -> pin)) {
            List<SoftHsmImport.Imported> imported = new SoftHsmImport(session).add(token);
            report(token.label(), imported);
        }
    }

    private void report(String label, List<SoftHsmImport.Imported> imported) {
        Table table = new Table("Label", "Class", "Type", "Proved by");
        List<Map<String, @Nullable Object>> json = new ArrayList<>();
        for (SoftHsmImport.Imported each : imported) {
            String kind = each.object().kind();
            table.row(
                    each.object().label(),
                    each.object().className(),
                    kind.isEmpty() ? "-" : kind,
                    each.proof().words());
            Map<String, @Nullable Object> row = each.object().json();
            row.put("proof", each.proof().words());
            json.add(row);
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("Imported: " + imported.size() + " objects of the token '" + label + "'");
        Map<String, @Nullable Object> result = Output.object("token", label, "imported", json);
        output().done(result, lines.toArray(String[]::new));
    }
}
