package io.craton.hsm.audit.state;

import io.craton.hsm.audit.line.ChainHead;
import io.craton.hsm.audit.line.LogFormat;
import io.craton.hsm.spi.TokenStore.StoreMark;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A remembered head as it is written, one value a line.
 *
 * @param count how often the head had been written then: the higher one is newer
 * @param head the head
 */
record HeadText(long count, ChainHead head) {
    private static final String NAME = "craton-audit-head ";
    private static final String FIRST_LINE = NAME + LogFormat.HEAD.number();

    String text() {
        StringBuilder text = new StringBuilder(512).append(FIRST_LINE).append('\n');
        line(text, "count", count);
        line(text, "seq", head.sequence());
        line(text, "hash", head.hash());
        line(text, "time", head.time());
        head.forced().ifPresent(at -> line(text, "forced", at.sequence() + " " + at.hash()));
        for (Map.Entry<Integer, StoreMark> of : new TreeMap<>(head.marks()).entrySet()) {
            StoreMark mark = of.getValue();
            line(text, "mark", of.getKey() + " " + mark.sequence() + " " + mark.digest());
        }
        head.tree().forEach(root -> line(text, "tree", root));
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Object value) {
        text.append(name).append(' ').append(value).append('\n');
    }

    /**
     * Reads what {@link #text} wrote; null if it is nothing of the kind.
     *
     * @throws io.craton.hsm.HsmException if a newer release wrote it
     */
    static @Nullable HeadText parse(String text) {
        Map<String, String> values = new HashMap<>();
        Map<Integer, StoreMark> marks = new TreeMap<>();
        List<String> tree = new ArrayList<>();
        String[] lines = text.split("\n");
        if (!lines[0].equals(FIRST_LINE)) {
            LogFormat.HEAD.refuseNewer("audit.head in the state directory", format(lines[0]));
            return null;
        }
        try {
            for (String line : lines) {
                String[] words = line.split(" ", 2);
                switch (words[0]) {
                    case "mark" -> {
                        String[] mark = words[1].split(" ", 3);
                        StoreMark value = new StoreMark(Long.parseLong(mark[1]), mark[2]);
                        marks.put(Integer.valueOf(mark[0]), value);
                    }
                    case "tree" -> tree.add(words[1]);
                    default -> values.put(words[0], words[1]);
                }
            }
            long count = Long.parseLong(values.getOrDefault("count", ""));
            long sequence = Long.parseLong(values.getOrDefault("seq", ""));
            String hash = values.getOrDefault("hash", "");
            Instant time = Instant.parse(values.getOrDefault("time", ""));
            var forced = Optional.ofNullable(values.get("forced")).map(HeadText::forced);
            return new HeadText(count, new ChainHead(sequence, hash, time, marks, tree, forced));
        } catch (IllegalArgumentException | IndexOutOfBoundsException | DateTimeException e) {
            // authentic, but not of this version: as good as none
            return null;
        }
    }

    private static ChainHead.Forced forced(String value) {
        String[] words = value.split(" ", 2);
        return new ChainHead.Forced(Long.parseLong(words[0]), words[1]);
    }

    private static int format(String line) {
        String number = line.startsWith(NAME) ? line.substring(NAME.length()) : "";
        return number.matches("[0-9]{1,4}") ? Integer.parseInt(number) : 0;
    }
}
