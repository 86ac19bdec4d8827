/** What follows from a configuration before the module is opened. */
@NullMarked
package io.craton.hsm.core.config;

import org.jspecify.annotations.NullMarked;
