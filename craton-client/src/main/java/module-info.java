/** The module in another process: the same API over a Unix socket. */
module io.craton.hsm.client {
    requires transitive io.craton.hsm.api;
    requires io.craton.hsm.wire;
    requires jdk.net;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;

    uses io.craton.hsm.wire.carrier.Carrier;

    provides io.craton.hsm.HsmProvider with
            io.craton.hsm.client.ClientHsmProvider;
}
