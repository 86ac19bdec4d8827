/** A JUnit Jupiter extension that gives a test its own token. */
@NullMarked
package io.craton.hsm.testing;

import org.jspecify.annotations.NullMarked;
