package io.craton.hsm.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** A library's POM in the local Maven repository. */
final class Pom {
    private final Path file;
    private final Element project;

    private Pom(Path file) {
        this.file = file;
        try {
            project =
                    DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(file.toFile())
                            .getDocumentElement();
        } catch (Exception e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }

    /** The POM that lies beside a jar. */
    static Pom beside(Path jar) {
        return new Pom(jar.resolveSibling(part(jar, 3) + "-" + part(jar, 2) + ".pom"));
    }

    String name() {
        return group() + ":" + artifact();
    }

    String version() {
        return part(file, 2);
    }

    /**
     * The licences it names, or those of the nearest parent that names some; empty if none does.
     */
    String licence() {
        List<String> licences = new ArrayList<>();
        for (Element licence : children(project, "licenses", "license")) {
            licences.add(text(licence, "name"));
        }
        if (!licences.isEmpty()) {
            return String.join("; ", licences);
        }
        return children(project, "parent").isEmpty() ? "" : parent().licence();
    }

    private String artifact() {
        return part(file, 3);
    }

    private String group() {
        String own = text(project, "groupId");
        return own.isEmpty() ? text(project, "parent", "groupId") : own;
    }

    private Pom parent() {
        String group = text(project, "parent", "groupId");
        String artifact = text(project, "parent", "artifactId");
        String version = text(project, "parent", "version");
        Path directory = repository().resolve(group.replace('.', '/'));
        return new Pom(
                directory
                        .resolve(artifact)
                        .resolve(version)
                        .resolve(artifact + "-" + version + ".pom"));
    }

    private Path repository() {
        int parts = group().split("\\.").length;
        return file.resolve("../".repeat(3 + parts)).normalize();
    }

    /** A part of a path, counted from its end: a file is the first, its directory the second. */
    private static String part(Path path, int number) {
        return path.getName(path.getNameCount() - number).toString();
    }

    private static String text(Element parent, String... path) {
        List<Element> found = children(parent, path);
        return found.isEmpty() ? "" : found.get(0).getTextContent().strip();
    }

    private static List<Element> children(Element parent, String... path) {
        List<Element> at = List.of(parent);
        for (String name : path) {
            at = at.stream().flatMap(element -> named(element, name).stream()).toList();
        }
        return at;
    }

    private static List<Element> named(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }
}
