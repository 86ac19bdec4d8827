package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.KeyType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismInfo.Flag;
import io.craton.hsm.MechanismParameters.DerivationData;
import io.craton.hsm.MechanismParameters.Pbkdf2;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Session;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.MechanismSpec;
import io.craton.hsm.core.mechanism.MechanismTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Keys that the officer may be asked to trust: of the form that B39 wants with each mechanism that
 * wraps, that form with one thing wrong, and that form from every origin by which somebody may know
 * the value.
 */
final class Candidates {
    private static final ObjectClass SECRET = ObjectClass.CKO_SECRET_KEY;
    private static final ObjectClass PRIVATE = ObjectClass.CKO_PRIVATE_KEY;
    private static final ObjectClass PUBLIC = ObjectClass.CKO_PUBLIC_KEY;
    private static final MechanismType KWP = MechanismType.CKM_AES_KEY_WRAP_KWP;

    private Candidates() {}

    /** Makes the key to trust; of a pair the public half, and its private half beside it. */
    interface Maker {
        List<Item.Key> make(World world) throws Exception;
    }

    /**
     * A candidate.
     *
     * @param name what is special about it
     * @param maker makes it
     */
    record Candidate(String name, Maker maker) {}

    private static Template form(KeyType type, MechanismType mechanism) {
        return Keys.all(
                        Keys.named("T"),
                        Keys.guarded(true, false, true),
                        Keys.frozen(),
                        Keys.uses(SECRET, type, List.of(CKA_WRAP, CKA_UNWRAP)))
                .toBuilder()
                .set(CKA_ALLOWED_MECHANISMS, Set.of(mechanism))
                .set(CKA_COPYABLE, !Wrappings.isAead(mechanism))
                .build();
    }

    private static <T> Template with(Template form, AttributeType<T> type, T value) {
        return form.toBuilder().remove(type).set(type, value).build();
    }

    static List<Candidate> all() {
        List<Candidate> all = new ArrayList<>();
        for (MechanismSpec spec : MechanismTable.all()) {
            if (!spec.can(Flag.CKF_WRAP)) {
                continue;
            }
            if (spec.keyTypes().contains(CKK_AES)) {
                all.add(generated("form " + spec.type(), CKK_AES, form(CKK_AES, spec.type())));
            }
            if (spec.keyTypes().contains(CKK_CHACHA20)) {
                all.add(
                        generated(
                                "form " + spec.type(),
                                CKK_CHACHA20,
                                form(CKK_CHACHA20, spec.type())));
            }
            if (spec.keyTypes().contains(CKK_RSA)) {
                all.add(
                        pair(
                                "form " + spec.type(),
                                publicForm(spec.type()),
                                privateForm(spec.type())));
            }
        }
        all.addAll(wrongForms());
        all.addAll(wrongPairs());
        all.addAll(knownValues());
        return all;
    }

