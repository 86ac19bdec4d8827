/**
 * Reads {@code craton_hsm.toml} and files with PINs, for programs that open the module: the JCA
 * provider, the command line, and applications that call {@link io.craton.hsm.Hsm#open} themselves.
 * The keys are the table {@link io.craton.hsm.ConfigKey}.
 *
 * <p>{@link io.craton.hsm.config.ConfigFile} finds and reads a configuration: a file that others
 * could have changed is refused, and so is one with an unknown key or a value that is not allowed;
 * one exception has everything that is wrong, each with file, line, key, value and what is allowed.
 * {@link io.craton.hsm.config.SecretFile} opens a file with a PIN. Both may be used by any number
 * of threads at once; nothing here remembers anything.
 */
@NullMarked
package io.craton.hsm.config;

import org.jspecify.annotations.NullMarked;
