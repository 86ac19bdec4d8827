/** The cryptography behind the API of Craton HSM; the one module that names Bouncy Castle. */
@SuppressWarnings("module") // The core is compiled later.
module io.craton.hsm.engine {
    requires transitive io.craton.hsm.api;
    requires org.bouncycastle.provider;
    requires org.slf4j;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;

    exports io.craton.hsm.engine to
            io.craton.hsm.core;
    exports io.craton.hsm.engine.common to
            io.craton.hsm.core;
    exports io.craton.hsm.engine.ec to
            io.craton.hsm.core;
    exports io.craton.hsm.engine.kdf to
            io.craton.hsm.core;
    exports io.craton.hsm.engine.memory to
            io.craton.hsm.core;
    exports io.craton.hsm.engine.rsa to
            io.craton.hsm.core;
    exports io.craton.hsm.engine.spi to
            io.craton.hsm.core;
}
