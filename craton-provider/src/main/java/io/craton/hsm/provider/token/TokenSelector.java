package io.craton.hsm.provider.token;

import io.craton.hsm.Hsm;
import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Slot;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Which token of a module is meant: the one that has all of these values, or without any the one in
 * slot 0. Immutable.
 *
 * @param wanted the values
 */
public record TokenSelector(Map<TokenAttribute, String> wanted) {
    /** The token in slot 0. */
    public static final TokenSelector DEFAULT = new TokenSelector(Map.of());

    /** Copies the values. */
    public TokenSelector {
        Map<TokenAttribute, String> copy = new EnumMap<>(TokenAttribute.class);
        copy.putAll(wanted);
        wanted = Collections.unmodifiableMap(copy);
    }

    /** The token in a slot. */
    public static TokenSelector slot(long id) {
        return new TokenSelector(Map.of(TokenAttribute.SLOT, Long.toString(id)));
    }

    /** The token with a label. */
    public static TokenSelector label(String label) {
        return new TokenSelector(Map.of(TokenAttribute.LABEL, label));
    }

    /** Whether nothing is asked for. */
    public boolean any() {
        return wanted.isEmpty();
    }

    /** The slot, if nothing else is said of it: it need not be looked for. */
    OptionalLong slotAlone() {
        if (any()) {
            return OptionalLong.of(0);
        }
        String slot = wanted.get(TokenAttribute.SLOT);
        return slot != null && wanted.size() == 1
                ? OptionalLong.of(Long.parseLong(slot))
                : OptionalLong.empty();
    }

    /**
     * The slot that is meant.
     *
     * @throws HsmException {@code CKR_TOKEN_NOT_PRESENT} if there is none, {@code
     *     CKR_ARGUMENTS_BAD} if there are several
     */
    public Slot choose(Hsm hsm) {
        List<Slot> matching = hsm.slots().stream().filter(slot -> matches(hsm, slot)).toList();
        if (matching.size() > 1) {
            matching = matching.stream().filter(slot -> slot.tokenInfo().initialized()).toList();
        }
        if (matching.isEmpty()) {
            throw new HsmException(
                    ReturnCode.CKR_TOKEN_NOT_PRESENT,
                    "no token matches " + this + "; `token list` shows those there are");
        }
        if (matching.size() > 1) {
            String slots =
                    matching.stream()
                            .map(slot -> Long.toString(slot.id()))
                            .collect(Collectors.joining(", "));
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "the tokens in the slots "
                            + slots
                            + " all match "
                            + this
                            + "; name the slot, or the serial number of the token");
        }
        return matching.get(0);
    }

    boolean matches(Hsm hsm, Slot candidate) {
        return any()
                ? candidate.id() == 0
                : wanted.entrySet().stream()
                        .allMatch(one -> one.getKey().matches(hsm, candidate, one.getValue()));
    }

    /** As in a token reference: {@code slot=0}, {@code label=...}, or a {@code pkcs11:} URI. */
    @Override
    public String toString() {
        return new TokenReference(this, EntrySelector.ALL).toString();
    }
}
