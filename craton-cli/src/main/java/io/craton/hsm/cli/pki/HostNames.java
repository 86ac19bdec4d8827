package io.craton.hsm.cli.pki;

import io.craton.hsm.cli.error.CliException;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * Names of servers in certificates (RFC 5280 section 4.2.1.6, RFC 9525): host names in ASCII with
 * labels of 63 characters at most, 253 in all, a {@code *} as the first label alone, and addresses.
 */
public final class HostNames {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    private static final Pattern LABEL =
            Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
    private static final int MOST = 253;

    private HostNames() {}

    /** Whether it is an address by its look; a resolver asks nobody then. */
    public static boolean isAddress(String name) {
        return IPV4.matcher(name).matches() || IPV6.matcher(name).matches();
    }

    /**
     * The bytes of an address.
     *
     * @throws CliException if it is none
     */
    static byte[] address(String name) {
        try {
            return InetAddress.getByName(name).getAddress();
        } catch (UnknownHostException e) {
            throw CliException.usage("'" + name + "' is not an IP address");
        }
    }

    /**
     * Refuses what is neither a host name nor an address.
     *
     * @throws CliException with what could have been meant
     */
    public static void check(String name) {
        if (isAddress(name)) {
            address(name);
            return;
        }
        if (name.isEmpty() || name.length() > MOST) {
            throw CliException.usage(
                    "--san takes a host name of 1 to " + MOST + " characters, or an IP address");
        }
        String rest = name.startsWith("*.") ? name.substring(2) : name;
        for (String label : rest.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                throw CliException.usage("'" + name + "' is not a host name" + meant(name));
            }
        }
        if (name.matches("[0-9.]+")) {
            throw CliException.usage("'" + name + "' is not an IP address");
        }
    }

    private static String meant(String name) {
        if (name.contains("://")) {
            return "; leave out what is not the name of the host";
        }
        if (name.matches("(?i)(ip|dns):.*")) {
            return "; leave out what stands before the colon";
        }
        if (name.contains("%")) {
            return "; an address in a certificate has no zone";
        }
        String ascii = ascii(name);
        return ascii.equals(name) ? "" : "; its form in certificates is " + ascii;
    }

    /** The form of an internationalised name that certificates have; the name if it has none. */
    private static String ascii(String name) {
        try {
            return IDN.toASCII(name);
        } catch (IllegalArgumentException e) {
            // It is no such name either.
            return name;
        }
    }
}
