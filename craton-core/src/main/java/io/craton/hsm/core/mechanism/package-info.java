/** The one table of the mechanisms: numbers, parameters, key types, sizes, operations, approval. */
@NullMarked
package io.craton.hsm.core.mechanism;

import org.jspecify.annotations.NullMarked;
