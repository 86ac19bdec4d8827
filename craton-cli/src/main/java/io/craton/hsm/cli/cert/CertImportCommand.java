package io.craton.hsm.cli.cert;

import io.craton.hsm.Session;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.console.DataFile;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.provider.keystore.SessionCertificates;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cert import}. */
@Command(
        name = "import",
        description = {
            "Store a certificate, or a chain of them in any order (PEM, DER or PKCS#7); what else is in a PEM file, such as a private key, is left alone.",
            "It gets the label and id of the private key that it is for, if the token has it, and takes the place of the chain that the key has.",
            "A renewed certificate alone keeps the authorities of that chain if they have signed it."
        })
final class CertImportCommand extends LoginCommand {
    private static final int LIMIT = 1 << 20;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            required = true,
            description = "The file; - is standard input.")
    private String input = "";

    @Option(
            names = "--label",
            paramLabel = "LABEL",
            description = "The label, if not that of the private key; no other entry may have it.")
    private @Nullable String label;

    @Option(
            names = "--keep",
            description =
                    "Keep the certificate that was there, under the label LABEL@YYYY-MM-DD with the day of today.")
    private boolean keep;

    @Override
    protected void run(Session session) throws IOException {
        List<X509Certificate> file = Certificates.parse(DataFile.read(io(), input, LIMIT), input);
        LocalDate day = keep ? LocalDate.now(ZoneOffset.UTC) : null;
        SessionCertificates.Stored stored = Certificates.store(session, file, label, day);
        String imported =
                stored.label() + remark(stored) + chain(stored, file.size()) + replaced(stored);
        output().done(json(stored), "Certificate imported: " + imported);
        Instant now = settings().config().clock().instant();
        file.forEach(certificate -> warnOfDates(certificate, now));
    }

    private void warnOfDates(X509Certificate certificate, Instant now) {
        String of = "the certificate of " + certificate.getSubjectX500Principal().getName();
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (now.isAfter(until)) {
            output().warn(of + " has expired: it was valid until " + until);
        } else if (now.isBefore(from)) {
            output().warn(of + " is not valid yet: it will be from " + from + " on");
        }
    }

    private static Map<String, @Nullable Object> json(SessionCertificates.Stored stored) {
        return Output.object(
                "label", stored.label(),
                "certificates", stored.chain().size(),
                "certificates_before", stored.before(),
                "private_key", stored.privateKey(),
                "kept", stored.kept());
    }

    private static String remark(SessionCertificates.Stored stored) {
        String kept = stored.kept();
        String before = kept == null ? "" : "; the one before is " + kept;
        return stored.privateKey() == null
                ? " (the token has no private key for it)" + before
                : before;
    }

    private static String replaced(SessionCertificates.Stored stored) {
        boolean isReplaced = stored.before() > 0 && stored.kept() == null;
        return isReplaced ? "; it replaces the one before" : "";
    }

    /** What has become of the chain, where the file alone does not say it. */
    private static String chain(SessionCertificates.Stored stored, int inFile) {
        List<X509Certificate> chain = stored.chain();
        if (chain.size() > inFile) {
            return chain.subList(inFile, chain.size()).stream()
                    .map(authority -> authority.getSubjectX500Principal().getName())
                    .collect(Collectors.joining(", ", "; its chain goes on as before: ", ""));
        }
        return chain.size() >= stored.before()
                ? ""
                : "; its chain had "
                        + stored.before()
                        + " certificates and has "
                        + chain.size()
                        + " now: import the whole chain in one file to have more in it";
    }
}
