package io.craton.hsm.system.walk;

import io.craton.hsm.KeyType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether two keys are equal can be asked: both make the MAC of the same data. A key of which all
 * but a few bits are those of another tells these bits, if they are chosen by the attacker in the
 * one and unknown in the other; so do two keys that are shifted against each other. HMAC pads a
 * short key with zeros, which is as good as zeros behind it.
 */
final class Comparisons {
    private final Atoms atoms;
    private final Map<String, Map<Bits, Item.Key>> keys = new HashMap<>();

    Comparisons(Atoms atoms) {
        this.atoms = atoms;
    }

    /**
     * Adds a key.
     *
     * @param most from how many bits on nobody makes the comparison for every value
     * @return what a comparison with another one tells, if it can be made by trying; or null
     */
    @Nullable String add(Item.Key key, int most) {
        Map<Bits, Item.Key> others = keys.computeIfAbsent(family(key), k -> new LinkedHashMap<>());
        if (others.putIfAbsent(key.value(), key) != null) {
            return null;
        }
        for (Item.Key other : others.values()) {
            int bits = uncertain(key.value(), other.value(), most);
            if (bits > 0) {
                return "comparing it with " + described(other) + " tells " + bits + " bits";
            }
        }
        return null;
    }

    private static String described(Item.Key key) {
        return key.made() == null ? key.name() : key.name() + " of " + key.made().step();
    }

    /** Which keys can be compared: those of HMAC of any length, others of one length. */
    private static String family(Item.Key key) {
        KeyType type = key.keyType();
        return type == KeyType.CKK_GENERIC_SECRET || String.valueOf(type).endsWith("_HMAC")
                ? "HMAC"
                : type + " " + key.value().bytes();
    }

    /** How many places may be equal or not; 0 if none, if it is known, or if they are too many. */
    private int uncertain(Bits one, Bits other, int most) {
        int count = 0;
        int length = Math.max(one.length(), other.length());
        for (int i = 0; i < length && count < most; i++) {
            boolean oneConstant = i >= one.length() || isConstant(one, i);
            boolean otherConstant = i >= other.length() || isConstant(other, i);
            if (oneConstant && otherConstant) {
                if (flag(one, i) != flag(other, i)) {
                    return 0;
                }
            } else if (oneConstant || otherConstant || one.atom(i) != other.atom(i)) {
                count++;
            } else if (one.flag(i) != other.flag(i)) {
                return 0;
            }
        }
        return count < most ? count : 0;
    }

    private boolean isConstant(Bits value, int i) {
        return value.isConstant(i) || atoms.isKnown(value.atom(i));
    }

    private boolean flag(Bits value, int i) {
        return i < value.length() && atoms.bit(value, i);
    }
}
