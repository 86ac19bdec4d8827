package io.craton.hsm.provider;

import io.craton.hsm.provider.agreement.SharedInfo;
import io.craton.hsm.spi.Bytes;
import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * What both parties of an agreement put into the derivation of the key, for {@link
 * javax.crypto.KeyAgreement#init} with algorithms that derive, such as {@code ECDHwithSHA256KDF}.
 * Immutable.
 *
 * <p>Other specifications are taken too, if their class is public and has a method {@code byte[]
 * getUserKeyingMaterial()}, as that of Bouncy Castle has; a method {@code byte[] getSalt()} tells
 * the salt.
 */
public final class CratonAgreementSpec implements AlgorithmParameterSpec {
    private final byte[] sharedInfo;
    private final byte[] salt;

    private CratonAgreementSpec(byte[] sharedInfo, byte[] salt) {
        this.sharedInfo = sharedInfo.clone();
        this.salt = salt.clone();
    }

    /**
     * Shared information, without salt.
     *
     * @param sharedInfo {@code SharedInfo} of ANSI X9.63, {@code OtherInfo} of SP 800-56A, {@code
     *     info} of HKDF; may be empty
     */
    public static CratonAgreementSpec of(byte[] sharedInfo) {
        return new CratonAgreementSpec(sharedInfo, new byte[0]);
    }

    /**
     * The same with a salt, which HKDF alone takes.
     *
     * @param chosen may be empty
     */
    public CratonAgreementSpec withSalt(byte[] chosen) {
        return new CratonAgreementSpec(sharedInfo, chosen);
    }

    /** The shared information: a copy. */
    public byte[] getSharedInfo() {
        return sharedInfo.clone();
    }

    /** The salt, a copy; empty if there is none. */
    public byte[] getSalt() {
        return salt.clone();
    }

    /** What a specification says of shared information, whoever made it; null if nothing. */
    static @Nullable SharedInfo read(AlgorithmParameterSpec spec)
            throws InvalidAlgorithmParameterException {
        if (spec instanceof CratonAgreementSpec own) {
            return new SharedInfo(Bytes.of(own.sharedInfo), Bytes.of(own.salt));
        }
        Bytes info = OtherSpecs.read(spec, "getUserKeyingMaterial");
        if (info == null) {
            return null;
        }
        Bytes salt = OtherSpecs.read(spec, "getSalt");
        return new SharedInfo(info, salt == null ? Bytes.NONE : salt);
    }
}
