package io.craton.hsm.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/** What somebody may have meant with a word that there is not: only what is written nearly so. */
final class NearWords {
    /** A longer beginning of a word is the word. */
    private static final int BEGINNING = 3;

    private NearWords() {}

    /** Options or commands that are near to the first argument that nobody takes. */
    static List<String> of(UnmatchedArgumentException error) {
        CommandSpec command = error.getCommandLine().getCommandSpec();
        Set<String> near = new LinkedHashSet<>();
        for (String word : error.getUnmatched()) {
            boolean isOption = word.startsWith("-");
            Collection<String> known =
                    isOption ? command.optionsMap().keySet() : command.subcommands().keySet();
            near.addAll(near(word.replaceFirst("=.*", ""), known));
        }
        return List.copyOf(near);
    }

    /** Those of the words that are a beginning or a slip of the pen away from this one. */
    static List<String> near(String word, Collection<String> known) {
        List<String> near = new ArrayList<>();
        for (String other : known) {
            boolean begins = word.length() >= BEGINNING && other.startsWith(word);
            if (begins || distance(word, other) <= allowed(other)) {
                near.add(other);
            }
        }
        return near;
    }

    /** One slip in a short word, two in a longer one; the dashes of an option do not count. */
    private static int allowed(String word) {
        return word.replace("-", "").length() < 6 ? 1 : 2;
    }

    /**
     * How many characters have to be put in, left out, replaced or exchanged with their neighbour.
     */
    static int distance(String from, String to) {
        int[][] steps = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                steps[i][j] = i == 0 || j == 0 ? i + j : step(steps, from, to, i, j);
            }
        }
        return steps[from.length()][to.length()];
    }

    private static int step(int[][] steps, String from, String to, int i, int j) {
        int replaced = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int best =
                Math.min(
                        steps[i - 1][j - 1] + replaced,
                        Math.min(steps[i - 1][j], steps[i][j - 1]) + 1);
        boolean exchanged =
                i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
        return exchanged ? Math.min(best, steps[i - 2][j - 2] + 1) : best;
    }
}
