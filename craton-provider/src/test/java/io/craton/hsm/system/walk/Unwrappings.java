package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.KeyType.*;

import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters.Ctr;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.MechanismTable;
import io.craton.hsm.system.walk.Step.Door;
import io.craton.hsm.system.walk.Step.Product;
import io.craton.hsm.system.walk.Step.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Unwrapping of what a key has wrapped, whole and altered, with the mechanism that wrapped it and
 * with every other one, as a key of the same kind and as another.
 */
final class Unwrappings {
    private Unwrappings() {}

    /**
     * Something done to a wrapped key.
     *
     * @param name what
     * @param change does it
     */
    private record Alteration(String name, UnaryOperator<byte[]> change) {}

    /** The mechanism for a wrapped key: its own, another one, or one that fits its vector. */
    private interface Fit {
        Mechanism of(Item.Blob blob);
    }

    private static final Alteration WHOLE = new Alteration("", bytes -> bytes);

    private static Alteration cut(String name, int from, int fromEnd) {
        return new Alteration(
                name,
                bytes ->
                        Arrays.copyOfRange(
                                bytes,
                                Math.min(from, bytes.length),
                                Math.max(Math.min(from, bytes.length), bytes.length - fromEnd)));
    }

    private static Alteration head(int length) {
        return new Alteration(
                "first " + length, bytes -> Arrays.copyOf(bytes, Math.min(length, bytes.length)));
    }

    private static Alteration tail(int length) {
        return new Alteration(
                "last " + length,
                bytes ->
                        Arrays.copyOfRange(
                                bytes, Math.max(0, bytes.length - length), bytes.length));
    }

    private static Alteration flip(String name, boolean end) {
        return new Alteration(
                name,
                bytes -> {
                    byte[] flipped = bytes.clone();
                    flipped[end ? bytes.length - 1 : 0] ^= 1;
                    return flipped;
                });
    }

    private static final List<Alteration> ALTERATIONS =
            List.of(
                    head(1),
                    head(13),
                    head(16),
                    tail(8),
                    tail(16),
                    cut("without the last byte", 0, 1),
                    cut("without the last 8", 0, 8),
                    cut("without the last 12", 0, 12),
                    cut("without the last 16", 0, 16),
                    cut("without the first 16", 16, 0),
                    flip("first bit flipped", false),
                    flip("last bit flipped", true));

    /** The most usual attack first: read what was wrapped. */
    static List<Shape> whole(Item.Key with, Item.Blob blob) {
        List<Shape> shapes = new ArrayList<>();
        List<Template> kinds = new ArrayList<>(kinds(blob.content()));
        if (blob.content().isSecret()) {
            kinds.add(Asks.kind(ObjectClass.CKO_SECRET_KEY, CKK_DES2, null));
            kinds.add(Asks.kind(ObjectClass.CKO_SECRET_KEY, CKK_DES3, null));
        }
        for (Template kind : kinds) {
            shapes.add(shape(with, blob, "", Item.Blob::mechanism, WHOLE, kind));
        }
        return shapes;
    }

    /** As what it is, with every length near its own, and as every kind of key that it is not. */
    static List<Shape> asEverything(Item.Key with, Item.Blob blob) {
        List<Shape> shapes = new ArrayList<>();
        for (KeyType type : KeyType.values()) {
            Template asPrivate = Asks.kind(ObjectClass.CKO_PRIVATE_KEY, type, null);
            if (Pool.isPair(type)) {
                shapes.add(shape(with, blob, "", Item.Blob::mechanism, WHOLE, asPrivate));
            }
        }
        int length = blob.content().value().bytes();
        for (KeyType type :
                List.of(CKK_GENERIC_SECRET, CKK_AES, CKK_DES3, CKK_AES_XTS, CKK_SHA256_HMAC)) {
            for (int each = length - 9; each <= length + 1; each++) {
                Template kind = Asks.kind(ObjectClass.CKO_SECRET_KEY, type, each);
                shapes.add(shape(with, blob, "", Item.Blob::mechanism, WHOLE, kind));
            }
            Template kind = Asks.kind(ObjectClass.CKO_SECRET_KEY, type, null);
            shapes.add(shape(with, blob, "", Item.Blob::mechanism, WHOLE, kind));
        }
        return shapes;
    }

