package io.craton.hsm.cli.pin;

import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
import io.craton.hsm.UserType;
import io.craton.hsm.cli.CratonCommand;
import io.craton.hsm.cli.OpenToken;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.secret.NewPinOptions;
import io.craton.hsm.cli.secret.PinOptions;
import io.craton.hsm.cli.secret.Secret;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;

/**
 * What {@code pin init} and {@code pin reset} have in common: the SO sets the user PIN (decision
 * B17).
 */
abstract class UserPinBySo extends CratonCommand {
    @Mixin private PinOptions pinOptions = new PinOptions();

    @Mixin private NewPinOptions newPinOptions = new NewPinOptions();

    final void setUserPin(String message) {
        try (OpenToken token = open();
                Secret soPin = secrets().pin(pinOptions, "Enter SO PIN: ");
                Session session = token.session(UserType.CKU_SO, soPin, SessionMode.READ_WRITE);
                Secret userPin =
                        secrets()
                                .newPin(
                                        newPinOptions,
                                        "Enter new user PIN: ",
                                        "Confirm new user PIN: ")) {
            session.initPin(userPin.bytes());
            Map<String, @Nullable Object> result =
                    Output.object("slot_id", slotId(), "user_type", "USER", "set", true);
            output().done(result, message);
        }
    }
}
