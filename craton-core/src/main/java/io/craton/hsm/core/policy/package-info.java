/**
 * What is permitted: {@link io.craton.hsm.core.policy.Policy} filters the mechanisms and sizes by
 * the configuration once, when the module opens; {@link io.craton.hsm.core.policy.Approvals} says
 * what was an approved service, and refuses the rest if only those are offered.
 */
@NullMarked
package io.craton.hsm.core.policy;

import org.jspecify.annotations.NullMarked;
