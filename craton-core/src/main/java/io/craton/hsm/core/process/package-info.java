/** The process: which one this is, core dumps, checkpoints. */
@NullMarked
package io.craton.hsm.core.process;

import org.jspecify.annotations.NullMarked;
