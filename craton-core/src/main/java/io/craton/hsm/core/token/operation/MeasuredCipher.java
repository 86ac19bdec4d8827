package io.craton.hsm.core.token.operation;

import io.craton.hsm.CipherOperation;

/** An encryption or decryption that says how much each kind of call gives. */
public interface MeasuredCipher extends CipherOperation {
    /**
     * An upper bound of what {@link #update} gives for so many bytes.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_DATA_LEN_RANGE} if it would refuse that many
     */
    int updateLength(int inputLength);

    /**
     * An upper bound of what {@link #doFinal} gives for so many bytes.
     *
     * @throws io.craton.hsm.HsmException {@code CKR_DATA_LEN_RANGE} or {@code
     *     CKR_ENCRYPTED_DATA_LEN_RANGE} if it would refuse that many
     */
    int finalLength(int inputLength);
}
