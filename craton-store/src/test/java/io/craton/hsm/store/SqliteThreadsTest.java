package io.craton.hsm.store;

import io.craton.hsm.store.sqlite.SqliteProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Many threads on records in SQLite. */
class SqliteThreadsTest extends ThreadsTest {
    @BeforeEach
    void choose() {
        Tokens.use(new SqliteProvider());
    }

    @AfterEach
    void leave() {
        Tokens.use(null);
    }
}
