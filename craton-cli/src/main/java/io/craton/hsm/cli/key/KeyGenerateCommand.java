package io.craton.hsm.cli.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.console.Progress;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code key generate}. */
@Command(name = "generate", description = "Generate a key or key pair that stays in the token.")
final class KeyGenerateCommand extends LoginCommand {
    @Option(
            names = "--type",
            paramLabel = "TYPE",
            required = true,
            completionCandidates = KeyKind.Names.class,
            description =
                    "One of ${COMPLETION-CANDIDATES}; BITS is a multiple of 8, and for rsa of 64.")
    private String type = "";

    @Mixin private NewKeyOptions key = new NewKeyOptions();

    @Override
    protected void refuseEarly() {
        KeyKind.of(type);
    }

    @Override
    protected void run(Session session) {
        KeyKind kind = KeyKind.of(type);
        key.refuseUnusable(session);
        NewKey made = key.key(session, kind);
        String uniqueId = generated(session, made, kind);
        String id = HexFormat.of().formatHex(made.id().copy());
        String done = "Key generated: " + made.label() + " (" + kind.name() + ", id " + id + ")";
        String label = made.label();
        Map<String, @Nullable Object> result = Output.object("label", label, "id", id);
        result.put("key_type", kind.name());
        result.put("unique_id", uniqueId);
        String trust = "For the SO: key trust --unique-id " + uniqueId;
        if (key.wraps()) {
            output().done(result, done, trust);
        } else {
            output().done(result, done);
        }
    }

    private String generated(Session session, NewKey key, KeyKind kind) {
        Progress progress = progress("Generating " + kind.name());
        try {
            ObjectHandle handle = key.generate(session, kind);
            return session.getAttribute(handle, AttributeType.CKA_UNIQUE_ID);
        } finally {
            progress.end();
        }
    }
}
