/** The functions of the module as messages. */
module io.craton.hsm.wire {
    requires transitive io.craton.hsm.api;
    requires static org.jspecify;

    exports io.craton.hsm.wire;
    exports io.craton.hsm.wire.carrier;
    exports io.craton.hsm.wire.form;
    exports io.craton.hsm.wire.mechanism;
    exports io.craton.hsm.wire.value;
}
