/** The audit log: cost of a record, durable records a second, lines verified a second. */
package io.craton.hsm.benchmarks.audit;
