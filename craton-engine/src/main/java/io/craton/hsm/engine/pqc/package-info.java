/** ML-DSA, ML-KEM, SLH-DSA, and the stateful hash-based signatures. */
@NullMarked
package io.craton.hsm.engine.pqc;

import org.jspecify.annotations.NullMarked;
