package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;
import static io.craton.hsm.KeyType.*;
import static io.craton.hsm.system.walk.Keys.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.core.mechanism.MechanismTable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The keys that the attacker is after. */
final class Victims {
    private static final ObjectClass SECRET = ObjectClass.CKO_SECRET_KEY;
    private static final ObjectClass PRIVATE = ObjectClass.CKO_PRIVATE_KEY;

    private Victims() {}

    /** Adds a victim to a world. */
    interface Maker {
        void make(World world) throws Exception;
    }

    /**
     * A kind of victim.
     *
     * @param name what it is
     * @param maker makes one
     */
    record Victim(String name, Maker maker) {}

    /** What stays in the token, for templates of keys that make others. */
    private static final Template INSIDE =
            Template.builder().set(CKA_SENSITIVE, true).set(CKA_EXTRACTABLE, false).build();

    /** The mechanism that generates keys of a type. */
    static Mechanism generation(KeyType type) {
        if (type == CKK_GENERIC_SECRET) {
            return Mechanism.of(MechanismType.CKM_GENERIC_SECRET_KEY_GEN);
        }
        return Mechanism.of(
                MechanismTable.all().stream()
                        .filter(spec -> spec.type().name().matches(".*KEY(_PAIR)?_GEN"))
                        .filter(spec -> spec.keyTypes().equals(Set.of(type)))
                        .findFirst()
                        .orElseThrow()
                        .type());
    }

    /** A secret key that the module makes. */
    static Victim secret(String name, KeyType type, int length, Template... parts) {
        Template.Builder template = all(parts).toBuilder().setAll(named(name));
        if (type != CKK_CHACHA20 && type != CKK_DES3) {
            template.set(CKA_VALUE_LEN, (long) length);
        }
        Template complete = template.build();
        return new Victim(
                name,
                world ->
                        world.root(
                                world.judge()
                                        .victim(
                                                name,
                                                world.bench()
                                                        .session()
                                                        .generateKey(generation(type), complete))));
    }

    /** A secret key that somebody else has brought. */
    static Victim foreign(String name, int length, Template... parts) {
        return new Victim(
                name,
                world -> {
                    Template template =
                            all(parts).toBuilder()
                                    .setAll(named(name))
                                    .objectClass(SECRET)
                                    .keyType(CKK_GENERIC_SECRET)
                                    .set(CKA_VALUE, world.bench().session().generateRandom(length))
                                    .build();
                    ObjectHandle handle = world.bench().session().createObject(template);
                    world.root(world.judge().victim(name, handle));
                });
    }

    /** A private key that the module makes; its public half is another root. */
    static Victim pair(String name, KeyType type, Template publicKey, Template... parts) {
        return new Victim(
                name,
                world -> {
                    KeyPairHandles pair =
                            world.bench()
                                    .session()
                                    .generateKeyPair(
                                            generation(type),
                                            all(
                                                    domain(type),
                                                    named("public half of " + name),
                                                    publicKey),
                                            all(all(parts), named(name)));
                    Item.Key half = world.judge().victim(name, pair.privateKey());
                    world.root(half);
                    world.root(
                            world.judge()
                                    .publicHalf(
                                            "public half of " + name,
                                            pair.publicKey(),
                                            half.value()));
                });
    }

    private static Template allowed(MechanismType... types) {
        return Template.builder().set(CKA_ALLOWED_MECHANISMS, Set.of(types)).build();
    }

    private static Template date(AttributeType<Optional<LocalDate>> type, int year) {
        return Template.builder().set(type, Optional.of(LocalDate.of(year, 1, 1))).build();
    }

    private static Template flag(AttributeType<Boolean> type) {
        return Template.builder().set(type, true).build();
    }

    /** The weakest protection that keeps a key from being read. */
    private static Template weak() {
        return guarded(false, false, false);
    }

    /** As much protection as there is, but that it may be copied. */
    private static Template strong() {
        return all(guarded(true, false, true), frozen(), flag(CKA_WRAP_WITH_TRUSTED));
    }

    private static Template allUses(ObjectClass objectClass, KeyType type) {
        return Asks.allUses(objectClass, type);
    }

