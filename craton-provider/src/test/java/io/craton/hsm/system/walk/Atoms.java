package io.craton.hsm.system.walk;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Every bit that was random or computed in one token, what it really is, and whether the attacker
 * knows it. The real bits serve two ends: each value that the model predicts is compared with the
 * value that the token has, so that the model cannot be wrong about what a key contains; and what
 * the attacker learns is checked against the real secrets, whatever the model thinks of it.
 *
 * <p>The result of a one-way function is atoms of its own, which cannot be worth more than what
 * went in: of a hash of one unknown byte, eight bits are unknown, not 256.
 */
final class Atoms {
    /** How a value came to be. */
    enum Kind {
        /** Random, and the attacker wants it. */
        VICTIM,
        /** Random, or something that the attacker cannot know; nobody wants it. */
        OTHER,
        /** One-way of the whole of a key. */
        ONE_WAY,
        /** A digest of the whole of a key, which of a long HMAC key is its effective key. */
        DIGEST,
        /** A key applied to data of the caller: a MAC. */
        MAC,
        /** A key applied to data of the caller: an encryption. */
        ENCRYPTION,
        /** A shared secret. */
        AGREEMENT
    }

    /**
     * Where atoms come from.
     *
     * @param name of what
     * @param kind how
     * @param inputs what went in
     * @param first the first atom
     * @param count how many
     */
    record Source(String name, Kind kind, List<Bits> inputs, int first, int count) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Source that && first == that.first;
        }

        @Override
        public int hashCode() {
            return first;
        }
    }

    // By their first atom; the sources follow each other without a gap.
    private final TreeMap<Integer, Source> sources = new TreeMap<>();
    private final Map<List<Object>, Bits> computed = new HashMap<>();
    private final BitSet real = new BitSet();
    private final BitSet known = new BitSet();
    private int next;

    /** Random bits. */
    Bits random(String name, Kind kind, byte[] value) {
        return bits(add(name, kind, List.of(), value));
    }

    /**
     * What a function makes; the same bits if the same function had the same input before.
     *
     * @param function names the function and its other input
     */
    Bits computed(String function, Kind kind, List<Bits> inputs, byte[] value) {
        if (inputs.stream().allMatch(each -> unknown(each) == 0)) {
            return Bits.known(value);
        }
        List<Object> key = List.of(function, inputs);
        Bits longest = computed.get(key);
        if (longest == null) {
            longest = bits(add(function, kind, inputs, value));
            computed.put(key, longest);
            return longest;
        }
        // Most functions make a longer value of a shorter one by going on.
        int common = Math.min(longest.bytes(), value.length);
        byte[] before = real(longest.head(common));
        if (!Arrays.equals(before, Arrays.copyOf(value, common))) {
            return bits(add(function, kind, inputs, value));
        }
        if (value.length > common) {
            byte[] rest = Arrays.copyOfRange(value, common, value.length);
            longest = longest.then(bits(add(function, kind, inputs, rest)));
            computed.put(key, longest);
        }
        return longest.head(value.length);
    }

    private Source add(String name, Kind kind, List<Bits> inputs, byte[] value) {
        int first = next;
        Source source = new Source(name, kind, List.copyOf(inputs), first, 8 * value.length);
        next += source.count();
        sources.put(first, source);
        for (int i = 0; i < source.count(); i++) {
            real.set(first + i, (value[i / 8] >> (7 - i % 8) & 1) == 1);
        }
        return source;
    }

    private static Bits bits(Source source) {
        return Bits.atoms(source.first(), source.count());
    }

    /** The real value. */
    byte[] real(Bits value) {
        byte[] bytes = new byte[value.bytes()];
        for (int i = 0; i < value.length(); i++) {
            bytes[i / 8] |= (byte) ((bit(value, i) ? 1 : 0) << (7 - i % 8));
        }
        return bytes;
    }

    /** The real bit at a place. */
    boolean bit(Bits value, int i) {
        return value.isConstant(i) ? value.flag(i) : real.get(value.atom(i)) != value.flag(i);
    }

    /** Whether the attacker knows an atom. */
    boolean isKnown(int atom) {
        return known.get(atom);
    }

    /** The attacker learns these bits. */
    void learn(Bits value) {
        value.atoms().forEach(known::set);
    }

    /** How many bits of a value the attacker has to guess, at most. */
    int unknown(Bits value) {
        int sum = 0;
        for (Map.Entry<Source, Integer> each : unknownBySource(value).entrySet()) {
            Source source = each.getKey();
            sum +=
                    source.inputs().isEmpty()
                            ? each.getValue()
                            : Math.min(each.getValue(), sum(source.inputs()));
        }
        return sum;
    }

    private int sum(List<Bits> inputs) {
        return unknown(inputs.stream().reduce(Bits.NONE, Bits::then));
    }

    private Map<Source, Integer> unknownBySource(Bits value) {
        Map<Source, Integer> counts = new LinkedHashMap<>();
        BitSet seen = new BitSet();
        Source last = null;
        for (int i = 0; i < value.length(); i++) {
            int atom = value.isConstant(i) ? -1 : value.atom(i);
            if (atom >= 0 && !known.get(atom) && !seen.get(atom)) {
                seen.set(atom);
                last = sourceOf(atom, last);
                counts.merge(last, 1, Integer::sum);
            }
        }
        return counts;
    }

    private Source sourceOf(int atom, @Nullable Source last) {
        return last != null && atom >= last.first() && atom < last.first() + last.count()
                ? last
                : sources.floorEntry(atom).getValue();
    }

    /** The sources whose unknown bits stand in the value itself. */
    Set<Source> contained(Bits value) {
        return unknownBySource(value).keySet();
    }

    /** The sources whose bits stand in the value itself, known ones too. */
    Set<Source> sources(Bits value) {
        Set<Source> found = new LinkedHashSet<>();
        Source last = null;
        for (int i = 0; i < value.length(); i++) {
            if (!value.isConstant(i)) {
                Source source = sourceOf(value.atom(i), last);
                if (source != last) {
                    found.add(source);
                    last = source;
                }
            }
        }
        return found;
    }

    /** The victims on which the value depends in any way. */
    Set<Source> victims(Bits value) {
        Set<Source> found = new HashSet<>();
        collect(value, found, new HashSet<>());
        return found;
    }

    private void collect(Bits value, Set<Source> found, Set<Source> seen) {
        for (Source source : sources(value)) {
            if (seen.add(source)) {
                if (source.kind() == Kind.VICTIM) {
                    found.add(source);
                }
                source.inputs().forEach(input -> collect(input, found, seen));
            }
        }
    }

    /** Whether the attacker knows a bit of a victim. */
    boolean knowsBitOf(Source victim) {
        int next = known.nextSetBit(victim.first());
        return next >= 0 && next < victim.first() + victim.count();
    }
}
