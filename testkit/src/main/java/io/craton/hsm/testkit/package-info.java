/**
 * What the tests of several modules share: pages that are made from tables, vectors of the formats,
 * what was logged, the sources as text. No part of the product; every module has it in its tests,
 * and it names none of them.
 */
@NullMarked
package io.craton.hsm.testkit;

import org.jspecify.annotations.NullMarked;
