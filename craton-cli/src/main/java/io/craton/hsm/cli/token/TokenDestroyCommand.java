package io.craton.hsm.cli.token;

import io.craton.hsm.Slot;
import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.module.OpenToken;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code token destroy} (decision B41). */
@Command(
        name = "destroy",
        description = {
            "Destroy the token of a slot without a PIN: its objects and both PINs are overwritten and removed.",
            "It is the way out of a locked SO PIN, for the owner of the store's files while no process has it open.",
            "The audit log keeps it."
        })
final class TokenDestroyCommand extends CratonCommand {
    @Option(
            names = "--label",
            paramLabel = "LABEL",
            description = "The label of the token to destroy; without it, it has to be typed.")
    private @Nullable String label;

    @Override
    protected void run() {
        try (OpenToken token = openHere()) {
            if (!token.slot().tokenInfo().initialized()) {
                throw CliException.failed("slot " + token.slot().id() + " has no token to destroy");
            }
            String name = label == null ? typed(token.slot()) : label;
            String serial = token.slot().tokenInfo().serialNumber();
            token.slot().destroyToken(name);
            output().done(
                            destroyed(token.slot().id(), name, serial),
                            "Token '" + name + "', serial number " + serial + ", destroyed.");
        }
    }

    private Map<String, @Nullable Object> destroyed(long slot, String name, String serial) {
        return Output.object(
                "slot_id", slot, "label", name, "serial_number", serial, "destroyed", true);
    }

    private String typed(Slot slot) {
        io().flush();
        String present = slot.tokenInfo().label();
        String objects = "All objects of token '" + present + "' in slot " + slot.id();
        String fate = " will be destroyed, and no PIN brings them back.";
        String answer = io().terminal().readLine(objects + fate + " Type its label to go on: ");
        if (answer == null) {
            throw CliException.failed(
                    "not confirmed: nothing was changed; --label LABEL goes on without the question");
        }
        return answer;
    }
}
