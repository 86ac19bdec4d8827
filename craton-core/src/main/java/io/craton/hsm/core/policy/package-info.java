/** What is permitted: mechanisms, key sizes, approved services, life cycle. */
@NullMarked
package io.craton.hsm.core.policy;

import org.jspecify.annotations.NullMarked;
