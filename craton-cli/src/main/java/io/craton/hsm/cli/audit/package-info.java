/** Commands on the audit log. */
@NullMarked
package io.craton.hsm.cli.audit;

import org.jspecify.annotations.NullMarked;
