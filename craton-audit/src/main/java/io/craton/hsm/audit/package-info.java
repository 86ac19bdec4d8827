/** The hash-chained audit log. */
@NullMarked
package io.craton.hsm.audit;

import org.jspecify.annotations.NullMarked;
