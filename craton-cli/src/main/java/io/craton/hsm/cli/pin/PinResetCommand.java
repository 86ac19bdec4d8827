package io.craton.hsm.cli.pin;

import io.craton.hsm.ConfigKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pin reset}. */
@Command(
        name = "reset",
        description = {
            "Set a new user PIN as the SO and clear its lock; the objects stay.",
            "--pin is the SO PIN, --new-pin the user PIN. Where the SO PIN opens no private",
            "objects (security.so_recovery = false) they are lost, and it asks before."
        })
final class PinResetCommand extends UserPinBySo {
    @Option(names = "--yes", description = "Do not ask before private objects are lost.")
    private boolean yes;

    @Override
    protected void run() {
        if (settings().config().flag(ConfigKey.SECURITY_SO_RECOVERY)) {
            setUserPin("User PIN reset successfully.");
            return;
        }
        confirm(
                "The SO PIN does not open private objects (security.so_recovery = false):"
                        + " all of them will be destroyed. Continue?",
                yes);
        setUserPin("User PIN reset; the private objects of the token are gone.");
    }
}
