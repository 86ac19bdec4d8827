package io.craton.hsm.core.token.operation;

import io.craton.hsm.AttributeType;
import io.craton.hsm.core.token.key.KeyAccess;
import io.craton.hsm.engine.spi.KeyMaterial;
import java.util.function.UnaryOperator;

/** A signature or verification that recovers the data: one call. */
public final class RecoveringOperation extends Operation {
    private final UnaryOperator<byte[]> work;
    private final JudgedData recovered;
    private final int length;

    RecoveringOperation(Starter starter, KeyAccess access, UnaryOperator<byte[]> work) {
        super(starter, access, () -> {});
        this.work = work;
        this.recovered = new JudgedData(starter.caller().parts().policy().approvals(), access);
        KeyMaterial key = access.material();
        byte[] modulus = key.components().get(AttributeType.CKA_MODULUS);
        this.length = modulus == null ? 0 : modulus.length;
    }

    /** Does it. */
    public byte[] apply(byte[] data) {
        return last(() -> judged(work.apply(data)));
    }

    private byte[] judged(byte[] result) {
        recovered.update(result, 0, result.length);
        approvedIf(recovered::approved);
        return result;
    }

    /** An upper bound of the result, in bytes: the modulus of the key. */
    public int length() {
        return length;
    }
}
