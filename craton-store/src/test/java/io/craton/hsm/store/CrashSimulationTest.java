package io.craton.hsm.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.UserType;
import io.craton.hsm.spi.TokenState;
import io.craton.hsm.spi.TokenStore.StoredObject;
import io.craton.hsm.store.CrashedDisk.Survivors;
import io.craton.hsm.store.RecordingSpace.Op;
import io.craton.hsm.store.TokenScript.State;
import io.craton.hsm.store.TokenScript.Step;
import io.craton.hsm.store.file.MemorySpace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Records all writes and forces of a token's life, then opens what a kill or a power failure would
 * have left at every point of it: what was acknowledged is there, what was under way is there in
 * full or not at all.
 */
class CrashSimulationTest {
    @Test
    void kill_atEveryPoint_losesNothing() throws Exception {
        simulate(8, 25, false, 1, Survivors.ALL, Survivors.SOME);
    }

    @Test
    void powerFailure_atEveryPoint_losesNothing() throws Exception {
        simulate(7, 25, true, 1, Survivors.NONE, Survivors.SOME);
    }

    /** Decision B41: either the token is there, or none is, and the slot can be used again. */
    @Test
    void destruction_cutOffAtEveryPoint_isWholeOrDone() throws Exception {
        for (boolean powerFails : new boolean[] {false, true}) {
            TokenScript script = new TokenScript(9);
            script.runDestruction();
            simulate(script, 9, powerFails, 2, Survivors.NONE, Survivors.ALL, Survivors.SOME);
        }
    }

    @Test
    @Tag("campaign")
    void kill_campaign() throws Exception {
        for (int seed = 100; seed < 120; seed++) {
            simulate(seed, 60, false, 3, Survivors.NONE, Survivors.ALL, Survivors.SOME);
        }
    }

    @Test
    @Tag("campaign")
    void powerFailure_campaign() throws Exception {
        for (int seed = 200; seed < 220; seed++) {
            simulate(seed, 60, true, 3, Survivors.NONE, Survivors.ALL, Survivors.SOME);
        }
    }

    private static void simulate(
            long seed, int length, boolean powerFails, int repeat, Survivors... kinds)
            throws IOException {
        TokenScript script = new TokenScript(seed);
        script.run(length);
        simulate(script, seed, powerFails, repeat, kinds);
    }

    private static void simulate(
            TokenScript script, long seed, boolean powerFails, int repeat, Survivors... kinds)
            throws IOException {
        Random random = new Random(seed);
        CrashedDisk disk = new CrashedDisk(powerFails);
        List<Op> log = script.space().log();
        List<String> bad = new ArrayList<>();
        int images = 0;
        int step = 0;
        for (int at = 0; at < log.size(); at++) {
            while (script.steps().get(step).end() <= at) {
                step++;
            }
            State before = step == 0 ? State.nothing() : script.steps().get(step - 1).state();
            Step under = script.steps().get(step);
            for (Survivors survivors : kinds) {
                for (int i = 0; i < (survivors == Survivors.SOME ? repeat : 1); i++) {
                    images++;
                    String problem =
                            problem(
                                    disk.image(log.get(at), survivors, random),
                                    before,
                                    under.state());
                    if (!problem.isEmpty()) {
                        bad.add(
                                "operation "
                                        + at
                                        + " ("
                                        + log.get(at).getClass().getSimpleName()
                                        + ") during "
                                        + under.name()
                                        + ", survivors "
                                        + survivors
                                        + ": "
                                        + problem);
                    }
                }
            }
            disk.apply(log.get(at));
        }
        System.out.println(
                "crash simulation, seed "
                        + seed
                        + (powerFails ? ", power failures" : ", kills")
                        + ": "
                        + images
                        + " images of "
                        + log.size()
                        + " operations, "
                        + bad.size()
                        + " bad");
        assertThat(bad).isEmpty();
    }

    /** Opens an image and compares it with what it may be; says what is wrong, or nothing. */
    private static String problem(MemorySpace image, State before, State after) {
        try (SlotStore store = TokenScript.open(image)) {
            String first = difference(store, before, after);
            return first.isEmpty() ? "" : first;
        } catch (IOException | RuntimeException e) {
            return "does not open: " + e;
        }
    }

    private static String difference(SlotStore store, State before, State after) {
        TokenState now = store.state();
        State matching = null;
        for (State candidate : List.of(before, after)) {
            if (candidate.initialized() == now.initialized()
                    && candidate.label().equals(now.label())) {
                if (!candidate.initialized()) {
                    return store.initialize(null, Tokens.SO, "again").ok()
                            ? ""
                            : "cannot be initialised";
                }
                if (now.userPinSet() == !candidate.userPin().isEmpty() && opens(store, candidate)) {
                    matching = candidate;
                    if (contents(store).equals(candidate.objects())) {
                        break;
                    }
                }
            }
        }
        if (matching == null) {
            return "is neither what was before nor what was under way: " + now;
        }
        int failures = now.user().failures();
        if (failures != before.userFailures()
                && failures != before.userFailures() + 1
                && failures != after.userFailures()) {
            return "has " + failures + " failures instead of " + before.userFailures();
        }
        Map<UUID, String> contents = contents(store);
        if (!contents.equals(before.objects()) && !contents.equals(after.objects())) {
            return "has other objects: "
                    + contents.size()
                    + ", "
                    + before.objects().size()
                    + " before, "
                    + after.objects().size()
                    + " after";
        }
        for (UUID id : contents.keySet()) {
            long next = store.reserve(id, 1) & 0xFFFF_FFFFL;
            long least =
                    Math.min(
                            before.reserved().getOrDefault(id, 0L),
                            after.reserved().getOrDefault(id, 0L));
            if (next < least) {
                return "gives out number " + next + " again";
            }
        }
        store.commit(List.of(Tokens.put(Tokens.id(500), true, "still works", null)));
        return "";
    }

    private static boolean opens(SlotStore store, State state) {
        store.lock();
        return state.userPin().isEmpty()
                ? store.unlock(UserType.CKU_SO, Tokens.ascii(state.soPin())).ok()
                : store.unlock(UserType.CKU_USER, Tokens.ascii(state.userPin())).ok();
    }

    private static Map<UUID, String> contents(SlotStore store) {
        Map<UUID, String> contents = new TreeMap<>();
        for (StoredObject object : store.objects(true)) {
            String attributes = new String(object.attributes(), StandardCharsets.US_ASCII);
            String secret = new String(store.secret(object.id()), StandardCharsets.US_ASCII);
            contents.put(
                    object.id(),
                    attributes.equals(secret) ? attributes : "torn: " + attributes + "/" + secret);
        }
        return contents;
    }
}
