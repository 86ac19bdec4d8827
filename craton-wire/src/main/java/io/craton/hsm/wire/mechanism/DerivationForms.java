package io.craton.hsm.wire.mechanism;

import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismParameters.CbcEncryptData;
import io.craton.hsm.MechanismParameters.DerivationData;
import io.craton.hsm.MechanismParameters.Ecdh1Derive;
import io.craton.hsm.MechanismParameters.ExtractFrom;
import io.craton.hsm.MechanismParameters.Hkdf;
import io.craton.hsm.MechanismParameters.Kdf;
import io.craton.hsm.MechanismParameters.OtherKey;
import io.craton.hsm.MechanismParameters.Pbkdf2;
import io.craton.hsm.MechanismParameters.Prf;
import io.craton.hsm.MechanismParameters.SaltType;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ObjectHandle;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Parameters of derivations (PKCS#11 v3.2, sections 6.3, 6.27, 6.43, 6.45 and 6.62). */
final class DerivationForms {
    /** {@code CKZ_SALT_SPECIFIED}. */
    private static final long SALT_SPECIFIED = 1;

    /** {@code CKP_VENDOR_DEFINED}: with the number of the HMAC, where the standard has none. */
    private static final long VENDOR_DEFINED = 0x8000_0000L;

    private DerivationForms() {}

    static void writeEcdh(Ecdh1Derive parameters, WireWriter out) {
        out.ulong(parameters.kdf().code())
                .bytes(parameters.sharedData())
                .bytes(parameters.publicData());
    }

    static Ecdh1Derive readEcdh(WireReader in) {
        Kdf kdf = Numbers.find(Kdf.class, Kdf::code, in.ulong());
        return new Ecdh1Derive(kdf, in.bytes(), in.bytesOrNone());
    }

    static void writeHkdf(Hkdf parameters, WireWriter out) {
        ObjectHandle key = parameters.saltKey();
        out.bool(parameters.extract())
                .bool(parameters.expand())
                .ulong(parameters.hash().code())
                .ulong(parameters.saltType().code())
                .bytes(parameters.salt())
                .handle(key == null ? 0 : key.value())
                .bytes(parameters.info());
    }

    static Hkdf readHkdf(WireReader in) {
        boolean extract = in.bool();
        boolean expand = in.bool();
        MechanismType hash = Numbers.mechanism(in.ulong());
        SaltType type = Numbers.find(SaltType.class, SaltType::code, in.ulong());
        byte[] salt = in.bytes();
        return new Hkdf(extract, expand, hash, type, salt, key(in.ulong()), in.bytesOrNone());
    }

    private static @Nullable ObjectHandle key(long handle) {
        return handle == 0 ? null : new ObjectHandle(handle);
    }

    static void writePbkdf2(Pbkdf2 parameters, WireWriter out) {
        out.ulong(SALT_SPECIFIED)
                .bytes(parameters.salt())
                .ulong(parameters.iterations())
                .ulong(number(parameters.prf()))
                .bytes(null)
                .bytes(parameters.password());
    }

    static Pbkdf2 readPbkdf2(WireReader in) {
        long source = in.ulong();
        byte[] salt = in.bytesOrNone();
        long iterations = in.ulong();
        MechanismType prf = prf(in.ulong());
        byte[] prfData = in.bytesOrNone();
        if (source != SALT_SPECIFIED || prfData.length > 0) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "the source of the salt is not CKZ_SALT_SPECIFIED, or the function has data of its own");
        }
        return new Pbkdf2(salt, iterations, prf, in.bytesOrNone());
    }

    private static long number(MechanismType prf) {
        return Arrays.stream(Prf.values())
                .filter(one -> one.mechanism() == prf)
                .mapToLong(Prf::code)
                .findFirst()
                .orElse(VENDOR_DEFINED | prf.code());
    }

    private static MechanismType prf(long number) {
        return (number & VENDOR_DEFINED) != 0
                ? Numbers.mechanism(number & ~VENDOR_DEFINED)
                : Numbers.find(Prf.class, Prf::code, number).mechanism();
    }

    static void writeData(DerivationData parameters, WireWriter out) {
        out.bytes(parameters.data());
    }

    static DerivationData readData(WireReader in) {
        return new DerivationData(in.bytesOrNone());
    }

    static void writeCbcData(CbcEncryptData parameters, WireWriter out) {
        out.bytes(parameters.iv()).bytes(parameters.data());
    }

    static CbcEncryptData readCbcData(WireReader in) {
        return new CbcEncryptData(in.bytesOrNone(), in.bytesOrNone());
    }

    static void writeOtherKey(OtherKey parameters, WireWriter out) {
        out.handle(parameters.key().value());
    }

    static OtherKey readOtherKey(WireReader in) {
        return new OtherKey(new ObjectHandle(in.handle()));
    }

    static void writeExtract(ExtractFrom parameters, WireWriter out) {
        out.ulong(parameters.firstBit());
    }

    static ExtractFrom readExtract(WireReader in) {
        return new ExtractFrom(in.ulong());
    }
}
