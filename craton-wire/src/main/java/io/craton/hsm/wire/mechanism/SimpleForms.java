package io.craton.hsm.wire.mechanism;

import io.craton.hsm.MechanismParameters.EdDsa;
import io.craton.hsm.MechanismParameters.HashSignContext;
import io.craton.hsm.MechanismParameters.Hedge;
import io.craton.hsm.MechanismParameters.Iv;
import io.craton.hsm.MechanismParameters.MacLength;
import io.craton.hsm.MechanismParameters.SignContext;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;

/** Parameters of a field or two (PKCS#11 v3.2, sections 6.3, 6.13, 6.20 and 6.67). */
final class SimpleForms {
    private SimpleForms() {}

    static void writeIv(Iv iv, WireWriter out) {
        out.raw(iv.iv());
    }

    static Iv readIv(WireReader in) {
        return new Iv(in.rest());
    }

    static void writeMacLength(MacLength length, WireWriter out) {
        out.ulong(length.length());
    }

    static MacLength readMacLength(WireReader in) {
        return new MacLength(in.integer());
    }

    static void writeEdDsa(EdDsa parameters, WireWriter out) {
        out.bool(parameters.preHash()).bytes(parameters.context());
    }

    static EdDsa readEdDsa(WireReader in) {
        return new EdDsa(in.bool(), in.bytesOrNone());
    }

    static void writeSignContext(SignContext parameters, WireWriter out) {
        out.ulong(parameters.hedge().code()).bytes(parameters.context());
    }

    static SignContext readSignContext(WireReader in) {
        return new SignContext(hedge(in), in.bytesOrNone());
    }

    static void writeHashSignContext(HashSignContext parameters, WireWriter out) {
        out.ulong(parameters.hedge().code())
                .bytes(parameters.context())
                .ulong(parameters.hash().code());
    }

    static HashSignContext readHashSignContext(WireReader in) {
        return new HashSignContext(hedge(in), in.bytesOrNone(), Numbers.mechanism(in.ulong()));
    }

    private static Hedge hedge(WireReader in) {
        return Numbers.find(Hedge.class, Hedge::code, in.ulong());
    }
}
