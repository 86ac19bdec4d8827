package io.craton.hsm.fuzz;

import io.craton.hsm.wire.form.WireForm;
import java.nio.ByteOrder;

/** The four forms of numbers on the wire. */
final class WireForms {
    private WireForms() {}

    /** The form that the lowest bits of a byte choose. */
    static WireForm of(byte choice) {
        return new WireForm(
                (choice & 1) == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
                (choice & 2) == 0 ? 8 : 4);
    }
}
