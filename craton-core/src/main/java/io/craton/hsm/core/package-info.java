/** The engine behind the API: the module, its slots, and how its parts are put together. */
@NullMarked
package io.craton.hsm.core;

import org.jspecify.annotations.NullMarked;
