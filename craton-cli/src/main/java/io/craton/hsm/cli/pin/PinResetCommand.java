package io.craton.hsm.cli.pin;

import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code pin reset}. */
@Command(
        name = "reset",
        description = {
            "Set a new user PIN as the SO and clear its lock; the objects stay.",
            "--pin is the SO PIN, --new-pin the user PIN. Where the SO PIN opens no private",
            "objects (security.so_recovery = false) they are lost, and it asks before."
        })
final class PinResetCommand extends UserPinBySo {
    @Override
    protected void run() throws IOException {
        setUserPin("User PIN reset successfully.");
    }
}