    /** Altered, with other mechanisms, or both. */
    static List<Shape> altered(Item.Key with, Item.Blob blob) {
        List<Shape> shapes = new ArrayList<>();
        for (Template kind : kinds(blob.content())) {
            for (Alteration alteration : ALTERATIONS) {
                shapes.add(shape(with, blob, "", Item.Blob::mechanism, alteration, kind));
            }
        }
        for (MechanismSpec spec : MechanismTable.all()) {
            if (spec.can(Flag.CKF_UNWRAP) && spec.keyTypes().contains(with.keyType())) {
                for (Samples.Sample sample : Samples.of(spec, with.keyType())) {
                    Fit fit = now -> Mechanism.of(spec.type(), sample.of(null, now.bytes().length));
                    altered(with, blob, sample.name(), fit, shapes);
                }
            }
        }
        if (blob.mechanism().parameters() instanceof Gcm) {
            altered(with, blob, "own counter", Unwrappings::counter, shapes);
            altered(with, blob, "own iv, tag 32", Unwrappings::shortTag, shapes);
        }
        return shapes;
    }

    private static void altered(
            Item.Key with, Item.Blob blob, String detail, Fit fit, List<Shape> into) {
        Template same = kinds(blob.content()).get(0);
        Template generic = Asks.kind(ObjectClass.CKO_SECRET_KEY, CKK_GENERIC_SECRET, null);
        into.add(shape(with, blob, detail, fit, WHOLE, same));
        into.add(shape(with, blob, detail, fit, WHOLE, generic));
        into.add(shape(with, blob, detail, fit, head(1), generic));
        for (Alteration alteration : ALTERATIONS) {
            into.add(shape(with, blob, detail, fit, alteration, same));
        }
    }

    /** The counter mode inside GCM. */
    private static Mechanism counter(Item.Blob blob) {
        byte[] block = Samples.GCM_COUNTER.clone();
        byte[] iv = ((Gcm) blob.mechanism().parameters()).iv();
        System.arraycopy(iv == null ? Samples.IV12 : iv, 0, block, 0, 12);
        return Mechanism.of(MechanismType.CKM_AES_CTR, new Ctr(128, block));
    }

    private static Mechanism shortTag(Item.Blob blob) {
        Gcm gcm = (Gcm) blob.mechanism().parameters();
        return Mechanism.of(MechanismType.CKM_AES_GCM, new Gcm(gcm.iv(), gcm.aad(), 32));
    }

    /** As what a wrapped key can be unwrapped, the true kind first. */
    private static List<Template> kinds(Item.Key content) {
        KeyType type = java.util.Objects.requireNonNull(content.keyType());
        List<Template> kinds = new ArrayList<>();
        kinds.add(Asks.kind(content.objectClass(), type, null));
        if (content.isSecret()) {
            int length = content.value().bytes();
            kinds.add(Asks.kind(ObjectClass.CKO_SECRET_KEY, CKK_GENERIC_SECRET, length - 1));
            kinds.add(Asks.kind(ObjectClass.CKO_SECRET_KEY, CKK_GENERIC_SECRET, 1));
            kinds.add(Asks.kind(ObjectClass.CKO_SECRET_KEY, CKK_AES, 16));
            kinds.add(Asks.kind(ObjectClass.CKO_SECRET_KEY, CKK_SHA256_HMAC, null));
            kinds.add(Asks.kind(ObjectClass.CKO_PRIVATE_KEY, CKK_EC, null));
        }
        kinds.add(Asks.kind(ObjectClass.CKO_SECRET_KEY, CKK_GENERIC_SECRET, null));
        return kinds.stream().distinct().toList();
    }

    private static Shape shape(
            Item.Key with,
            Item.Blob blob,
            String detail,
            Fit fit,
            Alteration alteration,
            Template kind) {
        Mechanism mechanism = fit.of(blob);
        boolean aead = Wrappings.isAead(mechanism.type()) && blob.aad() != null;
        return new Shape(
                aead ? "unwrap with data" : "unwrap",
                Door.API,
                mechanism.type(),
                (detail + " " + alteration.name()).trim(),
                List.of(with, blob),
                List.of(new Role(0, CKA_UNWRAP)),
                kind.get(CKA_CLASS, ObjectClass.CKO_SECRET_KEY),
                kind.get(CKA_KEY_TYPE, CKK_GENERIC_SECRET),
                kind,
                asked -> (bench, items) -> unwrap(bench, items, fit, alteration, asked));
    }

    private static List<Product> unwrap(
            Bench bench, List<Item> items, Fit fit, Alteration alteration, Template asked) {
        Item.Key with = (Item.Key) items.get(0);
        Item.Blob blob = (Item.Blob) items.get(1);
        Mechanism mechanism = fit.of(blob);
        byte[] bytes = alteration.change().apply(blob.bytes());
        byte[] aad = blob.aad();
        ObjectHandle made =
                Wrappings.isAead(mechanism.type()) && aad != null
                        ? bench.session()
                                .unwrapKeyAuthenticated(mechanism, with.handle(), bytes, asked, aad)
                        : bench.session().unwrapKey(mechanism, with.handle(), bytes, asked);
        return List.of(new Product.Unwrapped(made, !Arrays.equals(bytes, blob.bytes())));
    }
}
