package io.craton.hsm.engine;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Digest;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.engine.cipher.AesEngine;
import io.craton.hsm.engine.cipher.CipherMacs;
import io.craton.hsm.engine.cipher.SecretKeys;
import io.craton.hsm.engine.cipher.SpecialModes;
import io.craton.hsm.engine.common.Attributes;
import io.craton.hsm.engine.common.Backend;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.KeyCodec;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.SecretKeySizes;
import io.craton.hsm.engine.ec.EcKeyCodec;
import io.craton.hsm.engine.ec.EcdhEngine;
import io.craton.hsm.engine.ec.EcdsaEngine;
import io.craton.hsm.engine.ec.EdwardsEngine;
import io.craton.hsm.engine.ec.MontgomeryEngine;
import io.craton.hsm.engine.ec.Rfc8410KeyCodec;
import io.craton.hsm.engine.kdf.HkdfEngine;
import io.craton.hsm.engine.kdf.Pbkdf2Engine;
import io.craton.hsm.engine.kdf.PublicFromPrivate;
import io.craton.hsm.engine.kdf.SimpleDerivations;
import io.craton.hsm.engine.kdf.Sp800108Engine;
import io.craton.hsm.engine.mac.DigestEngine;
import io.craton.hsm.engine.mac.HmacEngine;
import io.craton.hsm.engine.pqc.MlKemEngine;
import io.craton.hsm.engine.pqc.PqcSignatures;
import io.craton.hsm.engine.pqc.StatefulHash;
import io.craton.hsm.engine.pqc.StatefulHashCodec;
import io.craton.hsm.engine.rsa.RsaEngine;
import io.craton.hsm.engine.rsa.RsaKeyCodec;
import io.craton.hsm.engine.spi.CipherContext;
import io.craton.hsm.engine.spi.CryptoEngine;
import io.craton.hsm.engine.spi.DigestContext;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.engine.spi.SignContext;
import io.craton.hsm.engine.spi.VerifyContext;
import io.craton.hsm.engine.wrap.KeyWrapEngine;
import io.craton.hsm.spi.RandomSource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.jspecify.annotations.Nullable;

/**
 * The engine: gives each mechanism to its family and each asymmetric key to the codec of its type.
 * Safe for use by several threads.
 */
public final class Engines implements CryptoEngine {
    private final Map<MechanismType, MechanismFamily> families;
    private final KeyFacts facts;
    private final KeyWrapEngine wrapping;
    private final PairwiseTest pairwiseTest;
    private final Libraries libraries;
    private final Consumer<Mechanism> beforeUse;

    private Engines(Libraries libraries, boolean implicitRejection) {
        this.libraries = libraries;
        this.beforeUse = mechanism -> {};
        this.families = new EnumMap<>(MechanismType.class);
        this.pairwiseTest = new PairwiseTest(this);
        RsaEngine rsa = new RsaEngine(libraries, implicitRejection);
        MlKemEngine mlKem = new MlKemEngine(libraries);
        List<PqcSignatures> signatures = PqcSignatures.all(libraries);
        Map<KeyType, KeyCodec> codecs =
                new EnumMap<>(
                        Map.of(
                                KeyType.CKK_RSA, new RsaKeyCodec(),
                                KeyType.CKK_EC, new EcKeyCodec(),
                                KeyType.CKK_EC_EDWARDS, new Rfc8410KeyCodec(KeyType.CKK_EC_EDWARDS),
                                KeyType.CKK_EC_MONTGOMERY,
                                        new Rfc8410KeyCodec(KeyType.CKK_EC_MONTGOMERY),
                                KeyType.CKK_ML_KEM, mlKem.codec(),
                                KeyType.CKK_HSS, new StatefulHashCodec(KeyType.CKK_HSS),
                                KeyType.CKK_XMSS, new StatefulHashCodec(KeyType.CKK_XMSS),
                                KeyType.CKK_XMSSMT, new StatefulHashCodec(KeyType.CKK_XMSSMT)));
        signatures.forEach(family -> codecs.put(family.keyType(), family.codec()));
        facts = new KeyFacts(codecs, libraries);
        wrapping = new KeyWrapEngine(this, rsa, codecs, this::importKey, libraries);
        List.<MechanismFamily>of(
                        new SecretKeys(libraries),
                        new DigestEngine(libraries),
                        new HmacEngine(libraries),
                        new AesEngine(libraries),
                        rsa,
                        new EcdsaEngine(libraries),
                        new EdwardsEngine(libraries),
                        new MontgomeryEngine(libraries),
                        new EcdhEngine(libraries),
                        new SpecialModes(libraries),
                        new CipherMacs(libraries),
                        new HkdfEngine(libraries),
                        new Sp800108Engine(libraries),
                        new Pbkdf2Engine(libraries),
                        new SimpleDerivations(libraries),
                        new PublicFromPrivate(codecs),
                        mlKem,
                        new StatefulHash())
                .forEach(this::register);
        signatures.forEach(this::register);
    }

