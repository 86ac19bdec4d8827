package io.craton.hsm.system.walk;

import static io.craton.hsm.AttributeType.*;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.Template;
import io.craton.hsm.provider.key.OpaqueKey;
import io.craton.hsm.system.walk.Step.Door;
import io.craton.hsm.system.walk.Step.Product;
import io.craton.hsm.system.walk.Step.Role;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import javax.crypto.Cipher;
import javax.crypto.KeyAgreement;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Everything that the provider does with a key of the token, generated from its services. */
final class ProviderDoor {
    private ProviderDoor() {}

    /** Does something with a Java key. */
    private interface Body {
        byte[] run(Bench bench, Key key) throws Exception;
    }

    /** Every use of a key at this door, but for wrapping. */
    static List<Step> of(Provider provider, Item.Key key) {
        List<Step> steps = new ArrayList<>();
        if (key.isPublic()) {
            return steps;
        }
        for (String name : names(provider, "Cipher")) {
            for (AlgorithmParameterSpec spec : specs(name)) {
                // A private key encrypts with the padding of a signature.
                AttributeType<Boolean> use = key.isSecret() ? CKA_ENCRYPT : CKA_SIGN;
                steps.add(cipher(key, name, spec, Cipher.ENCRYPT_MODE, use));
                steps.add(cipher(key, name, spec, Cipher.DECRYPT_MODE, CKA_DECRYPT));
            }
        }
        for (String name : names(provider, "Mac")) {
            steps.add(step("mac", name, key, CKA_SIGN, (bench, own) -> mac(bench, name, own)));
        }
        for (String name : names(provider, "Signature")) {
            steps.add(step("sign", name, key, CKA_SIGN, (bench, own) -> sign(bench, name, own)));
        }
        for (String name : names(provider, "KeyAgreement")) {
            steps.add(
                    step("agree", name, key, CKA_DERIVE, (bench, own) -> agree(bench, name, own)));
            steps.add(agreeWith(key, name));
        }
        steps.add(look("encoding", key, (bench, own) -> encoding(own)));
        steps.add(look("serial form", key, (bench, own) -> serial(own)));
        for (String name : names(provider, "KeyFactory")) {
            steps.add(look("spec " + name, key, (bench, own) -> spec(bench, name, own)));
        }
        for (String name : names(provider, "SecretKeyFactory")) {
            steps.add(look("spec " + name, key, (bench, own) -> secretSpec(bench, name, own)));
        }
        return steps;
    }

    private static List<String> names(Provider provider, String type) {
        TreeSet<String> names = new TreeSet<>();
        for (Provider.Service service : provider.getServices()) {
            if (service.getType().equals(type)) {
                names.add(service.getAlgorithm());
            }
        }
        return List.copyOf(names);
    }

    private static List<@Nullable AlgorithmParameterSpec> specs(String cipher) {
        List<@Nullable AlgorithmParameterSpec> specs = new ArrayList<>();
        if (cipher.contains("/GCM/") || cipher.contains("/CCM/")) {
            specs.add(new GCMParameterSpec(128, Samples.IV12));
        } else if (cipher.contains("/CTR/")) {
            specs.add(new IvParameterSpec(new byte[16]));
            specs.add(new IvParameterSpec(Samples.GCM_COUNTER));
        } else if (cipher.contains("/CBC/")) {
            specs.add(new IvParameterSpec(new byte[16]));
        } else if (cipher.startsWith("ChaCha20")) {
            specs.add(new IvParameterSpec(Samples.IV12));
        } else {
            specs.add(null);
        }
        return specs;
    }

    private static Step step(
            String kind, String name, Item.Key key, AttributeType<Boolean> use, Body body) {
        return step(kind, name, key, List.of(new Role(0, use)), body);
    }

    private static Step look(String name, Item.Key key, Body body) {
        return step("read", name, key, List.of(), body);
    }

    private static Step step(String kind, String name, Item.Key key, List<Role> roles, Body body) {
        return new Step(
                kind,
                Door.JCA,
                null,
                name,
                List.of(key),
                roles,
                Template.empty(),
                (bench, items) ->
                        List.of(
                                new Product.Output(
                                        body.run(bench, bench.jcaKey((Item.Key) items.get(0))),
                                        new byte[32])));
    }

    private static Step cipher(
            Item.Key key,
            String name,
            @Nullable AlgorithmParameterSpec spec,
            int mode,
            AttributeType<Boolean> use) {
        return step(
                mode == Cipher.ENCRYPT_MODE ? "encrypt" : "decrypt",
                name,
                key,
                use,
                (bench, own) -> {
                    Cipher cipher = Cipher.getInstance(name, bench.provider());
                    cipher.init(mode, own, spec);
                    return cipher.doFinal(new byte[32]);
                });
    }

    private static byte[] mac(Bench bench, String name, Key own) throws Exception {
        Mac mac = Mac.getInstance(name, bench.provider());
        mac.init(own);
        return mac.doFinal(new byte[32]);
    }

    private static byte[] sign(Bench bench, String name, Key own) throws Exception {
        Signature signature = Signature.getInstance(name, bench.provider());
        signature.initSign(privateKey(own));
        signature.update(new byte[32]);
        return signature.sign();
    }

    private static PrivateKey privateKey(Key own) throws Exception {
        if (own instanceof PrivateKey key) {
            return key;
        }
        throw new java.security.InvalidKeyException("no private key");
    }

