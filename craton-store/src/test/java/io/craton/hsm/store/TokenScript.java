package io.craton.hsm.store;

import io.craton.hsm.BackupSecret;
import io.craton.hsm.UserType;
import io.craton.hsm.spi.StoreSettings;
import io.craton.hsm.spi.TokenStore.Change;
import io.craton.hsm.store.file.FileSpace;
import io.craton.hsm.store.mapdb.MapDbSlot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

/** A random life of a token, step by step, with what is acknowledged after each step. */
final class TokenScript {
    /** What the owner of the token has been told so far. */
    record State(
            boolean initialized,
            String label,
            String soPin,
            String userPin,
            int userFailures,
            Map<UUID, String> objects,
            Map<UUID, Long> reserved) {

        static State nothing() {
            return new State(false, "", "", "", 0, Map.of(), Map.of());
        }
    }

    /** A step: where in the recording it ended, and the state afterwards. */
    record Step(String name, int end, State state) {}

    static final StoreSettings SETTINGS =
            new StoreSettings(null, 1, Tokens.SERIAL, 2, 5, true, Tokens.random());
    static final int SMALL_CHECKPOINT = 200_000;

    private final RecordingSpace space = new RecordingSpace();
    private final List<Step> steps = new ArrayList<>();
    private final Random random;
    private State state = State.nothing();
    private SlotStore store;
    private byte[] archive = new byte[0];
    private State archived = State.nothing();
    private int pins;

    TokenScript(long seed) throws IOException {
        this.random = new Random(seed);
        this.store = open(space);
        done("open");
    }

    static SlotStore open(FileSpace space) throws IOException {
        return new SlotStore(0, new MapDbSlot(space, SMALL_CHECKPOINT), SETTINGS);
    }

    RecordingSpace space() {
        return space;
    }

    List<Step> steps() {
        return steps;
    }

    private void done(String name) {
        steps.add(new Step(name, space.log().size(), state));
    }

    void run(int count) throws IOException {
        initialize();
        for (int i = 0; i < count; i++) {
            switch (random.nextInt(16)) {
                case 0 -> failLogin();
                case 1 -> changeUserPin();
                case 2 -> resetUserPin();
                case 3 -> reopen();
                case 4 -> reserve();
                case 5 -> {
                    if (random.nextInt(3) == 0) {
                        initialize();
                    }
                }
                case 6 -> takeBackup();
                case 7 -> restore();
                default -> commit();
            }
        }
        store.close();
        done("close");
    }

    /** A token that is destroyed, and another one in its place. */
    void runDestruction() throws IOException {
        initialize();
        commit();
        reserve();
        commit();
        store.destroy();
        state = State.nothing();
        done("destroy");
        store.close();
        done("close");
        store = open(space);
        done("open");
        initialize();
        commit();
        store.destroy();
        state = State.nothing();
        done("destroy");
        initialize();
        store.close();
        done("close");
    }

    private byte[] pin(String text) {
        return Tokens.ascii(text);
    }

    private void login() {
        store.lock();
        check(store.unlock(UserType.CKU_USER, pin(state.userPin())).ok());
        state =
                new State(
                        true,
                        state.label(),
                        state.soPin(),
                        state.userPin(),
                        0,
                        state.objects(),
                        state.reserved());
        done("login");
    }

    private static void check(boolean condition) {
        if (!condition) {
            throw new IllegalStateException("the script itself failed");
        }
    }

    private void initialize() {
        String so = "so-pin-" + ++pins;
        String user = "user-pin-" + ++pins;
        String label = "token " + pins;
        byte[] old = state.initialized() ? pin(state.soPin()) : null;
        check(store.initialize(old, pin(so), label).ok());
        state = new State(true, label, so, "", 0, Map.of(), Map.of());
        done("initialize");
        check(store.unlock(UserType.CKU_SO, pin(so)).ok());
        done("login of the SO");
        store.setUserPin(pin(user));
        state = new State(true, label, so, user, 0, Map.of(), Map.of());
        done("set the user PIN");
        login();
    }

    private void failLogin() {
        check(!store.unlock(UserType.CKU_USER, pin("wrong")).ok());
        state =
                new State(
                        true,
                        state.label(),
                        state.soPin(),
                        state.userPin(),
                        state.userFailures() + 1,
                        state.objects(),
                        state.reserved());
        done("failed login");
        if (state.userFailures() > 2) {
            login();
        }
    }

    private void changeUserPin() {
        String user = "user-pin-" + ++pins;
        check(store.changePin(UserType.CKU_USER, pin(state.userPin()), pin(user)).ok());
        state =
                new State(
                        true,
                        state.label(),
                        state.soPin(),
                        user,
                        0,
                        state.objects(),
                        state.reserved());
        done("change the PIN");
    }

    private void resetUserPin() {
        check(store.unlock(UserType.CKU_SO, pin(state.soPin())).ok());
        done("login of the SO");
        String user = "user-pin-" + ++pins;
        store.setUserPin(pin(user));
        state =
                new State(
                        true,
                        state.label(),
                        state.soPin(),
                        user,
                        0,
                        state.objects(),
                        state.reserved());
        done("reset the PIN");
        login();
    }

    private void reopen() throws IOException {
        store.close();
        done("close");
        store = open(space);
        done("open");
        login();
    }

    private void commit() {
        Map<UUID, String> objects = new TreeMap<>(state.objects());
        Map<UUID, Long> reserved = new TreeMap<>(state.reserved());
        List<Change> changes = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            UUID id = Tokens.id(random.nextInt(40));
            if (objects.containsKey(id) && random.nextInt(3) == 0) {
                changes.add(new Change.Delete(id));
                objects.remove(id);
                reserved.remove(id);
            } else {
                String value = "value " + steps.size() + "." + i + "x".repeat(random.nextInt(3000));
                changes.add(Tokens.put(id, random.nextBoolean(), value, value));
                objects.put(id, value);
            }
        }
        store.commit(changes);
        state =
                new State(
                        true,
                        state.label(),
                        state.soPin(),
                        state.userPin(),
                        state.userFailures(),
                        objects,
                        reserved);
        done("commit");
    }

    private void reserve() {
        if (state.objects().isEmpty()) {
            return;
        }
        UUID id = state.objects().keySet().iterator().next();
        long first = store.reserve(id, 10);
        check((first & 0xFFFF_FFFFL) == state.reserved().getOrDefault(id, 0L));
        Map<UUID, Long> reserved = new TreeMap<>(state.reserved());
        reserved.merge(id, 10L, Long::sum);
        state =
                new State(
                        true,
                        state.label(),
                        state.soPin(),
                        state.userPin(),
                        state.userFailures(),
                        state.objects(),
                        reserved);
        done("reserve");
    }

    private void takeBackup() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        check(store.backup(pin(state.soPin()), out).ok());
        archive = out.toByteArray();
        archived = state;
        done("backup");
    }

    private void restore() throws IOException {
        if (archive.length == 0 || !archived.label().equals(state.label())) {
            return;
        }
        BackupSecret secret = new BackupSecret.SoPin(pin(archived.soPin()));
        check(store.restore(secret, new ByteArrayInputStream(archive), true));
        state = archived;
        done("restore");
        login();
    }
}
