/** What the tests of several modules share; no part of the product. */
@NullMarked
package io.craton.hsm.testkit;

import org.jspecify.annotations.NullMarked;