    private Engines(Engines other, Consumer<Mechanism> beforeUse) {
        this.families = other.families;
        this.facts = other.facts;
        this.wrapping = other.wrapping;
        this.pairwiseTest = other.pairwiseTest;
        this.libraries = other.libraries;
        this.beforeUse = beforeUse;
    }

    /**
     * The same engine, asking before each use of a mechanism whether it may compute.
     *
     * @param check throws an exception if it may not; safe for use by several threads
     */
    public Engines asking(Consumer<Mechanism> check) {
        return new Engines(this, check);
    }

    /**
     * An engine with implicit rejection.
     *
     * @param random the module's generator: all keys, nonces and paddings come from it
     * @param backend {@code algorithms.crypto_backend}: {@code auto}, {@code jdk}, {@code bc} or
     *     {@code accp}
     * @throws HsmException {@code CKR_ARGUMENTS_BAD} if there is no such backend, or it is not on
     *     the class path
     */
    public static Engines create(RandomSource random, String backend) {
        return create(random, backend, true);
    }

    /**
     * An engine.
     *
     * @param implicitRejection {@code algorithms.pkcs1_implicit_rejection}: whether a wrong PKCS #1
     *     v1.5 padding gives a pseudo-random message instead of an error
     */
    public static Engines create(RandomSource random, String backend, boolean implicitRejection) {
        return new Engines(new Libraries(random, Backend.of(backend)), implicitRejection);
    }

    /** A class of the library that every engine needs, for the integrity of the module's files. */
    public static Class<?> library() {
        return SubjectPublicKeyInfo.class;
    }

    private void register(MechanismFamily family) {
        family.mechanisms().forEach(mechanism -> families.put(mechanism, family));
    }

    /** The mechanisms that there is an engine for. */
    public Set<MechanismType> mechanisms() {
        Set<MechanismType> all = EnumSet.of(MechanismType.CKM_RSA_AES_KEY_WRAP);
        all.addAll(families.keySet());
        return all;
    }

    // What a library throws where nobody expected it is still not for the caller to see.
    private static <T> T guarded(Guard.Call<T> call) {
        return Guard.call("a library failed in a way that it does not document", call);
    }

    private MechanismFamily family(Mechanism mechanism) {
        beforeUse.accept(mechanism);
        MechanismFamily family = families.get(mechanism.type());
        if (family == null) {
            throw new HsmException(
                    ReturnCode.CKR_MECHANISM_INVALID, mechanism.type() + " is not supported");
        }
        return family;
    }

    @Override
    public SignContext sign(Mechanism mechanism, KeyMaterial key) {
        MechanismFamily family = family(mechanism);
        family.alsoComputes(mechanism, key).forEach(beforeUse);
        return guarded(() -> family.sign(mechanism, key));
    }

    @Override
    public VerifyContext verify(Mechanism mechanism, KeyMaterial key) {
        return guarded(() -> family(mechanism).verify(mechanism, key));
    }

    @Override
    public byte[] signRecover(Mechanism mechanism, KeyMaterial key, byte[] data) {
        return guarded(() -> family(mechanism).signRecover(mechanism, key, data));
    }

    @Override
    public byte[] verifyRecover(Mechanism mechanism, KeyMaterial key, byte[] signature) {
        return guarded(() -> family(mechanism).verifyRecover(mechanism, key, signature));
    }

    @Override
    public CipherContext encrypt(Mechanism mechanism, KeyMaterial key) {
        return guarded(() -> family(mechanism).encrypt(mechanism, key));
    }

    @Override
    public CipherContext decrypt(Mechanism mechanism, KeyMaterial key) {
        return guarded(() -> family(mechanism).decrypt(mechanism, key));
    }

    @Override
    public DigestContext digest(Mechanism mechanism) {
        return guarded(() -> family(mechanism).digest(mechanism));
    }

    /** Asks nobody: whoever names a function without a mechanism has asked before. */
    @Override
    public byte[] digest(Digest function, byte[] data) {
        return guarded(() -> libraries.digest(function).digest(data));
    }

    @Override
    public KeyMaterial generateKey(Mechanism mechanism, Template template) {
        return guarded(() -> family(mechanism).generateKey(mechanism, template));
    }

    @Override
    public KeyPairMaterial generateKeyPair(
            Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        KeyPairMaterial pair =
                guarded(() -> newKeyPair(mechanism, publicTemplate, privateTemplate));
        pairwiseTest.check(pair, codec(pair.privateKey().keyType()));
        return pair;
    }

