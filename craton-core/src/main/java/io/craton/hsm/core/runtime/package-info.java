/**
 * What every part of the module works with: the gate, handles, the audit trail, the parts
 * themselves.
 */
@NullMarked
package io.craton.hsm.core.runtime;

import org.jspecify.annotations.NullMarked;
