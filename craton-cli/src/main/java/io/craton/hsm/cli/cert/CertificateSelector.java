package io.craton.hsm.cli.cert;

import io.craton.hsm.AttributeType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.cli.error.CliException;
import io.craton.hsm.cli.object.ObjectSelector;
import io.craton.hsm.cli.object.TokenObject;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which certificate is meant: as other objects, or by its serial number. */
final class CertificateSelector {
    @Mixin private ObjectSelector object = new ObjectSelector();

    @Option(
            names = "--serial",
            paramLabel = "HEX",
            description = "Its serial number, as 'cert list' shows it.")
    private @Nullable String serial;

    /**
     * The one that is meant.
     *
     * @throws CliException if there is none, or more than one
     */
    TokenObject one(Session session) {
        if (serial == null) {
            return object.one(session, ObjectClass.CKO_CERTIFICATE);
        }
        List<TokenObject> found = bySerial(session, serial);
        if (found.isEmpty()) {
            throw CliException.failed(
                    "the token has no certificate with the serial number "
                            + serial
                            + "; 'cert list' shows what it has");
        }
        if (found.size() > 1) {
            String ids = String.join(", ", found.stream().map(TokenObject::uniqueId).toList());
            throw CliException.failed(
                    found.size()
                            + " certificates have the serial number "
                            + serial
                            + "; say which with --unique-id, one of "
                            + ids);
        }
        return found.get(0);
    }

    /** Whether the session sees it. */
    boolean matches(Session session) {
        return serial == null
                ? object.matches(session, ObjectClass.CKO_CERTIFICATE)
                : !bySerial(session, serial).isEmpty();
    }

    private List<TokenObject> bySerial(Session session, String hex) {
        BigInteger wanted = number(hex);
        List<TokenObject> among =
                object.isSet()
                        ? object.find(session, ObjectClass.CKO_CERTIFICATE)
                        : TokenObject.find(
                                session,
                                Template.builder()
                                        .objectClass(ObjectClass.CKO_CERTIFICATE)
                                        .build());
        return among.stream().filter(each -> has(session, each, wanted)).toList();
    }

    private static boolean has(Session session, TokenObject certificate, BigInteger serial) {
        byte[] der = session.getAttribute(certificate.handle(), AttributeType.CKA_VALUE);
        Optional<BigInteger> number =
                Certificates.readable(der).map(each -> each.getSerialNumber());
        return number.equals(Optional.of(serial));
    }

    private static BigInteger number(String hex) {
        try {
            return new BigInteger(hex.toLowerCase(Locale.ROOT).replaceAll("[: ]|^0x", ""), 16);
        } catch (NumberFormatException e) {
            throw CliException.usage("--serial takes hexadecimal digits, such as 03ab or 03:ab");
        }
    }
}