    private KeyPairMaterial newKeyPair(
            Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        return family(mechanism).generateKeyPair(mechanism, publicTemplate, privateTemplate);
    }

    @Override
    public KeyMaterial importKey(Template template) {
        ObjectClass objectClass = Attributes.required(template, AttributeType.CKA_CLASS);
        KeyType type = Attributes.required(template, AttributeType.CKA_KEY_TYPE);
        return guarded(() -> imported(objectClass, type, template));
    }

    private KeyMaterial imported(ObjectClass objectClass, KeyType type, Template template) {
        return switch (objectClass) {
            case CKO_PUBLIC_KEY -> codec(type).importPublic(template);
            case CKO_PRIVATE_KEY -> importPrivate(codec(type), template);
            case CKO_SECRET_KEY -> importSecret(type, template);
            default ->
                    throw new HsmException(
                            ReturnCode.CKR_TEMPLATE_INCONSISTENT,
                            objectClass + " is not a class of keys");
        };
    }

    private KeyMaterial importPrivate(KeyCodec codec, Template template) {
        KeyMaterial key = codec.importPrivate(template);
        byte[] publicKey = template.get(AttributeType.CKA_PUBLIC_KEY_INFO);
        boolean own =
                publicKey == null
                        || publicKey.length == 0
                        || Arrays.equals(publicKey, codec.publicKeyInfo(key));
        if (!own) {
            key.close();
            throw Attributes.invalid(
                    "CKA_PUBLIC_KEY_INFO is not the public key that belongs to the private key");
        }
        return pairwiseTest.checked(key, codec);
    }

    private static KeyMaterial importSecret(KeyType type, Template template) {
        byte[] value = Attributes.required(template, AttributeType.CKA_VALUE);
        SecretKeySizes sizes = SecretKeySizes.of(type);
        sizes.check(value.length, ReturnCode.CKR_ATTRIBUTE_VALUE_INVALID);
        Attributes.require(
                type != KeyType.CKK_AES_XTS || !sizes.isWeak(value),
                "the two halves of an XTS key have to differ");
        return KeyMaterial.secretKey(type, value);
    }

    private KeyCodec codec(KeyType type) {
        return facts.codec(type);
    }

    @Override
    public byte @Nullable [] publicKeyInfo(KeyMaterial key) {
        if (key.objectClass() == ObjectClass.CKO_SECRET_KEY) {
            return null;
        }
        return guarded(() -> codec(key.keyType()).publicKeyInfo(key));
    }

    @Override
    public byte @Nullable [] checkValue(KeyMaterial key) {
        Mechanism mechanism = KeyFacts.checkValueMechanism(key);
        if (mechanism == null) {
            return null;
        }
        beforeUse.accept(mechanism);
        return facts.checkValue(key);
    }

    @Override
    public long keySize(KeyMaterial key, MechanismType mechanism) {
        return facts.keySize(key, mechanism);
    }

    @Override
    public byte[] wrap(
            Mechanism mechanism, KeyMaterial wrappingKey, KeyMaterial key, byte @Nullable [] aad) {
        beforeUse.accept(mechanism);
        return guarded(() -> wrapping.wrap(mechanism, wrappingKey, key, aad));
    }

    @Override
    public KeyMaterial unwrap(
            Mechanism mechanism,
            KeyMaterial unwrappingKey,
            byte[] wrapped,
            Template template,
            byte @Nullable [] aad) {
        beforeUse.accept(mechanism);
        return guarded(() -> wrapping.unwrap(mechanism, unwrappingKey, wrapped, template, aad));
    }

    @Override
    public KeyMaterial derive(
            Mechanism mechanism,
            KeyMaterial baseKey,
            Template template,
            Function<ObjectHandle, KeyMaterial> otherKeys) {
        return guarded(() -> family(mechanism).derive(mechanism, baseKey, template, otherKeys));
    }

    @Override
    public EncapsulatedKey encapsulate(
            Mechanism mechanism, KeyMaterial publicKey, Template template) {
        return guarded(() -> family(mechanism).encapsulate(mechanism, publicKey, template));
    }

    @Override
    public int ciphertextLength(Mechanism mechanism, KeyMaterial publicKey) {
        return guarded(() -> family(mechanism).ciphertextLength(mechanism, publicKey));
    }

    @Override
    public KeyMaterial decapsulate(
            Mechanism mechanism, KeyMaterial privateKey, Template template, byte[] ciphertext) {
        return guarded(
                () -> family(mechanism).decapsulate(mechanism, privateKey, template, ciphertext));
    }
}
