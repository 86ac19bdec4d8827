/** Objects: their attributes, the rules on them, and where they are found. */
@NullMarked
package io.craton.hsm.core.object;

import org.jspecify.annotations.NullMarked;
