package io.craton.hsm.benchmarks.store;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** A store of records that is measured. Each {@link #put} is one durable commit. */
interface Contender extends AutoCloseable {
    /** One record. */
    record Item(UUID id, byte[] attributes, byte[] secret) {}

    /** Writes these records in one durable commit; called by several threads. */
    void put(List<Item> items) throws Exception;

    /** Reads the secret of a record. */
    byte[] secret(UUID id) throws Exception;

    /** Reads the attributes of all records; returns how many there were. */
    long scan() throws Exception;

    @Override
    void close() throws SQLException;
}
