/**
 * Numbers, byte strings and texts as bytes: what everything on the wire is made of. {@link
 * io.craton.hsm.wire.form.WireWriter} and {@link io.craton.hsm.wire.form.WireReader} are used by
 * the packages above. A reader takes any bytes, refuses those that are none of the form with {@code
 * CKR_ARGUMENTS_BAD}, and never holds more than was sent.
 */
@NullMarked
package io.craton.hsm.wire.form;

import org.jspecify.annotations.NullMarked;
