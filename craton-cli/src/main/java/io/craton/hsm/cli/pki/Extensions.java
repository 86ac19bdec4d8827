package io.craton.hsm.cli.pki;

import io.craton.hsm.spi.der.DerWriter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The extensions that certificates and requests carry here (RFC 5280 section 4.2). */
final class Extensions {
    private static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private Extensions() {}

    /**
     * {@code Extensions} of a server certificate for these names; without names, of one that only
     * signs.
     */
    static byte[] server(List<String> names) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(extension(BASIC_CONSTRAINTS, true, DerWriter.sequence()));
        // digitalSignature, the first bit of eight; seven do not count.
        out.writeBytes(extension(KEY_USAGE, true, DerWriter.bits(7, new byte[] {(byte) 0x80})));
        if (!names.isEmpty()) {
            out.writeBytes(
                    extension(
                            EXTENDED_KEY_USAGE,
                            false,
                            DerWriter.sequence(DerWriter.oid(SERVER_AUTH))));
            out.writeBytes(extension(SUBJECT_ALTERNATIVE_NAME, false, generalNames(names)));
        }
        return DerWriter.sequence(out.toByteArray());
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        return critical
                ? DerWriter.sequence(DerWriter.oid(oid), DerWriter.yes(), DerWriter.octets(value))
                : DerWriter.sequence(DerWriter.oid(oid), DerWriter.octets(value));
    }

    private static byte[] generalNames(List<String> names) {
        return DerWriter.sequence(
                names.stream().map(Extensions::generalName).toArray(byte[][]::new));
    }

    private static byte[] generalName(String name) {
        HostNames.check(name);
        return HostNames.isAddress(name)
                ? DerWriter.contextPrimitive(IP_ADDRESS, HostNames.address(name))
                : DerWriter.contextPrimitive(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII));
    }
}
