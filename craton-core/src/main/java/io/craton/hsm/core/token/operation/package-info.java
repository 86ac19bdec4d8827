/**
 * Operations that take several calls: started by {@link
 * io.craton.hsm.core.token.operation.Operations}, ended by their last step, by any error, and with
 * their key, login or session. A result is given when its end is recorded.
 */
@NullMarked
package io.craton.hsm.core.token.operation;

import org.jspecify.annotations.NullMarked;