    /** (a): keys that are not extractable. */
    static List<Victim> unextractable() {
        List<Victim> all = new ArrayList<>();
        all.add(secret("weak AES", CKK_AES, 32, weak(), allUses(SECRET, CKK_AES)));
        all.add(
                secret(
                        "frozen AES-GCM",
                        CKK_AES,
                        32,
                        strong(),
                        uses(SECRET, CKK_AES, List.of(CKA_ENCRYPT, CKA_DECRYPT)),
                        allowed(MechanismType.CKM_AES_GCM)));
        Template generic = allUses(SECRET, CKK_GENERIC_SECRET);
        all.add(secret("weak secret", CKK_GENERIC_SECRET, 32, weak(), generic));
        all.add(secret("weak secret of 17", CKK_GENERIC_SECRET, 17, weak(), generic));
        all.add(secret("weak secret of 200", CKK_GENERIC_SECRET, 200, weak(), generic));
        all.add(foreign("foreign secret", 32, weak(), generic));
        all.add(
                secret(
                        "frozen HKDF",
                        CKK_HKDF,
                        32,
                        strong(),
                        uses(SECRET, CKK_HKDF, List.of(CKA_DERIVE))));
        all.add(
                secret(
                        "frozen AES that derives",
                        CKK_AES,
                        32,
                        strong(),
                        uses(SECRET, CKK_AES, List.of(CKA_DERIVE))));
        all.add(
                secret(
                        "frozen AES that wraps and derives",
                        CKK_AES,
                        32,
                        strong(),
                        uses(SECRET, CKK_AES, List.of(CKA_DERIVE, CKA_WRAP))));
        all.add(
                secret(
                        "frozen AES that decrypts and derives",
                        CKK_AES,
                        32,
                        strong(),
                        uses(SECRET, CKK_AES, List.of(CKA_DERIVE, CKA_DECRYPT))));
        all.add(
                secret(
                        "frozen secret that verifies and derives",
                        CKK_GENERIC_SECRET,
                        32,
                        strong(),
                        uses(SECRET, CKK_GENERIC_SECRET, List.of(CKA_DERIVE, CKA_VERIFY))));
        all.add(
                secret(
                        "frozen long secret that verifies and derives",
                        CKK_GENERIC_SECRET,
                        200,
                        strong(),
                        uses(SECRET, CKK_GENERIC_SECRET, List.of(CKA_DERIVE, CKA_VERIFY))));
        all.add(
                secret(
                        "secret of the year 2199",
                        CKK_GENERIC_SECRET,
                        32,
                        strong(),
                        generic,
                        date(CKA_START_DATE, 2199)));
        all.add(
                secret(
                        "secret of the year 1999",
                        CKK_GENERIC_SECRET,
                        32,
                        strong(),
                        generic,
                        date(CKA_END_DATE, 1999)));
        all.add(
                secret(
                        "secret from 1999 to 2199",
                        CKK_GENERIC_SECRET,
                        32,
                        strong(),
                        generic,
                        date(CKA_START_DATE, 1999),
                        date(CKA_END_DATE, 2199)));
        return all;
    }

    /** (a): what else an attribute can forbid. */
    static List<Victim> withRules() {
        List<Victim> all = new ArrayList<>();
        Template generic = allUses(SECRET, CKK_GENERIC_SECRET);
        all.add(
                secret(
                        "secret that may not be copied",
                        CKK_GENERIC_SECRET,
                        32,
                        guarded(true, false, true),
                        generic,
                        Template.builder().set(CKA_COPYABLE, false).build()));
        all.add(
                secret(
                        "compromised secret",
                        CKK_GENERIC_SECRET,
                        32,
                        strong(),
                        generic,
                        flag(CKA_CRATON_COMPROMISED)));
        all.add(
                secret(
                        "secret with a template for what is derived",
                        CKK_GENERIC_SECRET,
                        32,
                        strong(),
                        generic,
                        Template.builder().set(CKA_DERIVE_TEMPLATE, INSIDE).build()));
        all.add(
                secret(
                        "AES with templates for what it wraps and unwraps",
                        CKK_AES,
                        32,
                        strong(),
                        uses(SECRET, CKK_AES, List.of(CKA_WRAP, CKA_UNWRAP)),
                        Template.builder()
                                .set(CKA_WRAP_TEMPLATE, INSIDE)
                                .set(CKA_UNWRAP_TEMPLATE, INSIDE)
                                .build()));
        all.add(
                pair(
                        "RSA that wants a PIN each time",
                        CKK_RSA,
                        allUses(ObjectClass.CKO_PUBLIC_KEY, CKK_RSA),
                        strong(),
                        allUses(PRIVATE, CKK_RSA),
                        flag(CKA_ALWAYS_AUTHENTICATE)));
        return all;
    }

    /** A key of this type for each of its uses, with that use alone. */
    static List<Victim> ofOneUse(KeyType type) {
        List<Victim> all = new ArrayList<>();
        boolean pair = Pool.isPair(type);
        for (AttributeType<Boolean> use : Asks.uses(pair ? PRIVATE : SECRET, type)) {
            String name = "frozen " + type + " for " + Show.name(use) + " alone";
            Template only = uses(pair ? PRIVATE : SECRET, type, List.of(use));
            all.add(
                    pair
                            ? pair(name, type, Template.empty(), strong(), only)
                            : secret(name, type, 32, strong(), only));
        }
        return all;
    }

