package io.craton.hsm.benchmarks.store;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;

/** SQLite with a write-ahead log and {@code synchronous = FULL}; nothing is encrypted. */
final class SqliteContender implements Contender {
    private final Connection connection;

    SqliteContender(Path directory) throws SQLException {
        connection =
                DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("store.sqlite"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS records (id BLOB PRIMARY KEY, attributes BLOB, secret BLOB)"
                            + " WITHOUT ROWID");
        }
        connection.setAutoCommit(false);
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    @Override
    public void put(List<Item> items) throws SQLException {
        synchronized (connection) {
            try (PreparedStatement insert =
                    connection.prepareStatement(
                            "INSERT OR REPLACE INTO records VALUES (?, ?, ?)")) {
                for (Item item : items) {
                    insert.setBytes(1, bytes(item.id()));
                    insert.setBytes(2, item.attributes());
                    insert.setBytes(3, item.secret());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            connection.commit();
        }
    }

    @Override
    public byte[] secret(UUID id) throws SQLException {
        synchronized (connection) {
            try (PreparedStatement select =
                    connection.prepareStatement("SELECT secret FROM records WHERE id = ?")) {
                select.setBytes(1, bytes(id));
                try (ResultSet result = select.executeQuery()) {
                    if (!result.next()) {
                        throw new IllegalStateException("a record is missing");
                    }
                    return result.getBytes(1);
                }
            }
        }
    }

    @Override
    public long scan() throws SQLException {
        long count = 0;
        synchronized (connection) {
            try (Statement statement = connection.createStatement();
                    ResultSet result =
                            statement.executeQuery("SELECT id, attributes FROM records")) {
                while (result.next()) {
                    count += result.getBytes(2).length > 0 ? 1 : 0;
                }
            }
        }
        return count;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
