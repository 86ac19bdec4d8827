package io.craton.hsm.daemon;

import io.craton.hsm.ConfigKey;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Where the network door is: {@code host:port}, {@code [::1]:port} with an IPv6 address.
 *
 * @param host a name or an address, without brackets
 * @param port 0 for any that is free
 */
record NetworkAddress(String host, int port) {
    private static final int LAST_PORT = 65_535;

    /**
     * That of a configuration.
     *
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if it is none
     */
    static NetworkAddress of(HsmConfig config) {
        String text = config.string(ConfigKey.DAEMON_BIND);
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = port(text.substring(colon + 1));
        if (host.isEmpty() || port < 0) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    ConfigKey.DAEMON_BIND.path()
                            + " is \""
                            + text
                            + "\"; it has to be an address and a port, such as 127.0.0.1:5696");
        }
        return new NetworkAddress(host, port);
    }

    private static int port(String text) {
        int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : -1;
        return port <= LAST_PORT ? port : -1;
    }

    /** The same with the port that stood for any. */
    NetworkAddress withPort(int other) {
        return new NetworkAddress(host, other);
    }

    /** Whether only programs of this host reach it. */
    boolean isLoopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    InetSocketAddress toSocketAddress() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
