/** Commands on certificates. */
@NullMarked
package io.craton.hsm.cli.cert;

import org.jspecify.annotations.NullMarked;
