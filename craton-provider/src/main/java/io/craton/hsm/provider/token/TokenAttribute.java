package io.craton.hsm.provider.token;

import io.craton.hsm.Hsm;
import io.craton.hsm.Slot;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What a token can be chosen by: the attributes of a {@code pkcs11:} URI (RFC 7512, section 2.3)
 * that say something about the token, its slot or the library.
 */
public enum TokenAttribute {
    /** The number of the slot. */
    SLOT("slot-id", false, (hsm, slot) -> Long.toString(slot.id())),
    /** The description of the slot. */
    SLOT_DESCRIPTION("slot-description", false, (hsm, slot) -> slot.info().description()),
    /** Who made the slot. */
    SLOT_MANUFACTURER("slot-manufacturer", false, (hsm, slot) -> slot.info().manufacturer()),
    /** The label of the token. */
    LABEL("token", true, (hsm, slot) -> slot.tokenInfo().label()),
    /** The serial number of the token. */
    SERIAL("serial", true, (hsm, slot) -> slot.tokenInfo().serialNumber()),
    /** Who made the token. */
    MANUFACTURER("manufacturer", true, (hsm, slot) -> slot.tokenInfo().manufacturer()),
    /** The model of the token. */
    MODEL("model", true, (hsm, slot) -> slot.tokenInfo().model()),
    /** Who made the library. */
    LIBRARY_MANUFACTURER("library-manufacturer", false, (hsm, slot) -> hsm.info().manufacturer()),
    /** The description of the library. */
    LIBRARY_DESCRIPTION("library-description", false, (hsm, slot) -> hsm.info().description()),
    /** The version of the library. */
    LIBRARY_VERSION("library-version", false, (hsm, slot) -> hsm.info().version());

    private final String label;
    private final boolean ofToken;
    private final BiFunction<Hsm, Slot, String> value;

    TokenAttribute(String label, boolean ofToken, BiFunction<Hsm, Slot, String> value) {
        this.label = label;
        this.ofToken = ofToken;
        this.value = value;
    }

    /** The attribute with a name, in lower case. */
    static Optional<TokenAttribute> of(String name) {
        return Arrays.stream(values()).filter(one -> one.label.equals(name)).findFirst();
    }

    /** Its name in a URI. */
    String label() {
        return label;
    }

    /** Whether a slot has this value; of a token that is not initialised nothing matches. */
    boolean matches(Hsm hsm, Slot slot, String wanted) {
        if (ofToken && !slot.tokenInfo().initialized()) {
            return false;
        }
        String has = value.apply(hsm, slot);
        return has.equals(wanted) || has.strip().equals(wanted);
    }
}
