package io.craton.hsm.daemon.tls;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An address and port to serve at: {@code 127.0.0.1:5696} or {@code [::1]:5696}. Never a name:
 * whether an address is one of the loopback is not for a name service to say.
 *
 * @param address the address
 * @param port 0 to 65535; 0 for any that is free
 */
public record BindAddress(InetAddress address, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:([0-9.]+)|\\[([0-9a-fA-F:.]+)]):([0-9]{1,5})");

    /**
     * Reads one.
     *
     * @param key the key that has it, for the sentence
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it is none
     */
    public static BindAddress of(ConfigKey key, String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > 65_535) {
            throw bad(key, text, null);
        }
        String address = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        try {
            return new BindAddress(
                    InetAddress.getByName(address), Integer.parseInt(matcher.group(3)));
        } catch (UnknownHostException e) {
            throw bad(key, text, e);
        }
    }

    private static HsmException bad(ConfigKey key, String text, @Nullable Throwable cause) {
        return new HsmException(
                ReturnCode.CKR_ARGUMENTS_BAD,
                key.path()
                        + " = \""
                        + text
                        + "\" is no address with a port; write 10.0.1.10:8443 or [::1]:8443",
                cause);
    }

    /** Whether only programs of this host reach it. */
    public boolean isLoopback() {
        return address.isLoopbackAddress();
    }

    /** The same with the port that stood for any. */
    public BindAddress withPort(int other) {
        return new BindAddress(address, other);
    }

    /** For a socket. */
    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }

    /** As it is written in the configuration. */
    @Override
    public String toString() {
        String text = address.getHostAddress();
        return (address instanceof Inet6Address ? "[" + text + "]" : text) + ":" + port;
    }
}
