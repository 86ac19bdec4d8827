package io.craton.hsm.cli.token;

import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.module.OpenToken;
import picocli.CommandLine.Command;

/** {@code token info}. */
@Command(
        name = "info",
        description =
                "Show the token of a slot: label, serial number, objects, PIN states, sessions, flags.")
final class TokenInfoCommand extends CratonCommand {
    @Override
    protected void run() {
        try (OpenToken token = look()) {
            TokenFacts facts = new TokenFacts(token.slot());
            output().result(facts.json(), facts.lines());
        }
    }
}
