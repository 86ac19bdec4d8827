package io.craton.hsm.system.walk;

import static io.craton.hsm.KeyType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.KeyPairHandles;
import io.craton.hsm.KeyType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The attacker's own keys: he made them, knows them, and gave them every use. */
final class Pool {
    private Pool() {}

    /** Adds what the attacker needs to work on victims. */
    static void addTo(World world) {
        world.deriver(secret(world, "known 15 bytes", CKK_GENERIC_SECRET, 15));
        world.deriver(secret(world, "known 32 bytes", CKK_GENERIC_SECRET, 32));
        world.wrapper(secret(world, "known AES", CKK_AES, 32));
        world.wrapper(pair(world, "known RSA", CKK_RSA).get(0));
        world.content(secret(world, "known content", CKK_GENERIC_SECRET, 32));
    }

    /** A secret key that the attacker brings. */
    static Item.Key secret(World world, String name, KeyType type, int length) {
        byte[] value = new byte[length];
        for (int i = 0; i < length; i++) {
            value[i] = (byte) (0x40 + i);
        }
        Template template =
                Keys.all(
                                Asks.allUses(ObjectClass.CKO_SECRET_KEY, type),
                                Keys.named(name),
                                Keys.guarded(false, true, true))
                        .toBuilder()
                        .objectClass(ObjectClass.CKO_SECRET_KEY)
                        .keyType(type)
                        .set(AttributeType.CKA_VALUE, value)
                        .build();
        ObjectHandle handle = world.bench().session().createObject(template);
        return world.judge().known(name, handle);
    }

    /** A pair that the attacker can read: the public half and the private one. */
    static List<Item.Key> pair(World world, String name, KeyType type) {
        KeyPairHandles pair =
                world.bench()
                        .session()
                        .generateKeyPair(
                                Victims.generation(type),
                                Keys.all(
                                        Keys.domain(type),
                                        Keys.named(name + ", public"),
                                        Asks.allUses(ObjectClass.CKO_PUBLIC_KEY, type)),
                                Keys.all(
                                        Keys.named(name + ", private"),
                                        Keys.guarded(false, true, true),
                                        Asks.allUses(ObjectClass.CKO_PRIVATE_KEY, type)));
        return List.of(
                world.judge().known(name + ", public", pair.publicKey()),
                world.judge().known(name + ", private", pair.privateKey()));
    }

    /** One key of each type, for what every mechanism does with a key that may do everything. */
    static List<Item.Key> ofEveryType(World world) {
        List<Item.Key> all = new ArrayList<>();
        for (KeyType type : KeyType.values()) {
            switch (type) {
                case CKK_DSA, CKK_DH, CKK_POLY1305, CKK_HSS, CKK_XMSS, CKK_XMSSMT -> {
                    // Not in the tables, or for verification only.
                }
                case CKK_RSA,
                        CKK_EC,
                        CKK_EC_EDWARDS,
                        CKK_EC_MONTGOMERY,
                        CKK_ML_KEM,
                        CKK_ML_DSA,
                        CKK_SLH_DSA ->
                        all.addAll(pair(world, "known " + type, type));
                default -> all.add(secret(world, "known " + type, type, length(type)));
            }
        }
        return all;
    }

    private static int length(KeyType type) {
        return switch (type) {
            case CKK_DES2 -> 16;
            case CKK_DES3 -> 24;
            case CKK_AES_XTS -> 64;
            default -> 32;
        };
    }

    /** Whether the module makes keys of this type. */
    static boolean isMade(KeyType type) {
        return !Arrays.asList(CKK_DSA, CKK_DH, CKK_POLY1305, CKK_HSS, CKK_XMSS, CKK_XMSSMT)
                .contains(type);
    }

    static boolean isPair(KeyType type) {
        return Arrays.asList(
                        CKK_RSA,
                        CKK_EC,
                        CKK_EC_EDWARDS,
                        CKK_EC_MONTGOMERY,
                        CKK_ML_KEM,
                        CKK_ML_DSA,
                        CKK_SLH_DSA)
                .contains(type);
    }
}
