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
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packages inside of the modules stand in the order that docs/architecture.md says. */
class PackagesTest {
    private static final String PRODUCT = "io.craton.hsm";
    private static final Pattern ROW = Pattern.compile("\\| `craton-(\\w+)` \\| (`.*`) \\|");
    private static final Pattern NAME = Pattern.compile("`([\\w.]+)`");

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
}
