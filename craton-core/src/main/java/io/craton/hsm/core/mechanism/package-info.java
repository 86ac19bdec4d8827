/**
 * The one table of the mechanisms: numbers, parameters, key types, sizes, operations, approval,
 * self-tests. A row is in the file of its family; {@link
 * io.craton.hsm.core.mechanism.MechanismTable} answers. Policy, listing calls, checks, self-tests
 * and {@code docs/mechanisms.md} are read from it.
 */
@NullMarked
package io.craton.hsm.core.mechanism;

import org.jspecify.annotations.NullMarked;