    private static List<Candidate> wrongForms() {
        List<Candidate> all = new ArrayList<>();
        Template form = form(CKK_AES, KWP);
        for (AttributeType<Boolean> use :
                List.of(CKA_ENCRYPT, CKA_DECRYPT, CKA_SIGN, CKA_VERIFY, CKA_DERIVE)) {
            Template free = form.toBuilder().remove(CKA_ALLOWED_MECHANISMS).build();
            all.add(generated("with " + Show.name(use), CKK_AES, with(form, use, true)));
            all.add(
                    generated(
                            "with " + Show.name(use) + ", all mechanisms",
                            CKK_AES,
                            with(free, use, true)));
        }
        all.add(generated("modifiable", CKK_AES, with(form, CKA_MODIFIABLE, true)));
        all.add(
                generated(
                        "modifiable, all mechanisms",
                        CKK_AES,
                        with(form, CKA_MODIFIABLE, true).toBuilder()
                                .remove(CKA_ALLOWED_MECHANISMS)
                                .build()));
        all.add(frozenAsACopy(with(form, CKA_MODIFIABLE, true)));
        all.add(generated("extractable", CKK_AES, with(form, CKA_EXTRACTABLE, true)));
        all.add(
                generated(
                        "extractable by trusted keys",
                        CKK_AES,
                        with(with(form, CKA_EXTRACTABLE, true), CKA_WRAP_WITH_TRUSTED, true)));
        all.add(generated("not sensitive", CKK_AES, with(form, CKA_SENSITIVE, false)));
        all.add(generated("public", CKK_AES, with(form, CKA_PRIVATE, false)));
        all.add(
                generated(
                        "copyable, for AES-GCM",
                        CKK_AES,
                        with(form(CKK_AES, MechanismType.CKM_AES_GCM), CKA_COPYABLE, true)));
        all.add(
                generated(
                        "all mechanisms",
                        CKK_AES,
                        form.toBuilder().remove(CKA_ALLOWED_MECHANISMS).build()));
        for (MechanismType other :
                List.of(
                        MechanismType.CKM_AES_KEY_WRAP,
                        MechanismType.CKM_AES_KEY_WRAP_PKCS7,
                        MechanismType.CKM_AES_CTR,
                        MechanismType.CKM_AES_GCM)) {
            all.add(
                    generated(
                            "KWP and " + other,
                            CKK_AES,
                            with(form, CKA_ALLOWED_MECHANISMS, Set.of(KWP, other))));
        }
        return all;
    }

    /** A copy that nobody can change, of a key that anybody goes on changing. */
    private static Candidate frozenAsACopy(Template modifiable) {
        return new Candidate(
                "frozen as a copy",
                world -> {
                    Session session = world.bench().session();
                    Template complete = modifiable.toBuilder().set(CKA_VALUE_LEN, 32L).build();
                    ObjectHandle source =
                            session.generateKey(Victims.generation(CKK_AES), complete);
                    ObjectHandle copy = session.copyObject(source, Keys.frozen());
                    Item.Key key = world.judge().victim("T", copy);
                    Item.Key changeable =
                            new Item.Key(
                                    "source of T",
                                    null,
                                    source,
                                    world.bench().attributes(source),
                                    key.value(),
                                    key.opener(),
                                    false);
                    return List.of(key, changeable);
                });
    }

    private static Candidate generated(String name, KeyType type, Template template) {
        return new Candidate(
                name,
                world -> {
                    Template complete =
                            type == CKK_AES
                                    ? template.toBuilder().set(CKA_VALUE_LEN, 32L).build()
                                    : template;
                    return List.of(
                            world.judge()
                                    .victim(
                                            "T",
                                            world.bench()
                                                    .session()
                                                    .generateKey(
                                                            Victims.generation(type), complete)));
                });
    }

    private static Template publicForm(MechanismType mechanism) {
        return Keys.all(
                        Keys.domain(CKK_RSA),
                        Keys.named("T"),
                        Keys.frozen(),
                        Keys.uses(PUBLIC, CKK_RSA, List.of(CKA_WRAP)))
                .toBuilder()
                .set(CKA_ALLOWED_MECHANISMS, Set.of(mechanism))
                .build();
    }

    private static Template privateForm(MechanismType mechanism) {
        return Keys.all(
                        Keys.named("private half of T"),
                        Keys.guarded(true, false, true),
                        Keys.frozen(),
                        Keys.uses(PRIVATE, CKK_RSA, List.of(CKA_UNWRAP)))
                .toBuilder()
                .set(CKA_ALLOWED_MECHANISMS, Set.of(mechanism))
                .build();
    }

