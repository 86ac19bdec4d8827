package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.system.walk.Atoms.Kind;
import io.craton.hsm.system.walk.Atoms.Source;
import io.craton.hsm.system.walk.Finding.Rule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What must hold for every key that came of a step. */
final class KeyRules {
    /** 112 bits cannot be found by trying. */
    static final int STRONG = 112;

    /** So many guesses cannot be put to the module one after the other. */
    private static final int MANY_GUESSES = 64;

    private final Atoms atoms;
    private final Report report;
    private final Comparisons comparisons;
    private final Map<Source, Item.Key> victims = new LinkedHashMap<>();

    KeyRules(Atoms atoms, Report report) {
        this.atoms = atoms;
        this.report = report;
        this.comparisons = new Comparisons(atoms);
    }

    void victim(Item.Key key) {
        atoms.sources(key.value()).forEach(source -> victims.put(source, key));
        comparisons.add(key, MANY_GUESSES);
    }

    /** The victims of which the attacker does not know all that a value contains. */
    List<Source> contained(Bits value) {
        return atoms.contained(value).stream().filter(victims::containsKey).toList();
    }

    private Item.Key victim(Source source) {
        return Objects.requireNonNull(victims.get(source));
    }

    /** The victim in a step, or else its first item. */
    String whose(Step step) {
        return step.items().stream()
                .filter(item -> item instanceof Item.Key)
                .flatMap(item -> atoms.victims(((Item.Key) item).value()).stream())
                .findFirst()
                .map(Source::name)
                .orElse(step.items().get(0).name());
    }

    /** Looks at a key that is new. */
    void look(Step step, Item.Key key) {
        String demanded = Permissions.demanded(step, key);
        if (demanded != null) {
            report.add(Rule.PROTECTION, demanded, whose(step), step);
        }
        if (key.is(CKA_TRUSTED) && !wasTrusted(step)) {
            report.add(Rule.PROTECTION, "trusted, and not by the officer", whose(step), step);
        }
        Set<Source> all = atoms.victims(key.value());
        if (all.isEmpty()) {
            return;
        }
        if (key.canLeave()) {
            leaves(step, key);
            return;
        }
        String name = all.iterator().next().name();
        int unknown = atoms.unknown(key.value());
        if (unknown > 0 && unknown < STRONG) {
            report.add(Rule.SHORT, "only " + unknown + " bits are unknown", name, step);
        }
        if (Formulas.hasParity(key.keyType()) && key.value().isChanged()) {
            report.add(Rule.RELATED, "a triple DES key with changed bits", name, step);
        }
        String told = comparisons.add(key, MANY_GUESSES);
        if (told != null) {
            report.add(Rule.COMPARED, told, name, step);
        }
        contained(key.value()).forEach(source -> related(step, key, victim(source)));
        effective(step, key);
    }

    private static boolean wasTrusted(Step step) {
        return step.items().get(0) instanceof Item.Key source && source.is(CKA_TRUSTED);
    }

    private void leaves(Step step, Item.Key key) {
        List<Source> contained = contained(key.value());
        for (Source source : contained) {
            report.add(Rule.LEAK, "its bits can be read", source.name(), step);
        }
        applied(step, key);
        if (contained.isEmpty()) {
            atoms.learn(key.value());
        }
    }

    /** B37, kind 2: what a key makes of data is a MAC or an encryption. */
    private void applied(Step step, Item.Key key) {
        for (Source source : atoms.sources(key.value())) {
            for (Item item : step.items()) {
                if (item instanceof Item.Key by
                        && source.inputs().contains(by.value())
                        && !atoms.victims(by.value()).isEmpty()
                        && counts(source.kind(), by)
                        && !speaks(by, source.kind())) {
                    String what = source.kind() + " by a key that may not";
                    report.add(Rule.APPLIED, what, whose(step), step);
                }
            }
        }
    }

    private static boolean counts(Kind kind, Item.Key by) {
        return switch (kind) {
            case MAC, ENCRYPTION -> true;
            case DIGEST -> Formulas.isHmac(by) && by.is(CKA_VERIFY);
            default -> false;
        };
    }

    /** Whether a key says such things anyway; what a frozen victim hides, no copy of it says. */
    private boolean speaks(Item.Key by, Kind kind) {
        return mayApply(by, kind)
                && contained(by.value()).stream()
                        .map(this::victim)
                        .allMatch(victim -> !Protection.isFrozen(victim) || mayApply(victim, kind));
    }

    private static boolean mayApply(Item.Key key, Kind kind) {
        return Protection.onlyDerives(key)
                || key.is(kind == Kind.ENCRYPTION ? CKA_ENCRYPT : CKA_SIGN);
    }

    private void related(Step step, Item.Key key, Item.Key victim) {
        String lost = Protection.lost(victim, key);
        if (lost != null) {
            report.add(Rule.PROTECTION, "lost: " + lost, victim.name(), step);
        }
        if (step.kind().equals("derive") && key.is(CKA_EXTRACTABLE)) {
            String what = "a change of it can leave, and come back as what it was";
            report.add(Rule.PROTECTION, what, victim.name(), step);
        }
        gained(step, key, victim);
    }

    private void gained(Step step, Item.Key key, Item.Key victim) {
        String gained = Protection.gained(victim, key);
        if (gained != null) {
            report.add(Rule.USE, "gained: " + gained, victim.name(), step);
        }
    }

    /** The digest of a long HMAC key is that key. */
    private void effective(Step step, Item.Key key) {
        for (Source source : atoms.sources(key.value())) {
            if (source.kind() == Kind.DIGEST) {
                victims.values().stream()
                        .filter(victim -> source.inputs().contains(victim.value()))
                        .filter(Formulas::isLongHmac)
                        .forEach(victim -> gained(step, key, victim));
            }
        }
    }

    /** Looks at a digest that was given. */
    void digested(Step step, Item.Key key) {
        boolean tells = Formulas.isHmac(key) && key.is(CKA_VERIFY) && !speaks(key, Kind.DIGEST);
        for (Source source : contained(key.value())) {
            if (tells) {
                String what = "the digest of an HMAC key is that key, or a part of its MACs";
                report.add(Rule.APPLIED, what, source.name(), step);
            }
        }
    }
}
