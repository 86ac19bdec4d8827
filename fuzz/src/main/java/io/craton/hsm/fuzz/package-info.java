/** Fuzz targets. */
@NullMarked
package io.craton.hsm.fuzz;

import org.jspecify.annotations.NullMarked;
