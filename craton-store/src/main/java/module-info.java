/**
 * The store of tokens. Nothing is exported: it is found as a service, and its packages are public
 * to each other alone.
 */
module io.craton.hsm.store {
    requires io.craton.hsm.api;
    requires mapdb;
    requires org.slf4j;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;

    // MapDB has no module descriptor that could ask for these.
    requires com.google.common;
    requires jdk.unsupported;
    requires kotlin.stdlib;

    provides io.craton.hsm.spi.TokenStoreProvider with
            io.craton.hsm.store.MapDbStoreProvider;
}
