/** The Java API of Craton HSM. */
module io.craton.hsm.api {
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;

    exports io.craton.hsm;
    exports io.craton.hsm.spi;
    exports io.craton.hsm.spi.der;

    uses io.craton.hsm.HsmProvider;
}
