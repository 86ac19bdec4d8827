package io.craton.hsm.cli.cert;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.console.Table;
import io.craton.hsm.cli.object.TokenObject;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code cert list}. */
@Command(
        name = "list",
        description = {
            "List the certificates of the token, also those that are part of chains only and have no label.",
            "Their unique ids name them. Needs no PIN; with one, private certificates are listed, too."
        })
final class CertListCommand extends LoginCommand {
    /** A certificate with what is shown of it; the last two are empty if Java cannot read it. */
    private record Row(TokenObject object, String subject, String until) {
        Map<String, @Nullable Object> json() {
            return Output.object(
                    "label", object.label(),
                    "id", object.id(),
                    "unique_id", object.uniqueId(),
                    "subject", subject,
                    "not_after", until);
        }
    }

    @Override
    protected boolean isPublic(Session session) {
        return true;
    }

    @Override
    protected void run(Session session) {
        Template certificates = Template.builder().objectClass(ObjectClass.CKO_CERTIFICATE).build();
        List<Row> rows =
                TokenObject.find(session, certificates).stream()
                        .map(object -> row(session, object))
                        .toList();
        output().result(rows.stream().map(Row::json).toList(), lines(rows));
    }

    private static Row row(Session session, TokenObject object) {
        byte[] der = session.getAttribute(object.handle(), AttributeType.CKA_VALUE);
        try {
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509", "SUN")
                                    .generateCertificate(new ByteArrayInputStream(der));
            return new Row(
                    object,
                    certificate.getSubjectX500Principal().getName(),
                    certificate.getNotAfter().toInstant().toString());
        } catch (GeneralSecurityException e) {
            return new Row(object, "", "");
        }
    }

    private static List<String> lines(List<Row> rows) {
        Table table = new Table("Label", "Unique id", "Subject", "Valid until");
        for (Row row : rows) {
            table.row(row.object().label(), row.object().uniqueId(), row.subject(), row.until());
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("Total: " + rows.size() + (rows.size() == 1 ? " certificate" : " certificates"));
        return lines;
    }
}
