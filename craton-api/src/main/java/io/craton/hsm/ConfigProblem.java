package io.craton.hsm;

import java.util.ArrayList;
import java.util.List;

/**
 * What is wrong with the value of a key of the configuration, and where inside of it.
 *
 * @param place from the outside in: {@link Integer} for the number of an item or a row, from 0, and
 *     {@link String} for the name of a column; empty for the value itself
 * @param words what is wrong, such as "is not allowed; it takes true or false"
 */
public record ConfigProblem(List<Object> place, String words) {
    /** Keeps a copy of the place. */
    public ConfigProblem {
        place = List.copyOf(place);
    }

    static ConfigProblem takes(String constraint) {
        return new ConfigProblem(List.of(), "is not allowed; it takes " + constraint);
    }

    /** The same, seen from a step further out. */
    ConfigProblem inside(Object step) {
        List<Object> longer = new ArrayList<>();
        longer.add(step);
        longer.addAll(place);
        return new ConfigProblem(longer, words);
    }

    /** The place behind the name of a key, such as {@code [1].rights}: items count from 1. */
    public String suffix() {
        StringBuilder text = new StringBuilder();
        for (Object step : place) {
            text.append(step instanceof Integer index ? "[" + (index + 1) + "]" : "." + step);
        }
        return text.toString();
    }
}
