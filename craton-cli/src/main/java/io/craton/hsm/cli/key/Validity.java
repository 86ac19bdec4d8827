package io.craton.hsm.cli.key;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.cli.console.Table;
import io.craton.hsm.cli.object.TokenObject;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From when to when an object may be used: a key by its dates, a certificate by its validity.
 *
 * @param object the key or certificate
 * @param first the first day, or null
 * @param last the last day
 */
record Validity(TokenObject object, @Nullable LocalDate first, LocalDate last) {
    /** Those whose last day is this one or earlier, the first to end at the top. */
    static List<Validity> endingBy(Session session, List<TokenObject> objects, LocalDate until) {
        return objects.stream()
                .flatMap(object -> of(session, object).stream())
                .filter(each -> !each.last.isAfter(until))
                .sorted(Comparator.comparing(Validity::last))
                .toList();
    }

    /** Empty if it has no last day, or Java cannot read the certificate. */
    private static Optional<Validity> of(Session session, TokenObject object) {
        if (object.objectClass() == ObjectClass.CKO_CERTIFICATE) {
            return ofCertificate(session, object);
        }
        Optional<LocalDate> none = Optional.empty();
        LocalDate first = object.attributes().get(AttributeType.CKA_START_DATE, none).orElse(null);
        Optional<LocalDate> last = object.attributes().get(AttributeType.CKA_END_DATE, none);
        return last.map(day -> new Validity(object, first, day));
    }

    private static Optional<Validity> ofCertificate(Session session, TokenObject object) {
        byte[] der = session.getAttribute(object.handle(), AttributeType.CKA_VALUE);
        try {
            X509Certificate certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509", "SUN")
                                    .generateCertificate(new ByteArrayInputStream(der));
            return Optional.of(
                    new Validity(
                            object,
                            day(certificate.getNotBefore()),
                            day(certificate.getNotAfter())));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    private static LocalDate day(Date time) {
        return LocalDate.ofInstant(time.toInstant(), ZoneOffset.UTC);
    }

    /** The object with its days. */
    Map<String, @Nullable Object> json() {
        Map<String, @Nullable Object> json = object.json();
        json.put("start_date", first == null ? null : first.toString());
        json.put("end_date", last.toString());
        return json;
    }

    /** A table of them. */
    static List<String> lines(List<Validity> ending, LocalDate today) {
        Table table = new Table("Label", "Class", "Type", "First day", "Last day", "");
        for (Validity each : ending) {
            table.row(
                    each.object.label(),
                    each.object.className(),
                    each.object.kind().isEmpty() ? "-" : each.object.kind(),
                    each.first == null ? "-" : each.first.toString(),
                    each.last.toString(),
                    each.last.isBefore(today) ? "over" : "");
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("Total: " + ending.size() + (ending.size() == 1 ? " object" : " objects"));
        return lines;
    }
}
