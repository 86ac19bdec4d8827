/**
 * The store of tokens, found as a service. Exported is what an engineer needs to write another
 * place for headers and records; the other packages are public to each other alone.
 */
module io.craton.hsm.store {
    requires transitive io.craton.hsm.api;
    requires mapdb;
    requires org.slf4j;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;

    // MapDB has no module descriptor that could ask for these.
    requires com.google.common;
    requires jdk.unsupported;
    requires kotlin.stdlib;

    exports io.craton.hsm.store.spi;

    uses io.craton.hsm.store.spi.StorageProvider;

    provides io.craton.hsm.spi.TokenStoreProvider with
            io.craton.hsm.store.SlotStoreProvider;
    provides io.craton.hsm.store.spi.StorageProvider with
            io.craton.hsm.store.mapdb.MapDbProvider;
}
