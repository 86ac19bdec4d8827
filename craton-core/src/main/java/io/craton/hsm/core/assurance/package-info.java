/**
 * What the module knows of itself before it serves: self-tests, integrity of its files, its error
 * state.
 */
@NullMarked
package io.craton.hsm.core.assurance;

import org.jspecify.annotations.NullMarked;
