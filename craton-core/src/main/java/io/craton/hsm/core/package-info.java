/** The engine behind the API. */
@NullMarked
package io.craton.hsm.core;

import org.jspecify.annotations.NullMarked;
