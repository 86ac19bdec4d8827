package io.craton.hsm.engine.pqc;

import io.craton.hsm.AttributeType;
import io.craton.hsm.HsmException;
import io.craton.hsm.KeyType;
import io.craton.hsm.Mechanism;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.engine.common.Guard;
import io.craton.hsm.engine.common.MechanismFamily;
import io.craton.hsm.engine.common.MessageInput;
import io.craton.hsm.engine.common.Parameters;
import io.craton.hsm.engine.common.Signing;
import io.craton.hsm.engine.spi.KeyMaterial;
import io.craton.hsm.engine.spi.VerifyContext;
import java.util.Set;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.HSSPublicKeyParameters;
import org.bouncycastle.crypto.params.XMSSMTParameters;
import org.bouncycastle.crypto.params.XMSSMTPublicKeyParameters;
import org.bouncycastle.crypto.params.XMSSParameters;
import org.bouncycastle.crypto.params.XMSSPublicKeyParameters;
import org.bouncycastle.crypto.signers.HSSSigner;
import org.bouncycastle.crypto.signers.XMSSMTSigner;
import org.bouncycastle.crypto.signers.XMSSSigner;

/**
 * Verification of HSS/LMS, XMSS and XMSS^MT signatures (RFC 8554, RFC 8391, SP 800-208). Signing
 * needs a state that a software token, which is backed up and restored, cannot keep, and is not
 * offered.
 */
public final class StatefulHash implements MechanismFamily {
    // No HSS signature is shorter: one level of the smallest tree and the longest chains.
    private static final int MIN_HSS = 4 + 4 + 4 + 24 + 24 * 26 + 4 + 24 * 5;
    // None is longer: eight levels of the highest trees and the shortest chains.
    private static final int MAX_HSS = 8 * (12 + 32 + 32 * 265 + 32 * 25 + 56) + 4;

    @Override
    public Set<MechanismType> mechanisms() {
        return Set.of(MechanismType.CKM_HSS, MechanismType.CKM_XMSS, MechanismType.CKM_XMSSMT);
    }

    @Override
    public VerifyContext verify(Mechanism mechanism, KeyMaterial material) {
        Parameters.none(mechanism);
        Parsed key = material.engineKey(Parsed.class, () -> parse(material));
        return Signing.verify(
                MessageInput.buffer(),
                key.minLength(),
                key.maxLength(),
                (message, signature) -> verify(key, message, signature));
    }

    private static Parsed parse(KeyMaterial material) {
        return parse(material.keyType(), material.component(AttributeType.CKA_VALUE));
    }

    private static Signer verifier(AsymmetricKeyParameter key) {
        if (key instanceof HSSPublicKeyParameters) {
            return new HSSSigner();
        }
        return key instanceof XMSSPublicKeyParameters ? new XMSSSigner() : new XMSSMTSigner();
    }

    private static boolean verify(Parsed key, byte[] message, byte[] signature) {
        Signer verifier = verifier(key.key());
        verifier.init(false, key.key());
        try {
            verifier.update(message, 0, message.length);
            return verifier.verifySignature(signature);
        } catch (RuntimeException e) {
            // The library says "not well formed" in many ways.
            return false;
        }
    }

    /** A public key with the lengths that its signatures can have. */
    record Parsed(AsymmetricKeyParameter key, int minLength, int maxLength) {}

    /**
     * Reads a public key.
     *
     * @throws HsmException {@code CKR_PARAMETER_SET_NOT_SUPPORTED} or {@code
     *     CKR_PUBLIC_KEY_INVALID}
     */
    static Parsed parse(KeyType type, byte[] value) {
        return Guard.call(
                ReturnCode.CKR_PUBLIC_KEY_INVALID,
                "the public key cannot be read",
                () ->
                        switch (type) {
                            case CKK_HSS -> hss(value);
                            case CKK_XMSS -> xmss(value);
                            default -> xmssMt(value);
                        });
    }

    private static Parsed hss(byte[] value) throws java.io.IOException {
        HSSPublicKeyParameters key = HSSPublicKeyParameters.getInstance(value);
        if (key.getEncoded().length != value.length || key.getL() < 1 || key.getL() > 8) {
            throw new HsmException(
                    ReturnCode.CKR_PUBLIC_KEY_INVALID,
                    "the HSS public key has not the right length");
        }
        return new Parsed(key, MIN_HSS, MAX_HSS);
    }

    private static Parsed xmss(byte[] value) {
        XMSSParameters parameters = XMSSParameters.lookupByOID(oid(value));
        requireSet(parameters != null);
        int n = parameters.getTreeDigestSize();
        requireLength(value, n);
        int length = 4 + n + n * chains(n) + n * parameters.getHeight();
        return new Parsed(
                new XMSSPublicKeyParameters.Builder(parameters).withPublicKey(value).build(),
                length,
                length);
    }

    private static Parsed xmssMt(byte[] value) {
        XMSSMTParameters parameters = XMSSMTParameters.lookupByOID(oid(value));
        requireSet(parameters != null);
        int n = parameters.getTreeDigestSize();
        requireLength(value, n);
        int length =
                (parameters.getHeight() + 7) / 8
                        + n
                        + n * chains(n) * parameters.getLayers()
                        + n * parameters.getHeight();
        return new Parsed(
                new XMSSMTPublicKeyParameters.Builder(parameters).withPublicKey(value).build(),
                length,
                length);
    }

    // How many chains a one-time signature with Winternitz parameter 16 has.
    private static int chains(int n) {
        return 2 * n + 3;
    }

    private static int oid(byte[] value) {
        if (value.length < 4) {
            throw new HsmException(
                    ReturnCode.CKR_PUBLIC_KEY_INVALID, "the public key is too short");
        }
        return java.nio.ByteBuffer.wrap(value).getInt();
    }

    private static void requireSet(boolean known) {
        if (!known) {
            throw new HsmException(
                    ReturnCode.CKR_PARAMETER_SET_NOT_SUPPORTED,
                    "the parameter set of the public key is not supported");
        }
    }

    private static void requireLength(byte[] value, int n) {
        if (value.length != 4 + 2 * n) {
            throw new HsmException(
                    ReturnCode.CKR_PUBLIC_KEY_INVALID,
                    "the public key has "
                            + value.length
                            + " bytes where its set needs "
                            + (4 + 2 * n));
        }
    }
}
