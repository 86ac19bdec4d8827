package io.craton.hsm.cli.console;

import io.craton.hsm.spi.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Columns of text, as wide as what is in them. */
public final class Table {
    /** Spaces between two columns. */
    private static final int GAP = 2;

    /** A column is not made narrower than this. */
    private static final int NARROW = 6;

    private final List<List<String>> rows = new ArrayList<>();

    /** A table with these headings. */
    public Table(String... headings) {
        rows.add(List.of(headings));
    }

    /** Adds a row, one text for each heading. */
    public Table row(String... cells) {
        if (cells.length != rows.get(0).size()) {
            throw new IllegalArgumentException("a row has one cell for each heading");
        }
        rows.add(Stream.of(cells).map(Printable::line).toList());
        return this;
    }

    /** The lines, the headings first, without spaces at their ends. */
    public List<String> lines() {
        return lines(Integer.MAX_VALUE);
    }

    /**
     * The same in no more than so many characters, if that is possible: what is widest is cut, and
     * ends with an ellipsis.
     */
    public List<String> lines(int most) {
        int[] widths = widths();
        int widest = widest(widths);
        while (IntStream.of(widths).sum() + GAP * (widths.length - 1) > most
                && widths[widest] > NARROW) {
            widths[widest]--;
            widest = widest(widths);
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static int widest(int[] widths) {
        int widest = 0;
        for (int i = 1; i < widths.length; i++) {
            widest = widths[i] > widths[widest] ? i : widest;
        }
        return widest;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cut(row.get(i), widths[i]);
            line.append(cell).append(" ".repeat(widths[i] - cell.length() + GAP));
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String cell, int width) {
        if (cell.length() <= width) {
            return cell;
        }
        int end = width - 1;
        boolean isHalf = Character.isHighSurrogate(cell.charAt(end - 1));
        return cell.substring(0, isHalf ? end - 1 : end) + "\u2026";
    }

    private int[] widths() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }
}
