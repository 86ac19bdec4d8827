package io.craton.hsm.core.token.operation;

import io.craton.hsm.CipherOperation;

/** An encryption or decryption that says how much each kind of call gives. */
public interface MeasuredCipher extends CipherOperation {
    /** An upper bound of what {@link #update} gives for so many bytes. */
    int updateLength(int inputLength);

    /** An upper bound of what {@link #doFinal} gives for so many bytes. */
    int finalLength(int inputLength);
}
