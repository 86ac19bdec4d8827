package io.craton.hsm.cli.pin;

import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.Slot;
import io.craton.hsm.TokenInfo;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.module.OpenToken;
import io.craton.hsm.cli.secret.NewPinOptions;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Role;
import io.craton.hsm.cli.secret.Secret;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What {@code pin init} and {@code pin reset} have in common: the SO sets the user PIN (decision
 * B17).
 */
abstract class UserPinBySo extends CratonCommand {
    @Mixin private PinOptions pinOptions = new PinOptions();

    @Mixin private NewPinOptions newPinOptions = new NewPinOptions();

    @Option(names = "--yes", description = "Do not ask before private objects are lost.")
    private boolean yes;

    final void setUserPin(String message) throws IOException {
        try (OpenToken token = open();
                Session session = token.slot().openSession(SessionMode.READ_WRITE)) {
            logIn(session, Role.SO, pinOptions);
            boolean lost = losesObjects(token.slot(), session);
            if (lost) {
                confirm(
                        "The SO PIN does not open private objects here (security.so_recovery = false):"
                                + " all of them will be destroyed. Continue?",
                        yes);
            }
            try (Secret userPin = newPin()) {
                session.initPin(userPin.bytes());
            }
            Map<String, @Nullable Object> result =
                    Output.object(
                            "slot_id",
                            token.slot().id(),
                            "user_type",
                            "USER",
                            "set",
                            true,
                            "objects_lost",
                            lost);
            output().done(result, lost ? message + " The private objects are gone." : message);
        }
    }

    private static boolean losesObjects(Slot slot, Session soSession) {
        boolean first = !slot.tokenInfo().flags().contains(TokenInfo.Flag.CKF_USER_PIN_INITIALIZED);
        return !first && !slot.recoversObjects(soSession);
    }

    private Secret newPin() {
        return secrets().newPin(newPinOptions, "Enter new user PIN: ", "Confirm new user PIN: ");
    }
}