    /** (a): other types, which say the same with less. */
    static List<Victim> otherTypes() {
        List<Victim> all = new ArrayList<>();
        for (KeyType type : List.of(CKK_CHACHA20, CKK_DES3, CKK_AES_XTS, CKK_SHA512_HMAC)) {
            int length = type == CKK_AES_XTS ? 64 : 32;
            all.add(secret("weak " + type, type, length, weak(), allUses(SECRET, type)));
        }
        all.add(
                secret(
                        "triple DES with a template for what is derived",
                        CKK_DES3,
                        24,
                        strong(),
                        uses(SECRET, CKK_DES3, List.of(CKA_DERIVE)),
                        Template.builder().set(CKA_DERIVE_TEMPLATE, INSIDE).build()));
        for (KeyType type :
                List.of(
                        CKK_EC,
                        CKK_EC_MONTGOMERY,
                        CKK_EC_EDWARDS,
                        CKK_RSA,
                        CKK_ML_KEM,
                        CKK_ML_DSA,
                        CKK_SLH_DSA)) {
            all.add(
                    pair(
                            "weak private " + type,
                            type,
                            allUses(ObjectClass.CKO_PUBLIC_KEY, type),
                            weak(),
                            allUses(PRIVATE, type)));
        }
        all.add(
                pair(
                        "EC that wants a PIN each time",
                        CKK_EC,
                        Template.empty(),
                        strong(),
                        allUses(PRIVATE, CKK_EC),
                        flag(CKA_ALWAYS_AUTHENTICATE)));
        return all;
    }

    /** (d): keys that only verify or only decrypt. */
    static List<Victim> oneWay() {
        List<Victim> all = new ArrayList<>();
        for (boolean hidden : new boolean[] {false, true}) {
            Template guard = hidden ? strong() : all(weak(), frozen());
            String name = hidden ? "" : "weak ";
            all.add(verifier(name, CKK_GENERIC_SECRET, 32, MechanismType.CKM_SHA256_HMAC, guard));
            all.add(verifier(name, CKK_GENERIC_SECRET, 200, MechanismType.CKM_SHA256_HMAC, guard));
        }
        all.add(verifier("", CKK_SHA256_HMAC, 32, MechanismType.CKM_SHA256_HMAC, strong()));
        all.add(verifier("", CKK_SHA512_HMAC, 200, MechanismType.CKM_SHA512_HMAC, strong()));
        all.add(
                verifier(
                        "",
                        CKK_GENERIC_SECRET,
                        32,
                        MechanismType.CKM_SHA256_HMAC_GENERAL,
                        strong()));
        all.add(verifier("", CKK_AES, 32, MechanismType.CKM_AES_CMAC, strong()));
        all.add(verifier("", CKK_AES, 32, MechanismType.CKM_AES_CMAC_GENERAL, strong()));
        all.add(verifier("", CKK_AES, 32, MechanismType.CKM_AES_GMAC, strong()));
        all.add(decrypter(CKK_AES, MechanismType.CKM_AES_GCM));
        all.add(decrypter(CKK_AES, MechanismType.CKM_AES_CCM));
        all.add(decrypter(CKK_CHACHA20, MechanismType.CKM_CHACHA20_POLY1305));
        return all;
    }

    /**
     * (d): keys that derive and show one of the two things that can be made of data, a MAC or an
     * encryption. Of the other they only undo what somebody else has made.
     */
    static List<Victim> halfOpen() {
        List<Victim> all = new ArrayList<>();
        for (AttributeType<Boolean> open : List.of(CKA_ENCRYPT, CKA_SIGN)) {
            all.add(halfOpen(CKK_GENERIC_SECRET, 32, open));
            all.add(halfOpen(CKK_GENERIC_SECRET, 200, open));
            all.add(halfOpen(CKK_AES, 32, open));
            all.add(halfOpen(CKK_DES3, 24, open));
        }
        return all;
    }

    private static Victim halfOpen(KeyType type, int length, AttributeType<Boolean> open) {
        AttributeType<Boolean> undoes = open.equals(CKA_SIGN) ? CKA_DECRYPT : CKA_VERIFY;
        return secret(
                "frozen %s of %d that derives, with %s and %s"
                        .formatted(type, length, Show.name(open), Show.name(undoes)),
                type,
                length,
                strong(),
                uses(SECRET, type, List.of(CKA_DERIVE, open, undoes)));
    }

    private static Victim verifier(
            String name, KeyType type, int length, MechanismType mechanism, Template guard) {
        return secret(
                name + "verify-only " + type + " of " + length + " for " + mechanism,
                type,
                length,
                guard,
                uses(SECRET, type, List.of(CKA_VERIFY)),
                allowed(mechanism));
    }

    private static Victim decrypter(KeyType type, MechanismType mechanism) {
        return secret(
                "decrypt-only " + type + " for " + mechanism,
                type,
                32,
                strong(),
                uses(SECRET, type, List.of(CKA_DECRYPT)),
                allowed(mechanism));
    }
}