    private static List<Candidate> wrongPairs() {
        MechanismType oaep = MechanismType.CKM_RSA_PKCS_OAEP;
        Template open = publicForm(oaep);
        Template half = privateForm(oaep);
        Template free = half.toBuilder().remove(CKA_ALLOWED_MECHANISMS).build();
        List<Candidate> all = new ArrayList<>();
        for (AttributeType<Boolean> use : List.of(CKA_DECRYPT, CKA_SIGN, CKA_SIGN_RECOVER)) {
            all.add(pair("pair with " + Show.name(use), open, with(half, use, true)));
            all.add(
                    pair(
                            "pair with " + Show.name(use) + ", all mechanisms",
                            open.toBuilder().remove(CKA_ALLOWED_MECHANISMS).build(),
                            with(free, use, true)));
        }
        all.add(pair("pair, all mechanisms of the private half", open, free));
        all.add(pair("pair, private half modifiable", open, with(half, CKA_MODIFIABLE, true)));
        all.add(
                pair(
                        "pair, private half modifiable, all mechanisms",
                        open,
                        with(free, CKA_MODIFIABLE, true)));
        all.add(pair("pair, private half extractable", open, with(half, CKA_EXTRACTABLE, true)));
        all.add(pair("pair, public half modifiable", with(open, CKA_MODIFIABLE, true), half));
        all.add(
                pair(
                        "pair of two mechanisms",
                        open,
                        privateForm(MechanismType.CKM_RSA_AES_KEY_WRAP)));
        return all;
    }

    private static Candidate pair(String name, Template publicKey, Template privateKey) {
        return new Candidate(
                name,
                world -> {
                    KeyPairHandles pair =
                            world.bench()
                                    .session()
                                    .generateKeyPair(
                                            Victims.generation(CKK_RSA), publicKey, privateKey);
                    Item.Key half = world.judge().victim("private half of T", pair.privateKey());
                    return List.of(
                            world.judge().publicHalf("T", pair.publicKey(), half.value()), half);
                });
    }

    private static List<Candidate> knownValues() {
        Template form = form(CKK_AES, KWP);
        Template sized = form.toBuilder().set(CKA_VALUE_LEN, 32L).build();
        Template typed = sized.toBuilder().objectClass(SECRET).keyType(CKK_AES).build();
        List<Candidate> all = new ArrayList<>();
        all.add(
                known(
                        "created",
                        (world, session) ->
                                session.createObject(
                                        form.toBuilder()
                                                .objectClass(SECRET)
                                                .keyType(CKK_AES)
                                                .set(CKA_VALUE, new byte[32])
                                                .build())));
        all.add(
                known(
                        "from a password",
                        (world, session) ->
                                session.generateKey(
                                        Mechanism.of(
                                                MechanismType.CKM_PKCS5_PBKD2,
                                                new Pbkdf2(
                                                        new byte[16],
                                                        1000,
                                                        MechanismType.CKM_SHA256_HMAC,
                                                        new byte[16])),
                                        typed)));
        for (MechanismType type :
                List.of(
                        MechanismType.CKM_CONCATENATE_BASE_AND_DATA,
                        MechanismType.CKM_XOR_BASE_AND_DATA,
                        MechanismType.CKM_SHA256_KEY_DERIVATION)) {
            Mechanism mechanism =
                    type == MechanismType.CKM_SHA256_KEY_DERIVATION
                            ? Mechanism.of(type)
                            : Mechanism.of(type, new DerivationData(new byte[32]));
            all.add(
                    known(
                            "derived by " + type,
                            (world, session) ->
                                    session.deriveKey(
                                            mechanism, world.derivers().get(1).handle(), typed)));
        }
        all.add(known("created with claims", Candidates::forged));
        all.add(known("read before", Candidates::closed));
        all.add(known("agreed", Candidates::agreed));
        all.add(known("encapsulated", (world, session) -> shared(world, session, typed, true)));
        all.add(known("decapsulated", (world, session) -> shared(world, session, typed, false)));
        all.add(known("unwrapped", Candidates::unwrapped));
        all.add(
                known(
                        "copied from a known one",
                        (world, session) -> {
                            Item.Key open = Pool.secret(world, "open twin of T", CKK_AES, 32);
                            world.root(open);
                            Template.Builder changes = Template.builder();
                            List.of(
                                            CKA_SENSITIVE,
                                            CKA_EXTRACTABLE,
                                            CKA_MODIFIABLE,
                                            CKA_ENCRYPT,
                                            CKA_DECRYPT,
                                            CKA_SIGN,
                                            CKA_VERIFY,
                                            CKA_DERIVE)
                                    .forEach(each -> changes.set(each, each == CKA_SENSITIVE));
                            return session.copyObject(open.handle(), changes.label("T").build());
                        }));
        return all;
    }

