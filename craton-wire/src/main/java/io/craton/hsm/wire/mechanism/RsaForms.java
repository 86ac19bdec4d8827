package io.craton.hsm.wire.mechanism;

import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismParameters.Mgf;
import io.craton.hsm.MechanismParameters.RsaAesKeyWrap;
import io.craton.hsm.MechanismParameters.RsaOaep;
import io.craton.hsm.MechanismParameters.RsaPss;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;

/** Parameters of RSA (PKCS#11 v3.2, section 6.1). */
final class RsaForms {
    /** {@code CKZ_DATA_SPECIFIED}. */
    private static final long DATA_SPECIFIED = 1;

    private RsaForms() {}

    static void writePss(RsaPss parameters, WireWriter out) {
        out.ulong(parameters.hash().code())
                .ulong(parameters.mgf().code())
                .ulong(parameters.saltLength());
    }

    static RsaPss readPss(WireReader in) {
        MechanismType hash = Numbers.mechanism(in.ulong());
        return new RsaPss(hash, mgf(in), in.integer());
    }

    static void writeOaep(RsaOaep parameters, WireWriter out) {
        out.ulong(parameters.hash().code())
                .ulong(parameters.mgf().code())
                .ulong(DATA_SPECIFIED)
                .bytes(parameters.label());
    }

    static RsaOaep readOaep(WireReader in) {
        MechanismType hash = Numbers.mechanism(in.ulong());
        Mgf mgf = mgf(in);
        long source = in.ulong();
        byte[] label = in.bytesOrNone();
        if (source != DATA_SPECIFIED && !(source == 0 && label.length == 0)) {
            throw new HsmException(
                    ReturnCode.CKR_ARGUMENTS_BAD,
                    "the source of the encoding parameter is neither CKZ_DATA_SPECIFIED nor, without data, 0");
        }
        return new RsaOaep(hash, mgf, label);
    }

    static void writeKeyWrap(RsaAesKeyWrap parameters, WireWriter out) {
        try (WireWriter oaep = new WireWriter(out.form())) {
            writeOaep(parameters.oaep(), oaep);
            out.ulong(parameters.aesKeyBits()).bytes(oaep.toBytes());
        }
    }

    static RsaAesKeyWrap readKeyWrap(WireReader in) {
        int bits = in.integer();
        WireReader inner = new WireReader(in.bytesOrNone(), in.form());
        RsaOaep oaep = readOaep(inner);
        inner.end();
        return new RsaAesKeyWrap(bits, oaep);
    }

    private static Mgf mgf(WireReader in) {
        return Numbers.find(Mgf.class, Mgf::code, in.ulong());
    }
}
