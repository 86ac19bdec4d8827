import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Says of each module how many of its classes name each other in a circle, as {@code jdeps -v} sees
 * it: the largest strongly connected component. Classes count with those inside of them.
 *
 * <p>{@code java .ci/Knots.java [PACKAGE]}: of all modules that are compiled, or of what lies in a
 * package only.
 */
final class Knots {
    private static final Pattern ARROW = Pattern.compile("\\s+([\\w.$]+)\\s+-> ([\\w.$]+)\\s.*");

    private final Map<String, Set<String>> named = new TreeMap<>();

    public static void main(String[] args) throws Exception {
        String prefix = args.length == 0 ? "io.craton." : args[0] + ".";
        try (Stream<Path> modules = Files.list(Path.of(""))) {
            for (Path module : modules.sorted().toList()) {
                Path classes = module.resolve("target/classes");
                if (Files.isDirectory(classes)) {
                    new Knots().read(classes, prefix).print(module.toString());
                }
            }
        }
    }

    private Knots read(Path classes, String prefix) {
        StringWriter found = new StringWriter();
        PrintWriter out = new PrintWriter(found);
        // Below the module's descriptor: with it jdeps would look for the modules that it names.
        String directory = classes.resolve("io").toString();
        ToolProvider.findFirst("jdeps").orElseThrow().run(out, out, "-v", directory);
        List<MatchResult> arrows =
                found.toString().lines().flatMap(line -> ARROW.matcher(line).results()).toList();
        arrows.stream()
                .map(arrow -> outer(arrow.group(1)))
                .filter(name -> name.startsWith(prefix))
                .forEach(name -> named.putIfAbsent(name, new TreeSet<>()));
        for (MatchResult arrow : arrows) {
            String from = outer(arrow.group(1));
            String to = outer(arrow.group(2));
            if (named.containsKey(from) && named.containsKey(to)) {
                named.get(from).add(to);
            }
        }
        return this;
    }

    private static String outer(String name) {
        return name.replaceFirst("\\$.*", "");
    }

    private void print(String module) {
        Map<String, Set<String>> reached = new TreeMap<>();
        named.keySet().forEach(name -> reached.put(name, reachedFrom(name)));
        Set<Set<String>> circles = new HashSet<>();
        for (String name : named.keySet()) {
            Set<String> circle = new TreeSet<>(reached.get(name));
            circle.removeIf(other -> !reached.get(other).contains(name));
            circles.add(circle);
        }
        Set<String> largest =
                circles.stream().max(Comparator.comparingInt(Set::size)).orElse(Set.of());
        if (!named.isEmpty()) {
            System.out.printf("%5d of %3d  %s%n", largest.size(), named.size(), module);
        }
        if (largest.size() > 4) {
            System.out.println("             " + String.join(", ", shortNames(largest)));
        }
    }

    private static Set<String> shortNames(Set<String> classes) {
        Set<String> names = new TreeSet<>();
        classes.forEach(name -> names.add(name.substring(name.lastIndexOf('.') + 1)));
        return names;
    }

    private Set<String> reachedFrom(String start) {
        Set<String> reached = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(named.get(start));
        while (!open.isEmpty()) {
            String next = open.remove();
            if (reached.add(next)) {
                open.addAll(named.get(next));
            }
        }
        return reached;
    }
}
