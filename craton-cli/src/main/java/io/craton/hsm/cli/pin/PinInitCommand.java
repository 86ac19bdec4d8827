package io.craton.hsm.cli.pin;

import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code pin init}. */
@Command(
        name = "init",
        description =
                "Set the user PIN for the first time. --pin is the SO PIN, --new-pin the user PIN.")
final class PinInitCommand extends UserPinBySo {
    @Override
    protected void run() throws IOException {
        setUserPin("User PIN set successfully.");
    }
}
