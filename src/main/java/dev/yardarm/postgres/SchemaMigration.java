package dev.yardarm.postgres;

import dev.yardarm.config.DatabaseConfig;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema {@code yardarm} to the version that this gateway needs, by the scripts in {@code db/migration}.
 *
 * <p>The version is asked for first, by one small query: loading Flyway and its driver costs more than the rest of a start,
 * and is needed once in the life of a version. So a current schema needs no right but to read it.
 *
 * <p>A schema that is newer than this gateway is left alone: it is in the middle of a rollout, or of a rollback, and
 * migrations leave the gateway before them working.
 */
public final class SchemaMigration {
    /** The number of the latest script in {@code db/migration}. */
    static final int VERSION = 2;

    private static final Logger LOG = LoggerFactory.getLogger(SchemaMigration.class);

    private static final String SCHEMA = "yardarm";
    private static final String CURRENT_VERSION = """
            SELECT coalesce(max(version::int), 0) FROM yardarm.flyway_schema_history
            WHERE success AND version ~ '^[0-9]{1,9}$'""";
    private static final String UNDEFINED_TABLE = "42P01";

    /** Not left to Flyway, which tries ten times, a second each, where the role may not; nor is more asked of it than needed. */
    private static final String CREATE_SCHEMA =
            "DO $$ BEGIN IF to_regnamespace('yardarm') IS NULL THEN CREATE SCHEMA yardarm; END IF; END $$";

    /** Any number that no other user of the database takes an advisory lock on; these are the bytes of "yardarm". */
    private static final long LOCK = 0x79617264_61726dL;

    private final Vertx vertx;
    private final DatabaseConfig config;

    public SchemaMigration(Vertx vertx, DatabaseConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    /**
     * Sees to it that the schema is at this gateway's version or later. Any number of gateways may do so at once.
     *
     * <p>Fails with {@link BackendUnavailable} if the database cannot be asked, or if the schema is too old and migrations
     * are switched off; with Flyway's failure if a migration fails.
     */
    public Future<Void> ensureCurrent() {
        RenewablePool connections = new RenewablePool(vertx, config);
        return connections
                .use(SchemaMigration::version)
                .eventually(connections::close)
                .compose(this::raiseFrom);
    }

    private static Future<Integer> version(SqlConnection connection) {
        return connection
                .query(CURRENT_VERSION)
                .execute()
                .map(SchemaMigration::number)
                .recover(failure ->
                        isUndefinedTable(failure) ? Future.succeededFuture(0) : Future.failedFuture(failure));
    }

    private static int number(RowSet<Row> rows) {
        return rows.iterator().next().getInteger(0);
    }

    private static boolean isUndefinedTable(Throwable failure) {
        return failure instanceof PgException answer && answer.getSqlState().equals(UNDEFINED_TABLE);
    }

    private Future<Void> raiseFrom(int version) {
        if (version > VERSION) {
            LOG.atWarn()
                    .addKeyValue("schema", version)
                    .addKeyValue("gateway", VERSION)
                    .log("The database's schema is newer than this gateway");
        }
        if (version >= VERSION) {
            return Future.succeededFuture();
        }
        if (!config.migrate()) {
            return Future.failedFuture(new BackendUnavailable(
                    Backend.POSTGRES, "schema at version " + version + ", " + VERSION + " is needed"));
        }
        return vertx.<Void>executeBlocking(this::migrate, false).recover(SchemaMigration::translated);
    }

    /**
     * Under a lock of its own, for as long as the connection that took it: Flyway asks for its lock once a second, where
     * here each goes on as soon as it may, and does not hold it while the schema is created, where several may collide.
     */
    private Void migrate() throws SQLException {
        PGSimpleDataSource source = JdbcSource.of(config);
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(" + LOCK + ")");
            statement.execute(CREATE_SCHEMA);
            Flyway.configure(SchemaMigration.class.getClassLoader())
                    .dataSource(source)
                    .schemas(SCHEMA)
                    .createSchemas(false)
                    .locations("classpath:db/migration")
                    .connectRetries(0)
                    .load()
                    .migrate();
        }
        LOG.atInfo().addKeyValue("schema", VERSION).log("The database's schema is up to date");
        return null;
    }

    private static Future<Void> translated(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && Unavailability.isUnavailability(sql.getSQLState())) {
                return Future.failedFuture(new BackendUnavailable(
                        Backend.POSTGRES, "migration refused with SQLSTATE " + sql.getSQLState(), failure));
            }
        }
        return Future.failedFuture(failure);
    }
}
