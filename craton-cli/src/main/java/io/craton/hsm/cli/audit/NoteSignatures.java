package io.craton.hsm.cli.audit;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectClass;
import io.craton.hsm.ParameterSet;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.Template;
import io.craton.hsm.audit.proof.NoteKey;
import io.craton.hsm.audit.proof.SignatureCheck;
import io.craton.hsm.core.random.HsmRandom;
import io.craton.hsm.engine.Engines;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.engine.spi.VerifyContext;

/**
 * Checks the signatures of checkpoints on every Java runtime: Ed25519 with the runtime's own
 * provider, ML-DSA with the engine of the module. Needs no token.
 */
final class NoteSignatures implements SignatureCheck {
    private final SignatureCheck runtime = SignatureCheck.ofJavaRuntime();

    @Override
    public boolean verify(NoteKey.Type type, byte[] publicKey, byte[] message, byte[] signature) {
        return switch (type) {
            case ED25519, ED25519_COSIGNATURE ->
                    runtime.verify(type, publicKey, message, signature);
            case ML_DSA_44 -> mlDsa(ParameterSet.CKP_ML_DSA_44, publicKey, message, signature);
            case ML_DSA_65 -> mlDsa(ParameterSet.CKP_ML_DSA_65, publicKey, message, signature);
            case ML_DSA_87 -> mlDsa(ParameterSet.CKP_ML_DSA_87, publicKey, message, signature);
        };
    }

    private static boolean mlDsa(
            ParameterSet set, byte[] publicKey, byte[] message, byte[] signature) {
        Template template =
                Template.builder()
                        .objectClass(ObjectClass.CKO_PUBLIC_KEY)
                        .keyType(KeyType.CKK_ML_DSA)
                        .set(AttributeType.CKA_PARAMETER_SET, set.code())
                        .set(AttributeType.CKA_VALUE, publicKey)
                        .build();
        try (HsmRandom random = HsmRandom.open(failure -> {})) {
            Engines engine = Engines.create(random, "auto");
            try (KeyMaterial key = engine.importKey(template);
                    VerifyContext verifier =
                            engine.verify(Mechanism.of(MechanismType.CKM_ML_DSA), key)) {
                verifier.update(message, 0, message.length);
                verifier.verify(signature);
                return true;
            }
        } catch (HsmException e) {
            if (e.code() == ReturnCode.CKR_SIGNATURE_INVALID
                    || e.code() == ReturnCode.CKR_SIGNATURE_LEN_RANGE) {
                return false;
            }
            throw e;
        }
    }
}
