/** The integrity file of an installation. */
@NullMarked
package io.craton.hsm.cli.integrity;

import org.jspecify.annotations.NullMarked;
