package io.craton.hsm.clients;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.resolution.ArtifactDescriptorException;
import org.eclipse.aether.resolution.ArtifactDescriptorRequest;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;

/**
 * What is on the class path of a client: its own libraries, as Maven resolves them, and those of
 * the product. Where both have the same library, the product's version is taken, as in an
 * application that names {@code craton-provider} first.
 */
final class ClassPaths {
    private ClassPaths() {}

    /** The product and the libraries that run with it. */
    static List<Path> product() throws IOException {
        String text = Files.readString(Path.of("target", "runtime-classpath.txt"));
        return Arrays.stream(text.strip().split(File.pathSeparator)).map(Path::of).toList();
    }

    /** Those of the client alone. */
    static List<Path> client(Client client) throws DependencyResolutionException {
        if (client.uses().isEmpty()) {
            return List.of();
        }
        ContextOverrides overrides = ContextOverrides.create().withUserSettings(true).build();
        try (Context maven = Runtimes.INSTANCE.getRuntime().create(overrides)) {
            CollectRequest collect = new CollectRequest();
            collect.setRepositories(maven.remoteRepositories());
            for (String coordinates : client.uses()) {
                collect.addDependency(
                        new Dependency(new DefaultArtifact(coordinates), JavaScopes.RUNTIME));
            }
            for (String bom : client.boms()) {
                managed(maven, bom).forEach(collect::addManagedDependency);
            }
            DependencyRequest request =
                    new DependencyRequest(
                            collect, DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME));
            return maven
                    .repositorySystem()
                    .resolveDependencies(maven.repositorySystemSession(), request)
                    .getArtifactResults()
                    .stream()
                    .map(ArtifactResult::getArtifact)
                    .map(Artifact::getFile)
                    .map(File::toPath)
                    .toList();
        }
    }

    private static List<Dependency> managed(Context maven, String bom) {
        ArtifactDescriptorRequest request = new ArtifactDescriptorRequest();
        request.setArtifact(new DefaultArtifact(bom));
        request.setRepositories(maven.remoteRepositories());
        try {
            return maven.repositorySystem()
                    .readArtifactDescriptor(maven.repositorySystemSession(), request)
                    .getManagedDependencies();
        } catch (ArtifactDescriptorException e) {
            throw new IllegalStateException("the list of versions " + bom + " cannot be read", e);
        }
    }

    /** Both; each library once. */
    static List<Path> together(List<Path> product, List<Path> client) {
        Set<String> first = product.stream().map(ClassPaths::library).collect(Collectors.toSet());
        List<Path> all = new ArrayList<>(product);
        client.stream().filter(jar -> !first.contains(library(jar))).forEach(all::add);
        return all;
    }

    /** The name of a jar without its version. */
    private static String library(Path jar) {
        return jar.getFileName().toString().replaceFirst("-\\d.*", "");
    }

    /** As an option of {@code java}. */
    static String joined(List<Path> entries) {
        return entries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
