/**
 * The process: which one this is, core dumps, checkpoints. What was opened in another process, or
 * before a checkpoint, is not used in this one.
 */
@NullMarked
package io.craton.hsm.core.process;

import org.jspecify.annotations.NullMarked;
