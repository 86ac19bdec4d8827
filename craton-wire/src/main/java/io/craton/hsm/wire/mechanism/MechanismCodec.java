package io.craton.hsm.wire.mechanism;

import io.craton.hsm.Arguments;
import io.craton.hsm.HsmException;
import io.craton.hsm.MechanismParameters;
import io.craton.hsm.MechanismType;
import io.craton.hsm.ReturnCode;
import io.craton.hsm.wire.form.HandleNumbers;
import io.craton.hsm.wire.form.WireForm;
import io.craton.hsm.wire.form.WireReader;
import io.craton.hsm.wire.form.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of mechanisms in the byte form of one connection: the fields of their structures
 * in the order of PKCS#11 v3.2, without pointers and without gaps. {@link ParameterForm} says which
 * structure each has. Immutable.
 */
public final class MechanismCodec {
    private final WireForm form;
    private final HandleNumbers numbers;

    private MechanismCodec(WireForm form, HandleNumbers numbers) {
        this.form = form;
        this.numbers = numbers;
    }

    /** The form with these numbers. */
    public static MechanismCodec of(WireForm form) {
        return of(form, HandleNumbers.SAME);
    }

    /**
     * The form with these numbers.
     *
     * @param numbers what the handles in parameters are called
     */
    public static MechanismCodec of(WireForm form, HandleNumbers numbers) {
        return new MechanismCodec(Arguments.notNull(form, "the form"), numbers);
    }

    /**
     * Writes the parameter of a mechanism; the caller wipes the bytes if it has a secret.
     *
     * @return null if there is none
     * @throws HsmException {@code CKR_MECHANISM_PARAM_INVALID} if the mechanism has no such
     *     parameter, or a number in it does not fit
     */
    public byte @Nullable [] encode(MechanismType type, MechanismParameters parameters) {
        Arguments.notNull(type, "the mechanism");
        if (Arguments.notNull(parameters, "the parameter") instanceof MechanismParameters.None) {
            return null;
        }
        ParameterForm structure = ParameterForm.of(type).orElseThrow(() -> none(type));
        if (!structure.kind().isInstance(parameters)) {
            String takes = structure.kind().getSimpleName();
            String given = parameters.getClass().getSimpleName();
            throw new HsmException(
                    ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                    type + " takes a " + takes + ", not a " + given);
        }
        try (WireWriter out = new WireWriter(form, numbers)) {
            structure.write(parameters, out);
            return out.toBytes();
        }
    }

    /**
     * Reads the parameter of a mechanism.
     *
     * @param bytes null, or no bytes, for no parameter
     * @throws HsmException {@code CKR_MECHANISM_PARAM_INVALID} if the bytes are no parameter of
     *     this mechanism
     */
    public MechanismParameters decode(MechanismType type, byte @Nullable [] bytes) {
        Arguments.notNull(type, "the mechanism");
        if (bytes == null || bytes.length == 0) {
            return MechanismParameters.NONE;
        }
        ParameterForm structure = ParameterForm.of(type).orElseThrow(() -> none(type));
        try {
            WireReader in = new WireReader(bytes, form, numbers);
            MechanismParameters parameters = structure.read(in);
            in.end();
            return parameters;
        } catch (HsmException e) {
            throw new HsmException(
                    ReturnCode.CKR_MECHANISM_PARAM_INVALID,
                    "the parameter of " + type + " is no " + structure.structure(),
                    e);
        }
    }

    private static HsmException none(MechanismType type) {
        return new HsmException(
                ReturnCode.CKR_MECHANISM_PARAM_INVALID, type + " takes no parameter");
    }
}
