package io.craton.hsm.cli.pin;

import io.craton.hsm.Session;
import io.craton.hsm.SessionMode;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code pin change}. */
@Command(
        name = "change",
        description =
                "Change the PIN of the user or of the SO. --pin is the present one, --new-pin the next.")
final class PinChangeCommand extends CratonCommand {
    @Option(
            names = "--user-type",
            paramLabel = "USER|SO",
            defaultValue = "USER",
            description = "Whose PIN: USER (the default) or SO.")
    private Role role = Role.USER;

    @Mixin private PinOptions pinOptions = new PinOptions();

    @Mixin private NewPinOptions newPinOptions = new NewPinOptions();

    @Override
    protected void run() throws IOException {
        String prompt = "Enter current " + role.word() + " PIN: ";
        try (OpenToken token = open();
                Session session = token.slot().openSession(SessionMode.READ_WRITE);
                Secret oldPin =
                        secrets()
                                .accepted(
                                        pinOptions,
                                        prompt,
                                        pin -> session.login(role.type(), pin.bytes()));
                Secret newPin =
                        secrets()
                                .newPin(
                                        newPinOptions,
                                        "Enter new " + role.word() + " PIN: ",
                                        "Confirm new " + role.word() + " PIN: ")) {
            session.setPin(oldPin.bytes(), newPin.bytes());
            Map<String, @Nullable Object> result =
                    Output.object(
                            "slot_id",
                            token.slot().id(),
                            "user_type",
                            role.name(),
                            "changed",
                            true);
            output().done(result, (role == Role.SO ? "SO" : "User") + " PIN changed successfully.");
        }
    }
}
