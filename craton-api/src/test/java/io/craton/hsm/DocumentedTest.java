package io.craton.hsm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Everything that a user of the API can name has a sentence that says what it is. */
class DocumentedTest {
    /** Attributes and mechanisms: a comment could only say the name again. */
    private static final Pattern NAME_OF_THE_STANDARD = Pattern.compile("CK[AM]_\\w+");

    private static final Path SOURCES = Path.of("src/main/java");

    @Test
    void everyPublicElement_hasAComment() throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(SOURCES)) {
            files = all.filter(file -> file.toString().endsWith(".java")).toList();
        }
        assertThat(files).hasSizeGreaterThan(50);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> silent = new ArrayList<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    manager,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            for (CompilationUnitTree unit : task.parse()) {
                new Scanner(DocTrees.instance(task), silent).scan(unit, null);
            }
        }
        assertThat(silent).isEmpty();
    }

    private static final class Scanner extends TreePathScanner<Void, Void> {
        private final DocTrees docs;
        private final List<String> silent;

        Scanner(DocTrees docs, List<String> silent) {
            this.docs = docs;
            this.silent = silent;
        }

        @Override
        public Void visitClass(ClassTree type, Void nothing) {
            if (!isPublic(type.getModifiers())) {
                return null;
            }
            check(type.getSimpleName().toString());
            return super.visitClass(type, nothing);
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            boolean inherited =
                    method.getModifiers().getAnnotations().stream()
                            .anyMatch(a -> a.getAnnotationType().toString().equals("Override"));
            // A compact constructor says nothing that its record has not said.
            boolean constructor = method.getName().contentEquals("<init>");
            if (!inherited && !constructor && isPublic(method.getModifiers())) {
                check(method.getName().toString());
            }
            return null;
        }

        @Override
        public Void visitVariable(VariableTree field, Void nothing) {
            String name = field.getName().toString();
            if (isPublic(field.getModifiers())
                    && !component(field)
                    && !NAME_OF_THE_STANDARD.matcher(name).matches()) {
                check(name);
            }
            return null;
        }

        // The components of a record are described in its comment.
        private boolean component(VariableTree field) {
            return parent() instanceof ClassTree type
                    && type.getKind() == Tree.Kind.RECORD
                    && !field.getModifiers().getFlags().contains(Modifier.STATIC);
        }

        /** What is in an interface, or is a constant of an enumeration, is public unsaid. */
        private boolean isPublic(ModifiersTree modifiers) {
            boolean inInterface =
                    parent() instanceof ClassTree type && type.getKind() == Tree.Kind.INTERFACE;
            return modifiers.getFlags().contains(Modifier.PUBLIC)
                    || (inInterface && !modifiers.getFlags().contains(Modifier.PRIVATE));
        }

        private Tree parent() {
            TreePath path = getCurrentPath().getParentPath();
            return path == null ? null : path.getLeaf();
        }

        private void check(String name) {
            if (docs.getDocComment(getCurrentPath()) == null) {
                silent.add(
                        getCurrentPath().getCompilationUnit().getSourceFile().getName()
                                + ": "
                                + name);
            }
        }
    }
}
