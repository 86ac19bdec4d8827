/** The configuration file. */
@NullMarked
package io.craton.hsm.core.config;

import org.jspecify.annotations.NullMarked;
