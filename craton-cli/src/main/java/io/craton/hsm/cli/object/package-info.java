/**
 * Objects of a token as the command line names and shows them: the options that choose one, its
 * kind and its uses in words. For the commands on keys, certificates, backups and data.
 */
@NullMarked
package io.craton.hsm.cli.object;

import org.jspecify.annotations.NullMarked;
