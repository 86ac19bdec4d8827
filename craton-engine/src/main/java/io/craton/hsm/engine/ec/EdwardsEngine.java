package io.craton.hsm.engine.ec;

import io.craton.hsm.AttributeType;
import io.craton.hsm.Curve;
import io.craton.hsm.Digest;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismParameters.EdDsa;
import io.craton.hsm.MechanismType;
import io.craton.hsm.Template;
import io.craton.hsm.engine.common.Attributes;
import io.craton.hsm.engine.common.ByteArrays;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.Libraries;
import io.craton.hsm.engine.common.Library;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.MessageInput;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.common.Primitive;
import io.craton.hsm.engine.common.Signing;
import io.craton.hsm.engine.ec.EdwardsMontgomery.PrimeOrderPoint;
import io.craton.hsm.engine.spi.CryptoEngine.KeyPairMaterial;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.engine.spi.SignContext;
import io.craton.hsm.engine.spi.VerifyContext;
import java.util.Optional;
import java.util.Set;

/**
 * Key pairs and signatures over Edwards curves (RFC 8032): Ed25519, Ed25519ctx, Ed25519ph, Ed448,
 * Ed448ph. The pure ones need the message twice and collect it. Whatever library signs,
 * verification has the rule of {@link JcaEdDsa}.
 */
public final class EdwardsEngine implements MechanismFamily {
    private static final EdDsa PURE = new EdDsa(false, ByteArrays.EMPTY);

    private final Libraries libraries;

    /** Computes with these libraries. */
    public EdwardsEngine(Libraries libraries) {
        this.libraries = libraries;
    }

    @Override
    public Set<MechanismType> mechanisms() {
        return Set.of(MechanismType.CKM_EC_EDWARDS_KEY_PAIR_GEN, MechanismType.CKM_EDDSA);
    }

    @Override
    public KeyPairMaterial generateKeyPair(
            Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        Parameters.none(mechanism);
        return generate(KeyType.CKK_EC_EDWARDS, publicTemplate, libraries);
    }

    /** A new key pair over the curve that the template names. */
    static KeyPairMaterial generate(KeyType keyType, Template template, Libraries libraries) {
        byte[] ecParams = Attributes.required(template, AttributeType.CKA_EC_PARAMS);
        Curve curve = CurveParams.of(keyType, ecParams);
        KeyMaterial privateKey =
                Rfc8410KeyCodec.privateMaterial(
                        ecParams, curve, libraries.randomBytes(curve.privateLength()));
        byte[] point = Rfc8410Keys.privateKey(privateKey).publicKey();
        return new KeyPairMaterial(
                Rfc8410KeyCodec.publicMaterial(ecParams, curve, point), privateKey);
    }

    @Override
    public SignContext sign(Mechanism mechanism, KeyMaterial material) {
        Rfc8410Keys.Private key = Rfc8410Keys.privateKey(material);
        EdDsa parameters = parameters(mechanism);
        MessageInput input = input(parameters, key.curve());
        int length = 2 * key.curve().privateLength();
        if (useJca(key.curve(), parameters)) {
            return Signing.sign(
                    input, length, message -> JcaEdDsa.sign(material, message, libraries));
        }
        return Signing.sign(input, length, message -> sign(key, parameters, message));
    }

    private static byte[] sign(Rfc8410Keys.Private key, EdDsa parameters, byte[] message) {
        return key.use(
                value ->
                        EdwardsMontgomery.sign(
                                key.curve(), value, key.publicKey(), parameters, message));
    }

    @Override
    public VerifyContext verify(Mechanism mechanism, KeyMaterial material) {
        EdDsa parameters = parameters(mechanism);
        int length = 2 * Rfc8410KeyCodec.curve(material).privateLength();
        Optional<PrimeOrderPoint> point = fastPoint(material, parameters);
        if (point.isPresent()) {
            return Signing.verify(
                    MessageInput.buffer(),
                    length,
                    (message, signature) ->
                            point.get().surelySigned(message, signature)
                                    || JcaEdDsa.verification(material, parameters, libraries)
                                            .isValid(message, signature));
        }
        JcaEdDsa.Verification verification = JcaEdDsa.verification(material, parameters, libraries);
        // The pure forms read the message twice, and this module limits what is kept of it.
        return parameters.preHash()
                ? Signing.verify(
                        MessageInput.digest(verification.digest()),
                        length,
                        (nothing, signature) -> verification.isValid(signature))
                : Signing.verify(MessageInput.buffer(), length, verification::isValid);
    }

    /** The key, if it and the form of the signature let Bouncy Castle answer first. */
    private Optional<PrimeOrderPoint> fastPoint(KeyMaterial material, EdDsa parameters) {
        boolean possible =
                Rfc8410KeyCodec.curve(material) == Curve.ED25519
                        && isPure(parameters)
                        && libraries.library(Primitive.ED25519) == Library.BC;
        return possible
                ? Guard.call(
                        "the EdDSA verification failed",
                        () -> Rfc8410Keys.primeOrderPoint(material))
                : Optional.empty();
    }

    private boolean useJca(Curve curve, EdDsa parameters) {
        Primitive primitive = curve == Curve.ED25519 ? Primitive.ED25519 : Primitive.ED448;
        return isPure(parameters) && libraries.library(primitive) != Library.BC;
    }

    private static boolean isPure(EdDsa parameters) {
        return !parameters.preHash() && parameters.context().length == 0;
    }

    private static EdDsa parameters(Mechanism mechanism) {
        EdDsa parameters = Parameters.of(mechanism, EdDsa.class, PURE);
        Parameters.require(
                parameters.context().length <= 255, "the context of EdDSA has at most 255 bytes");
        return parameters;
    }

    private MessageInput input(EdDsa parameters, Curve curve) {
        if (!parameters.preHash()) {
            return MessageInput.buffer();
        }
        // RFC 8032, sections 5.1 and 5.2.
        return MessageInput.digest(
                libraries.digest(curve == Curve.ED25519 ? Digest.SHA_512 : Digest.SHAKE_256));
    }
}
