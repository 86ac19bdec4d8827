package io.craton.hsm.wire.mechanism;

import io.craton.hsm.MechanismParameters.Ccm;
import io.craton.hsm.MechanismParameters.ChaCha20Poly1305;
import io.craton.hsm.MechanismParameters.Ctr;
import io.craton.hsm.MechanismParameters.Gcm;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;

/** Parameters of encryptions (PKCS#11 v3.2, sections 6.11, 6.13 and 6.61). */
final class CipherForms {
    private CipherForms() {}

    static void writeCtr(Ctr parameters, WireWriter out) {
        out.ulong(parameters.counterBits()).bytes(parameters.counterBlock());
    }

    static Ctr readCtr(WireReader in) {
        return new Ctr(in.integer(), in.bytesOrNone());
    }

    static void writeGcm(Gcm parameters, WireWriter out) {
        byte[] iv = parameters.iv();
        out.bytes(iv)
                .ulong(iv == null ? 0 : 8L * iv.length)
                .bytes(parameters.aad())
                .ulong(parameters.tagBits());
    }

    static Gcm readGcm(WireReader in) {
        byte[] iv = in.bytes();
        in.ulong();
        return new Gcm(iv, in.bytesOrNone(), in.integer());
    }

    static void writeCcm(Ccm parameters, WireWriter out) {
        out.ulong(parameters.dataLength())
                .bytes(parameters.nonce())
                .bytes(parameters.aad())
                .ulong(parameters.macLength());
    }

    static Ccm readCcm(WireReader in) {
        return new Ccm(in.ulong(), in.bytesOrNone(), in.bytesOrNone(), in.integer());
    }

    static void writeChaCha(ChaCha20Poly1305 parameters, WireWriter out) {
        out.bytes(parameters.nonce()).bytes(parameters.aad());
    }

    static ChaCha20Poly1305 readChaCha(WireReader in) {
        return new ChaCha20Poly1305(in.bytesOrNone(), in.bytesOrNone());
    }
}
