/** Commands on keys. */
@NullMarked
package io.craton.hsm.cli.key;

import org.jspecify.annotations.NullMarked;