    /** It says of itself what only the module may say. */
    private static ObjectHandle forged(World world, Session session) {
        Template forged =
                form(CKK_AES, KWP).toBuilder()
                        .objectClass(SECRET)
                        .keyType(CKK_AES)
                        .set(CKA_VALUE, new byte[32])
                        .build();
        for (Template claim :
                List.of(
                        Template.builder().set(CKA_LOCAL, true).build(),
                        Template.builder()
                                .set(CKA_KEY_GEN_MECHANISM, MechanismType.CKM_AES_KEY_GEN.code())
                                .build(),
                        Template.builder().set(CKA_NEVER_EXTRACTABLE, true).build(),
                        Template.builder().set(CKA_CRATON_VALUE_UNKNOWN, true).build(),
                        Template.builder().set(CKA_CRATON_BORN_FROZEN, true).build(),
                        Template.builder().set(CKA_CRATON_TRUST_ACCEPTED, true).build(),
                        Template.builder().set(CKA_TRUSTED, true).build())) {
            Template more = forged.toBuilder().setAll(claim).build();
            try {
                world.bench().destroy(session.createObject(more));
                forged = more;
            } catch (HsmException e) {
                // This claim is refused; another may be believed.
            }
        }
        return session.createObject(forged);
    }

    /** It was read before it became what the officer sees. */
    private static ObjectHandle closed(World world, Session session) {
        Template open = with(with(form(CKK_AES, KWP), CKA_SENSITIVE, false), CKA_EXTRACTABLE, true);
        ObjectHandle made =
                session.generateKey(
                        Victims.generation(CKK_AES),
                        open.toBuilder().set(CKA_VALUE_LEN, 32L).build());
        return session.copyObject(
                made,
                Template.builder().set(CKA_SENSITIVE, true).set(CKA_EXTRACTABLE, false).build());
    }

    private static ObjectHandle agreed(World world, Session session) {
        List<Item.Key> own = Pool.pair(world, "known EC", CKK_EC);
        Samples.Sample raw =
                Samples.of(
                                MechanismTable.find(MechanismType.CKM_ECDH1_DERIVE).orElseThrow(),
                                CKK_EC)
                        .get(1);
        return session.deriveKey(
                Mechanism.of(MechanismType.CKM_ECDH1_DERIVE, raw.of(null, 0)),
                own.get(1).handle(),
                form(CKK_AES, KWP).toBuilder()
                        .objectClass(SECRET)
                        .keyType(CKK_AES)
                        .set(CKA_VALUE_LEN, 32L)
                        .build());
    }

    private static ObjectHandle shared(
            World world, Session session, Template typed, boolean first) {
        List<Item.Key> own = Pool.pair(world, "known ML-KEM", CKK_ML_KEM);
        Mechanism kem = Mechanism.of(MechanismType.CKM_ML_KEM);
        Template plain = Asks.kind(SECRET, CKK_GENERIC_SECRET, null);
        var sent = session.encapsulateKey(kem, own.get(0).handle(), first ? typed : plain);
        return first
                ? sent.key()
                : session.decapsulateKey(kem, own.get(1).handle(), typed, sent.ciphertext());
    }

    private static ObjectHandle unwrapped(World world, Session session) {
        Mechanism kwp = Mechanism.of(KWP);
        ObjectHandle aes = world.wrappers().get(0).handle();
        byte[] wrapped = session.wrapKey(kwp, aes, world.contents().get(0).handle());
        return session.unwrapKey(
                kwp,
                aes,
                wrapped,
                form(CKK_AES, KWP).toBuilder().objectClass(SECRET).keyType(CKK_AES).build());
    }

    private interface Known {
        ObjectHandle make(World world, Session session) throws Exception;
    }

    private static Candidate known(String name, Known maker) {
        return new Candidate(
                name,
                world ->
                        List.of(
                                world.judge()
                                        .known("T", maker.make(world, world.bench().session()))));
    }
}
