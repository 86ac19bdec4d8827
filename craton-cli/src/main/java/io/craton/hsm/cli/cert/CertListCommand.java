package io.craton.hsm.cli.cert;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.command.LoginCommand;
import io.craton.hsm.cli.console.Output;
import io.craton.hsm.cli.console.Table;
import io.craton.hsm.cli.object.TokenObject;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code cert list}. */
@Command(
        name = "list",
        description = {
            "List the certificates of the token, also those that are part of chains only and have no label.",
            "Their serial numbers name them, and --json has their unique ids. Needs no PIN; with one, private certificates are listed, too."
        })
final class CertListCommand extends LoginCommand {
    /** A certificate with what is shown of it; nothing more if Java cannot read it. */
    private record Row(TokenObject object, Optional<X509Certificate> read) {
        Map<String, @Nullable Object> json() {
            return Output.object(
                    "label", object.label(),
                    "id", object.id(),
                    "unique_id", object.uniqueId(),
                    "serial", text(CertListCommand::serial),
                    "subject", text(each -> each.getSubjectX500Principal().getName()),
                    "issuer", text(each -> each.getIssuerX500Principal().getName()),
                    "self_issued", read.map(CertListCommand::isSelfIssued).orElse(null),
                    "not_before", text(each -> each.getNotBefore().toInstant().toString()),
                    "not_after", text(each -> each.getNotAfter().toInstant().toString()));
        }

        String text(Function<X509Certificate, String> what) {
            return read.map(what).orElse("");
        }

        String day(Function<X509Certificate, Date> what) {
            return text(each -> what.apply(each).toInstant().toString().replaceFirst("T.*", ""));
        }
    }

    private static String serial(X509Certificate certificate) {
        String hex = certificate.getSerialNumber().toString(16);
        return hex.length() % 2 == 0 ? hex : "0" + hex;
    }

    private static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
    }

    private static String issuer(X509Certificate certificate) {
        return isSelfIssued(certificate)
                ? "itself"
                : certificate.getIssuerX500Principal().getName();
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
        String total = rows.size() + (rows.size() == 1 ? " certificate" : " certificates");
        output().table(rows.stream().map(Row::json).toList(), table(rows), "Total: " + total);
    }

    private static Row row(Session session, TokenObject object) {
        byte[] der = session.getAttribute(object.handle(), AttributeType.CKA_VALUE);
        return new Row(object, Certificates.readable(der));
    }

    private static Table table(List<Row> rows) {
        Table table = new Table("Label", "Serial", "Subject", "Issuer", "From", "Until");
        for (Row row : rows) {
            table.row(
                    row.object().label(),
                    row.text(CertListCommand::serial),
                    row.text(each -> each.getSubjectX500Principal().getName()),
                    row.text(CertListCommand::issuer),
                    row.day(X509Certificate::getNotBefore),
                    row.day(X509Certificate::getNotAfter));
        }
        return table;
    }
}
