/**
 * The commands {@code config ...}: what is configured, and what is wrong with it. They open no
 * module.
 */
@NullMarked
package io.craton.hsm.cli.config;

import org.jspecify.annotations.NullMarked;
