/** Reads the configuration of Craton HSM. */
module io.craton.hsm.config {
    requires transitive io.craton.hsm.api;
    requires org.slf4j;
    requires org.tomlj;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;

    exports io.craton.hsm.config;
}
