package io.craton.hsm.store.sqlite;

import io.craton.hsm.HsmException;
import io.craton.hsm.ReturnCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** One connection, used by one thread at a time. */
final class Database implements AutoCloseable {
    private final Connection connection;

    Database(Connection connection) {
        this.connection = connection;
    }

    /** Reads a row. */
    interface Row<T> {
        T read(ResultSet result) throws SQLException;
    }

    /** Something that is done all or not at all. */
    interface Work<T> {
        T get();
    }

    synchronized void run(String sql, Object... values) {
        try (PreparedStatement statement = prepare(sql, values)) {
            statement.executeUpdate();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    synchronized <T> List<T> all(Row<T> row, String sql, Object... values) {
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet result = statement.executeQuery()) {
            List<T> found = new ArrayList<>();
            while (result.next()) {
                found.add(row.read(result));
            }
            return found;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** A transaction that keeps other writers out from its beginning on. */
    synchronized <T> T transaction(Work<T> work) {
        execute("BEGIN IMMEDIATE");
        boolean done = false;
        try {
            T result = work.get();
            execute("COMMIT");
            done = true;
            return result;
        } finally {
            if (!done) {
                execute("ROLLBACK");
            }
        }
    }

    synchronized void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private PreparedStatement prepare(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    static HsmException failed(SQLException e) {
        boolean full =
                e instanceof SQLiteException sqlite
                        && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL;
        return full
                ? new HsmException(ReturnCode.CKR_DEVICE_MEMORY, "the database is full", e)
                : new HsmException(ReturnCode.CKR_DEVICE_ERROR, "the database failed", e);
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }
}
