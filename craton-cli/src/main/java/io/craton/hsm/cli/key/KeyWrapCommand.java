package io.craton.hsm.cli.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.error.ExitCode;
import io.craton.hsm.cli.object.ObjectSelector;
import io.craton.hsm.cli.object.TokenObject;
import io.craton.hsm.cli.pki.Pem;
import io.craton.hsm.provider.key.X509PublicKeys;
import java.io.IOException;
import java.security.InvalidKeyException;
import java.security.spec.InvalidKeySpecException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code key wrap}. */
@Command(
        name = "wrap",
        description = {
            "Write a key as it leaves the token: encrypted under another key, of the token or of whoever is to have it.",
            "The key has to be extractable; one that leaves under trusted keys only cannot go to a public key from a file."
        })
final class KeyWrapCommand extends LoginCommand {
    private static final int LIMIT = 1 << 20;

    @Mixin private ObjectSelector selector = new ObjectSelector();

    @Option(
            names = "--with",
            paramLabel = "LABEL",
            description = "The label of the key of the token that wraps it.")
    private @Nullable String with;

    @Option(
            names = "--with-public",
            paramLabel = "FILE",
            description = "Instead, the RSA public key of the receiver, in PEM or DER.")
    private @Nullable String publicFile;

    @Mixin private WrapOptions how = new WrapOptions();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "Where to; - is standard output.")
    private String output = "";

    @Override
    protected void refuseEarly() {
        how.refuseEarly();
        refuseJsonBesideData(output);
        if ((with == null) == (publicFile == null)) {
            throw CliException.usage("say what wraps the key: --with LABEL, or --with-public FILE");
        }
    }

    @Override
    protected void run(Session session) throws IOException {
        TokenObject key =
                selector.one(session, ObjectClass.CKO_SECRET_KEY, ObjectClass.CKO_PRIVATE_KEY);
        ObjectHandle wrapping =
                publicFile == null
                        ? wrappingKey(session, String.valueOf(with))
                        : receiver(session, publicFile);
        Mechanism mechanism = how.mechanism(session, wrapping);
        byte[] wrapped = session.wrapKey(mechanism, wrapping, key.handle());
        DataFile.write(io(), output, DataFile.Access.PRIVATE, out -> out.write(wrapped));
        reportData(
                Output.object(
                        "label", key.label(),
                        "key_type", key.kind(),
                        "mechanism", mechanism.type().name(),
                        "bytes", wrapped.length,
                        "output", output));
    }

    private static ObjectHandle wrappingKey(Session session, String label) {
        return one(session, label, AttributeType.CKA_WRAP, "wraps");
    }

    /** The one key with a label that may do something. */
    static ObjectHandle one(
            Session session, String label, AttributeType<Boolean> use, String verb) {
        Template wanted = Template.builder().label(label).token(true).set(use, true).build();
        List<ObjectHandle> found = session.findObjects(wanted);
        if (found.size() != 1) {
            String count = found.isEmpty() ? "no key" : found.size() + " keys";
            throw CliException.failed(
                    "the token has " + count + " with the label '" + label + "' that " + verb);
        }
        return found.get(0);
    }

    /** A session object with the public key of a file, for this one use. */
    private ObjectHandle receiver(Session session, String file) throws IOException {
        byte[] content = DataFile.read(io(), file, LIMIT);
        List<Pem.Block> blocks = Pem.decode(content, file);
        byte[] info = blocks.isEmpty() ? content : blocks.get(0).der().copy();
        try {
            Template key =
                    X509PublicKeys.template(X509PublicKeys.parse(info)).toBuilder()
                            .set(AttributeType.CKA_WRAP, true)
                            .build();
            return session.createObject(key);
        } catch (InvalidKeySpecException | InvalidKeyException e) {
            String needed = file + " is no public key in PEM or DER (SubjectPublicKeyInfo)";
            throw new CliException(ExitCode.FAILED, needed, e);
        }
    }
}
