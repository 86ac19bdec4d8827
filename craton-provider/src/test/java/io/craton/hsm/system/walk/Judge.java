package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.system.walk.Atoms.Kind;
import io.craton.hsm.system.walk.Atoms.Source;
import io.craton.hsm.system.walk.Finding.Rule;
import io.craton.hsm.system.walk.Step.Product;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what each successful step gave, keeps what the attacker knows, and reports what must not
 * be.
 */
final class Judge {
    /** Tags that the attacker guesses (B56), in bytes. */
    private static final int SHORT_TAG = 8;

    private static final int SHORT_GCM_TAG = 12;

    private final Bench bench;
    private final Atoms atoms;
    private final Report report = new Report();
    private final KeyRules rules;
    private final Streams streams;
    private final Explainer explainer;
    private int names;
    private boolean trusted;

    Judge(Bench bench) {
        this.bench = bench;
        this.atoms = bench.atoms();
        this.rules = new KeyRules(atoms, report);
        this.streams = new Streams(report);
        this.explainer = new Explainer(atoms);
    }

    /** A key that the attacker wants. */
    Item.Key victim(String name, ObjectHandle handle) {
        byte[] real = bench.secret(handle);
        Template attributes = bench.attributes(handle);
        Bits value = known(attributes, atoms.random(name, Kind.VICTIM, real), real);
        Item.Key key = new Item.Key(name, null, handle, attributes, value, value, false);
        rules.victim(key);
        bench.components(handle).forEach(part -> streams.traces().watch(name, part));
        streams.traces().ignore(attributes.get(CKA_PUBLIC_KEY_INFO, new byte[0]));
        return key;
    }

    /** A public key whose wrapped keys this value opens. */
    Item.Key publicHalf(String name, ObjectHandle handle, Bits opener) {
        return new Item.Key(name, null, handle, bench.attributes(handle), Bits.NONE, opener, false);
    }

    /** A value with what everybody knows of it: the parity bits of triple DES. */
    private static Bits known(Template attributes, Bits value, byte[] real) {
        return Formulas.hasParity(attributes.get(CKA_KEY_TYPE)) ? value.withParity(real) : value;
    }

    /** A key that the attacker knows, or a public one of his. */
    Item.Key known(String name, ObjectHandle handle) {
        Bits value = Bits.known(bench.secret(handle));
        return new Item.Key(name, null, handle, bench.attributes(handle), value, value, true);
    }

    /** Notes whether the officer trusted the candidate. */
    void trusted(boolean yes) {
        trusted = yes;
    }

    boolean trusted() {
        return trusted;
    }

    Report report() {
        return report;
    }