    private static byte[] agree(Bench bench, String name, Key own) throws Exception {
        KeyAgreement agreement = KeyAgreement.getInstance(name, bench.provider());
        agreement.init(own);
        agreement.doPhase(other(name), true);
        return agreement.generateSecret();
    }

    /** An agreement up to the point where the caller has asked for nothing yet. */
    private static Step agreeWith(Item.Key key, String name) {
        return new Step(
                "agree with",
                Door.JCA,
                null,
                name,
                List.of(key),
                List.of(),
                Template.empty(),
                (bench, items) -> {
                    KeyAgreement agreement = KeyAgreement.getInstance(name, bench.provider());
                    agreement.init(bench.jcaKey((Item.Key) items.get(0)));
                    bench.madeReadable();
                    agreement.doPhase(other(name), true);
                    return List.of(new Product.Opaque(bench.madeReadable()));
                });
    }

    private static PublicKey other(String name) throws Exception {
        boolean curve = name.equals("ECDH");
        var generator =
                java.security.KeyPairGenerator.getInstance(
                        curve ? "EC" : name.equals("XDH") ? "X25519" : name, "SunEC");
        if (curve) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        }
        return generator.generateKeyPair().getPublic();
    }

    private static byte[] encoding(Key own) throws Exception {
        byte[] encoded = own.getEncoded();
        if (encoded == null) {
            throw new java.security.InvalidKeyException("no encoding");
        }
        return encoded;
    }

    private static byte[] serial(Key own) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(own);
        } catch (java.io.NotSerializableException e) {
            throw new java.security.InvalidKeyException("not serialisable");
        }
        return bytes.toByteArray();
    }

    private static byte[] spec(Bench bench, String name, Key own) throws Exception {
        return KeyFactory.getInstance(name, bench.provider())
                .getKeySpec(own, PKCS8EncodedKeySpec.class)
                .getEncoded();
    }

    private static byte[] secretSpec(Bench bench, String name, Key own) throws Exception {
        if (!(own instanceof SecretKey secret)) {
            throw new java.security.InvalidKeyException("no secret key");
        }
        return ((SecretKeySpec)
                        SecretKeyFactory.getInstance(name, bench.provider())
                                .getKeySpec(secret, SecretKeySpec.class))
                .getEncoded();
    }

    /** Every way to wrap one key with another. */
    static List<Step> wrappings(Provider provider, Item.Key by, Item.Key content) {
        List<Step> steps = new ArrayList<>();
        if (by.isPublic()) {
            return steps;
        }
        for (String name : names(provider, "Cipher")) {
            for (AlgorithmParameterSpec spec : specs(name)) {
                steps.add(
                        new Step(
                                "wrap",
                                Door.JCA,
                                null,
                                name,
                                List.of(by, content),
                                List.of(new Role(0, CKA_WRAP)),
                                Template.empty(),
                                (bench, items) -> wrap(bench, items, name, spec)));
            }
        }
        return steps;
    }

    private static List<Product> wrap(
            Bench bench, List<Item> items, String name, @Nullable AlgorithmParameterSpec spec)
            throws Exception {
        Cipher cipher = Cipher.getInstance(name, bench.provider());
        cipher.init(Cipher.WRAP_MODE, bench.jcaKey((Item.Key) items.get(0)), spec);
        byte[] wrapped = cipher.wrap(bench.jcaKey((Item.Key) items.get(1)));
        // Which mechanism that is matters to nobody but an unwrapping at another door.
        MechanismType type =
                name.contains("KWP")
                        ? MechanismType.CKM_AES_KEY_WRAP_KWP
                        : MechanismType.CKM_AES_KEY_WRAP;
        return List.of(new Product.Wrapped(wrapped, Mechanism.of(type), null));
    }

    /** Every way to unwrap. */
    static List<Step> unwrappings(Provider provider, Item.Key with, Item.Blob blob) {
        List<Step> steps = new ArrayList<>();
        for (String name : names(provider, "Cipher")) {
            for (AlgorithmParameterSpec spec : specs(name)) {
                for (int type : new int[] {Cipher.SECRET_KEY, Cipher.PRIVATE_KEY}) {
                    steps.add(
                            new Step(
                                    "unwrap",
                                    Door.JCA,
                                    null,
                                    name + " as " + type,
                                    List.of(with, blob),
                                    List.of(),
                                    Template.empty(),
                                    (bench, items) -> unwrap(bench, items, name, spec, type)));
                }
            }
        }
        return steps;
    }

    private static List<Product> unwrap(
            Bench bench,
            List<Item> items,
            String name,
            @Nullable AlgorithmParameterSpec spec,
            int type)
            throws Exception {
        Item.Blob blob = (Item.Blob) items.get(1);
        Cipher cipher = Cipher.getInstance(name, bench.provider());
        cipher.init(Cipher.UNWRAP_MODE, bench.jcaKey((Item.Key) items.get(0)), spec);
        String algorithm = type == Cipher.SECRET_KEY ? "AES" : "EC";
        OpaqueKey key = (OpaqueKey) cipher.unwrap(blob.bytes(), algorithm, type);
        ObjectHandle handle = key.ref().use((session, object) -> object);
        bench.holds(key);
        byte[] encoded = key.getEncoded();
        Product made = new Product.Unwrapped(handle, false);
        return encoded == null
                ? List.of(made)
                : List.of(made, new Product.Output(encoded, new byte[0]));
    }
}
