package io.craton.hsm.cli.token;

import io.craton.hsm.cli.command.CratonCommand;
import io.craton.hsm.cli.module.OpenToken;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code token list}. */
@Command(name = "list", description = "List all slots and their tokens.")
final class TokenListCommand extends CratonCommand {
    @Override
    protected void run() {
        try (OpenToken token = look()) {
            List<TokenFacts> tokens = token.hsm().slots().stream().map(TokenFacts::new).toList();
            output().table(tokens.stream().map(TokenFacts::json).toList(), TokenFacts.list(tokens));
        }
    }
}