    /** Looks at a step that succeeded, and gives what came of it. */
    List<Item> look(Step step, List<Product> products) {
        report.begin();
        String refusal = Permissions.refusal(step);
        if (refusal != null) {
            report.add(Rule.PART, refusal, rules.whose(step), step);
        }
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < products.size(); i++) {
            Item item = item(new Item.Made(step, i), products.get(i));
            if (item != null) {
                items.add(item);
            }
        }
        return items;
    }

    private @Nullable Item item(Item.Made made, Product product) {
        Step step = made.step();
        if (product instanceof Product.NewKey key) {
            return key(made, key);
        }
        if (product instanceof Product.Unwrapped key) {
            return unwrapped(made, key);
        }
        if (product instanceof Product.Wrapped blob) {
            return blob(made, blob);
        }
        if (product instanceof Product.Output output) {
            output(step, output);
        } else if (product instanceof Product.Accepted yes) {
            accepted(step, yes);
        } else if (product instanceof Product.Opaque opaque && !opaque.made().isEmpty()) {
            String what = "a readable key was made on the way: " + opaque.made().get(0);
            report.add(Rule.LEAK, what, rules.whose(step), step);
        }
        return null;
    }

    private Item.Key item(Item.Made made, ObjectHandle handle, Bits value) {
        Template attributes = bench.attributes(handle);
        boolean half = made.step().items().get(0) instanceof Item.Key key && key.isPublic();
        Bits opener = half ? ((Item.Key) made.step().items().get(0)).opener() : value;
        return new Item.Key("key " + ++names, made, handle, attributes, value, opener, false);
    }

    private Item key(Item.Made made, Product.NewKey product) {
        byte[] real = bench.secret(product.handle());
        Template attributes = bench.attributes(product.handle());
        Bits value = known(attributes, product.formula().apply(atoms, real), real);
        if (!Arrays.equals(atoms.real(value), real)) {
            report.add(Rule.MODEL, "the value is another", "the model", made.step());
        }
        Item.Key key = item(made, product.handle(), value);
        rules.look(made.step(), key);
        return key;
    }

    private Item unwrapped(Item.Made made, Product.Unwrapped product) {
        Item.Blob blob = (Item.Blob) made.step().items().get(1);
        Template attributes = bench.attributes(product.handle());
        byte[] real = bench.secret(product.handle());
        Bits value = known(attributes, explainer.explain(blob, real), real);
        boolean whole = atoms.unknown(value) == atoms.unknown(blob.content().value());
        for (Source victim : rules.contained(value)) {
            if (product.altered() || !whole) {
                report.add(Rule.ALTERED, "it came out changed", victim.name(), made.step());
            }
        }
        Item.Key key = item(made, product.handle(), value);
        rules.look(made.step(), key);
        return key;
    }

    private Item blob(Item.Made made, Product.Wrapped product) {
        Step step = made.step();
        Item.Key by = (Item.Key) step.items().get(0);
        Item.Key content = (Item.Key) step.items().get(1);
        Item.Blob blob =
                new Item.Blob(
                        "bytes " + ++names,
                        made,
                        product.bytes(),
                        product.mechanism(),
                        product.aad(),
                        by,
                        content);
        List<Source> inside = rules.contained(content.value());
        for (Source victim : inside) {
            if (atoms.unknown(by.opener()) < KeyRules.STRONG) {
                String what = "it left under a key that the attacker knows";
                report.add(Rule.LEAK, what, victim.name(), step);
            } else if (!by.isPublic() && by.is(CKA_TOKEN) && !by.is(CKA_PRIVATE)) {
                String what = "it left under a key that lies in clear in the store";
                report.add(Rule.LEAK, what, victim.name(), step);
            }
        }
        boolean known = atoms.unknown(content.value()) == 0;
        byte[] open = known ? atoms.real(content.value()) : null;
        streams.blob(step, blob, !inside.isEmpty(), open);
        return blob;
    }

    private void output(Step step, Product.Output output) {
        Item.Key key = step.items().get(0) instanceof Item.Key by ? by : null;
        boolean digest = step.kind().equals("digest");
        boolean looked = digest || step.kind().equals("read") || key == null;
        streams.output(step, looked ? null : key.opener(), output);
        if (digest && key != null) {
            rules.digested(step, key);
        }
    }

    private void accepted(Step step, Product.Accepted yes) {
        Item.Key key = (Item.Key) step.items().get(0);
        boolean gcm = String.valueOf(step.mechanism()).matches("CKM_AES_G(CM|MAC)");
        boolean makes = key.is(CKA_SIGN) || key.is(CKA_ENCRYPT);
        boolean guessed = yes.tag() < (gcm ? SHORT_GCM_TAG : SHORT_TAG);
        if (guessed && !makes && !atoms.victims(key.value()).isEmpty()) {
            String what = "a tag of " + yes.tag() + " bytes was accepted";
            report.add(Rule.TAG, what, rules.whose(step), step);
        }
    }

    /** Whether the attacker gains anything by going on with an item. */
    boolean matters(Item item) {
        if (item instanceof Item.Blob blob) {
            return !rules.contained(blob.content().value()).isEmpty()
                    && atoms.unknown(blob.by().opener()) >= KeyRules.STRONG;
        }
        Item.Key key = (Item.Key) item;
        return !rules.contained(key.value()).isEmpty()
                || (key.isPublic() && atoms.unknown(key.opener()) > 0);
    }
}
