/**
 * Fuzz targets, run by {@code ./craton fuzz TARGET SECONDS}. Each tries one reader of bytes that
 * others may have written; what was found once lies in the corpus and is tried by every build.
 */
@NullMarked
package io.craton.hsm.fuzz;

import org.jspecify.annotations.NullMarked;
