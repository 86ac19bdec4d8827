package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.BackupOptions;
import io.craton.hsm.BackupSecret;
import io.craton.hsm.HsmException;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.system.walk.World.Scenario;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Why the walk needs no step "restart" and no step "put an old copy of the store back": what comes
 * back from the disk is what was there, every attribute and every value, those too that no caller
 * sees. So a restart changes nothing that a later step could meet, and an old copy brings back
 * exactly the earlier state of each object, which the walk keeps beside the later one.
 */
class StoreIsPutBackTest {
    private static final byte[] SO_PIN =
            new String(Bench.SO_PIN).getBytes(StandardCharsets.US_ASCII);

    @TempDir Path directory;

    /** A token with every victim, and keys of every origin made from them. */
    private static final class Full implements Scenario {
        @Override
        public String name() {
            return "full";
        }

        @Override
        public int levels() {
            return 0;
        }

        @Override
        public void build(World world) throws Exception {
            Pool.addTo(world);
            for (List<Victims.Victim> some :
                    List.of(
                            Victims.unextractable(),
                            Victims.otherTypes(),
                            Victims.oneWay(),
                            TrustScenario.victims())) {
                for (Victims.Victim victim : some) {
                    victim.maker().make(world);
                }
            }
            derived(world);
        }

        /** One key from each function and mechanism. */
        private static void derived(World world) throws Exception {
            Alphabet alphabet = new Alphabet(world);
            Template stays = Template.builder().token(true).build();
            Set<String> made = new HashSet<>();
            for (Item.Key root : world.roots()) {
                for (Shape shape : alphabet.shapes(root, false, List.of(root))) {
                    String kind = shape.kind() + " " + shape.mechanism();
                    if (!shape.kind().equals("set") && !made.contains(kind)) {
                        try {
                            shape.with(stays).call().make(world.bench(), shape.items());
                            made.add(kind);
                        } catch (HsmException e) {
                            // Another key makes one.
                        }
                    }
                }
            }
        }
    }

    @Test
    void whatTheStoreHad_comesBackToTheBit() throws Exception {
        Map<String, List<Object>> before;
        ByteArrayOutputStream backup = new ByteArrayOutputStream();
        try (World world = new World(new Full(), Bench.onDisk(directory))) {
            before = world.bench().everything();
            world.bench().slot().backup(BackupOptions.withSoPin(SO_PIN.clone()), backup);
        }
        assertThat(before).hasSizeGreaterThan(60);
        copy(directory.resolve("store"), directory.resolve("old"));
        try (Bench bench = Bench.onDisk(directory)) {
            assertThat(bench.everything()).as("after a restart").isEqualTo(before);
            changeEverything(bench);
            assertThat(bench.everything()).isNotEqualTo(before);
        }
        delete(directory.resolve("store"));
        copy(directory.resolve("old"), directory.resolve("store"));
        try (Bench bench = Bench.onDisk(directory)) {
            assertThat(bench.everything()).as("an old copy put back").isEqualTo(before);
        }
        Path elsewhere = directory.resolve("elsewhere");
        Bench.restore(elsewhere, new BackupSecret.SoPin(SO_PIN.clone()), backup.toByteArray());
        try (Bench bench = Bench.onDisk(elsewhere)) {
            assertThat(bench.everything()).as("a backup restored").isEqualTo(before);
        }
    }

    private static void changeEverything(Bench bench) {
        for (ObjectHandle handle :
                bench.session().findObjects(Template.builder().token(true).build())) {
            Template now = bench.attributes(handle);
            if (now.has(CKA_KEY_TYPE)) {
                for (Template change : changes(now)) {
                    try {
                        bench.session().setAttributes(handle, change);
                    } catch (HsmException e) {
                        // Then it stays as it is.
                    }
                }
            }
        }
    }

    private static List<Template> changes(Template now) {
        return Asks.singles(now.get(CKA_CLASS, ObjectClass.CKO_DATA), now.get(CKA_KEY_TYPE))
                .subList(0, 12);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
