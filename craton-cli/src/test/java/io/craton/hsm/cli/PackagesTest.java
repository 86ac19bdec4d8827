package io.craton.hsm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The packages inside of the modules stand in the order that docs/architecture.md says, and in none
 * of the modules they name each other in a circle.
 */
class PackagesTest {
    private static final String PRODUCT = "io.craton.hsm";
    private static final Pattern ROW = Pattern.compile("\\| `craton-(\\w+)` \\| (`.*`) \\|");
    private static final Pattern NAME = Pattern.compile("`([\\w.]+)`");

    /** Of the classes that make up a token and its sessions, so many may name each other. */
    private static final int MOST_CLASSES = 4;

    private static JavaClasses all;

    /**
     * A row of the table.
     *
     * @param root the package of the module
     * @param packages from the ground up, with their whole names
     */
    record Order(String root, List<String> packages) {
        static Order of(MatchResult row) {
            String root = PRODUCT + "." + row.group(1);
            Stream<MatchResult> names = NAME.matcher(row.group(2)).results();
            return new Order(root, names.map(name -> whole(root, name.group(1))).toList());
        }

        /** The module's own package stands there by its last name. */
        private static String whole(String root, String name) {
            return root.endsWith("." + name) ? root : root + "." + name;
        }

        boolean has(JavaClass type) {
            String name = type.getPackageName();
            return name.equals(root) || name.startsWith(root + ".");
        }

        int floor(JavaClass type) {
            return packages.indexOf(type.getPackageName());
        }

        /** Whether it leads from a package to one that stands behind it. */
        boolean isUpward(Dependency arrow) {
            JavaClass target = arrow.getTargetClass();
            return has(target) && floor(target) > floor(arrow.getOriginClass());
        }

        @Override
        public String toString() {
            return root;
        }
    }

    @BeforeAll
    static void read() {
        all =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(PRODUCT);
    }

    static List<Order> orders() throws IOException {
        Path document = Path.of("../docs/architecture.md");
        Matcher rows = ROW.matcher(Files.readString(document, StandardCharsets.UTF_8));
        return rows.results().map(Order::of).toList();
    }

    @Test
    void table_isFound() throws IOException {
        assertThat(orders())
                .extracting(Order::root)
                .contains("io.craton.hsm.store", "io.craton.hsm.audit");
    }

    @ParameterizedTest
    @MethodSource("orders")
    void row_hasEachPackageOfItsModuleOnce(Order order) {
        Set<String> there =
                all.stream()
                        .filter(order::has)
                        .map(JavaClass::getPackageName)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(order.packages()).containsExactlyInAnyOrderElementsOf(there);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void packages_nameOnlyThoseThatStandBeforeThem(Order order) {
        Stream<JavaClass> own = all.stream().filter(order::has);
        Stream<Dependency> arrows =
                own.flatMap(type -> type.getDirectDependenciesFromSelf().stream());
        assertThat(arrows.filter(order::isUpward).map(Dependency::getDescription)).isEmpty();
    }

    /** Of all modules, and also between them. */
    @Test
    void packages_nameEachOtherInNoCircle() {
        assertThat(circles(arrows(type -> true, PackagesTest::shortName))).isEmpty();
    }

    /** A token, its sessions and their functions were one circle of 43 classes once. */
    @Test
    void classesOfTheToken_nameEachOtherInNoLargeCircle() {
        Map<String, Set<String>> named = arrows(PackagesTest::isOfToken, PackagesTest::topLevel);
        assertThat(named).hasSizeGreaterThan(50);
        assertThat(circles(named)).allMatch(circle -> circle.size() <= MOST_CLASSES);
    }

    private static boolean isOfToken(JavaClass type) {
        String name = type.getPackageName();
        return name.startsWith(PRODUCT + ".core.token") || name.equals(PRODUCT + ".core.function");
    }

    private static String topLevel(JavaClass type) {
        String name = type.getName();
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    private static Set<Set<String>> circles(Map<String, Set<String>> named) {
        Map<String, Set<String>> reached = new TreeMap<>();
        named.keySet().forEach(start -> reached.put(start, reachedFrom(start, named)));
        Set<Set<String>> circles = new HashSet<>();
        for (String start : named.keySet()) {
            Set<String> circle = new TreeSet<>(reached.get(start));
            circle.removeIf(other -> !reached.get(other).contains(start));
            if (circle.size() > 1) {
                circles.add(circle);
            }
        }
        return circles;
    }

    /** Each class, or package, of those that are meant, with those of them that it names. */
    private static Map<String, Set<String>> arrows(
            Predicate<JavaClass> which, Function<JavaClass, String> name) {
        Map<String, Set<String>> named = new TreeMap<>();
        for (JavaClass type : all) {
            if (which.test(type)) {
                named.computeIfAbsent(name.apply(type), key -> new TreeSet<>())
                        .addAll(targets(type, which, name));
            }
        }
        return named;
    }

    private static Set<String> targets(
            JavaClass type, Predicate<JavaClass> which, Function<JavaClass, String> name) {
        return type.getDirectDependenciesFromSelf().stream()
                .map(arrow -> arrow.getTargetClass().getBaseComponentType())
                .filter(target -> target.getPackageName().startsWith(PRODUCT))
                .filter(which)
                .map(name)
                .collect(Collectors.toSet());
    }

    private static String shortName(JavaClass type) {
        return type.getPackageName().substring("io.craton.".length());
    }

    private static Set<String> reachedFrom(String start, Map<String, Set<String>> named) {
        Set<String> reached = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(named.get(start));
        while (!open.isEmpty()) {
            String next = open.remove();
            if (reached.add(next)) {
                open.addAll(named.getOrDefault(next, Set.of()));
            }
        }
        return reached;
    }
}
