package io.craton.hsm.cli.token;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.module.OpenToken;
import io.craton.hsm.cli.secret.NewPinOptions;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Secret;
import io.craton.hsm.cli.secret.SecretReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code token init}. */
@Command(
        name = "init",
        description = {
            "Initialise the token of a slot and set its SO PIN.",
            "A token that is initialised already loses every object and both PINs; that needs its SO PIN."
        })
final class TokenInitCommand extends CratonCommand {
    private static final int LABEL_BYTES = 32;

    @Option(
            names = "--label",
            paramLabel = "LABEL",
            description = "The label of the token, at most 32 bytes.")
    private @Nullable String label;

    @Option(names = "--yes", description = "Do not ask before an initialised token is wiped.")
    private boolean yes;

    @Mixin private PinOptions pinOptions = new PinOptions();

    @Mixin private NewPinOptions newPinOptions = new NewPinOptions();

    @Override
    protected void run() throws IOException {
        try (OpenToken token = openOrMake()) {
            String name = label();
            boolean wipe = token.slot().tokenInfo().initialized();
            SecretReader secrets = secrets();
            try (Secret given = secrets.pinIfGiven(pinOptions);
                    Secret givenNew = secrets.newPinIfGiven(newPinOptions)) {
                if (wipe) {
                    String there = "Slot " + token.slot().id() + " is already initialised.";
                    confirm(there + " All objects will be destroyed. Continue?", yes);
                    again(token, name, secrets, given, givenNew);
                } else {
                    first(token, name, secrets, given, givenNew);
                }
            }
            Map<String, @Nullable Object> result =
                    Output.object(
                            "slot_id",
                            token.slot().id(),
                            "label",
                            name,
                            "initialized",
                            true,
                            "wiped",
                            wipe);
            output().done(
                            result,
                            "Token initialized successfully.",
                            "  Slot:  " + token.slot().id(),
                            "  Label: " + name);
        }
    }

    /**
     * The SO PIN of a token that has none is the one to set: {@code --pin}, or {@code --new-pin},
     * or asked for.
     */
    private static void first(
            OpenToken token,
            String name,
            SecretReader secrets,
            @Nullable Secret given,
            @Nullable Secret givenNew) {
        Secret known = givenNew == null ? given : givenNew;
        if (known != null) {
            token.slot().initToken(secrets.checked(known).bytes(), name);
            return;
        }
        try (Secret asked = secrets.askTwice("Enter new SO PIN: ", "Confirm SO PIN: ", "--pin")) {
            token.slot().initToken(asked.bytes(), name);
        }
    }

    /** With {@code --pin} alone the SO PIN stays; without it, both are asked for. */
    private static void again(
            OpenToken token,
            String name,
            SecretReader secrets,
            @Nullable Secret given,
            @Nullable Secret givenNew)
            throws IOException {
        if (given != null) {
            token.slot()
                    .initToken(given.bytes(), (givenNew == null ? given : givenNew).bytes(), name);
            return;
        }
        try (Secret current =
                secrets.accepted(
                        "Enter current SO PIN: ", "--pin", pin -> tryAsOfficer(token, pin))) {
            if (givenNew != null) {
                token.slot().initToken(current.bytes(), givenNew.bytes(), name);
                return;
            }
            try (Secret asked =
                    secrets.askTwice("Enter new SO PIN: ", "Confirm SO PIN: ", "--new-pin")) {
                token.slot().initToken(current.bytes(), asked.bytes(), name);
            }
        }
    }

    /** So that nobody thinks of a new PIN before the present one is known to be right. */
    private static void tryAsOfficer(OpenToken token, Secret pin) {
        try (Session session = token.slot().openSession(SessionMode.READ_WRITE)) {
            session.login(UserType.CKU_SO, pin.bytes());
        }
    }

    private String label() {
        String wanted = label == null ? settings().config().string(ConfigKey.TOKEN_LABEL) : label;
        String cut = wanted;
        while (cut.getBytes(StandardCharsets.UTF_8).length > LABEL_BYTES) {
            cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
        }
        if (!cut.equals(wanted)) {
            String limit = "a label has at most " + LABEL_BYTES + " bytes";
            output().warn(limit + "; this one was cut to '" + cut + "'");
        }
        return cut;
    }
}
