/**
 * Post-quantum mechanisms: {@link io.craton.hsm.engine.pqc.PqcSignatures} for ML-DSA and SLH-DSA,
 * {@link io.craton.hsm.engine.pqc.MlKemEngine}, and the verification of stateful hash-based
 * signatures. One codec reads and writes the keys of all three kinds; an expanded private key that
 * comes without its seed is refused unless its parts belong together.
 */
@NullMarked
package io.craton.hsm.engine.pqc;

import org.jspecify.annotations.NullMarked;
