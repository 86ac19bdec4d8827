/**
 * What the module knows of itself before it serves: the power-on self-tests ({@link
 * io.craton.hsm.core.assurance.SelfTests}), the tests of first use that the engine asks for ({@link
 * io.craton.hsm.core.assurance.FirstUse}), and the integrity of its files. A test that fails puts
 * the module into its error state.
 */
@NullMarked
package io.craton.hsm.core.assurance;

import org.jspecify.annotations.NullMarked;
