/**
 * The functions of the standard, one by one, on one session: what is active, what ends it, and how
 * the length of an output is asked for (PKCS#11 v3.2 section 5.2). {@link
 * io.craton.hsm.core.function.Functions} is what {@code Session.functions()} gives; the work is
 * that of the session's services.
 */
@NullMarked
package io.craton.hsm.core.function;

import org.jspecify.annotations.NullMarked;
