package io.craton.hsm.provider.token;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Slot;
import io.craton.hsm.TokenInfo;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Which token of a module is meant. Without a criterion: the one in slot 0.
 *
 * @param slot the slot id, or null
 * @param label the label of the token, or null
 * @param serial the serial number of the token, or null
 */
public record TokenSelector(@Nullable Long slot, @Nullable String label, @Nullable String serial) {
    /** The token in slot 0. */
    public static final TokenSelector DEFAULT = new TokenSelector(null, null, null);

    /** The token in a slot. */
    public static TokenSelector slot(long id) {
        return new TokenSelector(id, null, null);
    }

    /** The token with a label. */
    public static TokenSelector label(String label) {
        return new TokenSelector(null, label, null);
    }

    /** Whether nothing is asked for. */
    public boolean any() {
        return equals(DEFAULT);
    }

    /** The slot, if nothing else is said of it: it need not be looked for. */
    OptionalLong slotAlone() {
        if (any()) {
            return OptionalLong.of(0);
        }
        return slot != null && label == null && serial == null
                ? OptionalLong.of(slot)
                : OptionalLong.empty();
    }

    Slot choose(Hsm hsm) {
        for (Slot candidate : hsm.slots()) {
            if (matches(candidate)) {
                return candidate;
            }
        }
        throw new HsmException(
                ReturnCode.CKR_TOKEN_NOT_PRESENT,
                "no token matches " + this + "; `token list` shows those there are");
    }

    boolean matches(Slot candidate) {
        if (any()) {
            return candidate.id() == 0;
        }
        if (slot != null && candidate.id() != slot) {
            return false;
        }
        if (label == null && serial == null) {
            return true;
        }
        TokenInfo info = candidate.tokenInfo();
        return info.initialized()
                && (label == null || label.equals(info.label()))
                && (serial == null || serial.equals(info.serialNumber().strip()));
    }

    /** The form of a token reference: {@code slot=0} or {@code label=...}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        append(text, "slot", slot == null ? null : slot.toString());
        append(text, "label", label);
        append(text, "serial", serial);
        return text.isEmpty() ? "slot=0" : text.toString();
    }

    private static void append(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append(text.isEmpty() ? "" : " ").append(name).append('=').append(value);
        }
    }
}
