package io.craton.hsm.system.walk;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmConfig;
import io.craton.hsm.ObjectHandle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A token with victims, the attacker's own keys, and a judge. */
final class World implements AutoCloseable {
    /** What makes a world; called again for each repetition of a finding. */
    interface Scenario {
        /** What it is called. */
        String name();

        /** The configuration. */
        default UnaryOperator<HsmConfig.Builder> settings() {
            return builder -> builder;
        }

        /** How many steps. */
        int levels();

        /** Makes the keys. */
        void build(World world) throws Exception;
    }

    private final Bench bench;
    private final Judge judge;
    private final Map<String, Item.Key> named = new LinkedHashMap<>();
    private final List<Item.Key> roots = new ArrayList<>();
    private final Set<String> twins = new java.util.HashSet<>();
    private final List<Item.Key> derivers = new ArrayList<>();
    private final List<Item.Key> wrappers = new ArrayList<>();
    private final List<Item.Key> contents = new ArrayList<>();

    World(Scenario scenario) throws Exception {
        this(scenario, new Bench(scenario.settings()));
    }

    World(Scenario scenario, Bench bench) throws Exception {
        this.bench = bench;
        judge = new Judge(bench);
        scenario.build(this);
        again(derivers);
        again(wrappers);
        again(contents);
        again(roots);
        named.replaceAll((name, key) -> seenAgain(key));
    }

    private void again(List<Item.Key> keys) {
        keys.replaceAll(this::seenAgain);
    }

    Bench bench() {
        return bench;
    }

    Judge judge() {
        return judge;
    }

    /** A key with which the walk begins. */
    void root(Item.Key key) {
        named.put(key.name(), key);
        roots.add(key);
    }

    /** A key that differs from a root in its attributes only, or not at all. */
    void twin(Item.Key key) {
        root(key);
        twins.add(key.name());
    }

    /** Whether a key is a root with a value of its own, with which everything is tried. */
    boolean isFirst(Item item) {
        return item.made() == null && !twins.contains(item.name());
    }

    /** A key of the attacker for the other place of a derivation. */
    void deriver(Item.Key key) {
        named.put(key.name(), key);
        derivers.add(key);
    }

    /** A key of the attacker that wraps. */
    void wrapper(Item.Key key) {
        named.put(key.name(), key);
        wrappers.add(key);
    }

    /** A key that is wrapped. */
    void content(Item.Key key) {
        named.put(key.name(), key);
        contents.add(key);
    }

    /** The roots so far are keys that are wrapped; others walk over them themselves. */
    void onlyWrapped() {
        contents.addAll(roots);
        roots.clear();
    }

    List<Item.Key> roots() {
        return roots;
    }

    List<Item.Key> derivers() {
        return derivers;
    }

    List<Item.Key> wrappers() {
        return wrappers;
    }

    List<Item.Key> contents() {
        return contents;
    }

    /** A token key after a login: its handle is another one. */
    Item.Key seenAgain(Item.Key key) {
        ObjectHandle handle = bench.find(key.attributes().get(AttributeType.CKA_UNIQUE_ID, ""));
        return new Item.Key(
                key.name(),
                key.made(),
                handle,
                bench.attributes(handle),
                key.value(),
                key.opener(),
                key.attacker());
    }

    /** The key of this name. */
    Item.Key named(String name) {
        return java.util.Objects.requireNonNull(named.get(name), name);
    }

    @Override
    public void close() {
        bench.close();
    }
}
