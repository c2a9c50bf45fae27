package dev.yardarm.bench;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.GatewayProcess;
import dev.yardarm.fixture.PostgresDatabase;
import java.time.Duration;
import java.util.Map;

/** Any number of flags, put into the database at once. */
final class SampleRows {
    /** One of them, whatever their number. */
    static final String KEY = "sample-00007";

    private SampleRows() {}

    /** The same, in the environment of the database's name, of a database that no gateway has seen yet. */
    static void putWithSchema(PostgresDatabase database, Map<String, String> settings, int flags) {
        try (GatewayProcess gateway = GatewayProcess.start(settings)) {
            gateway.awaitLive();
            awaitSchema(database);
        }
        put(database, database.name(), flags);
    }

    /** Returns when a gateway has made it. */
    static void awaitSchema(PostgresDatabase database) {
        Await.until(
                Duration.ofSeconds(30),
                "a schema",
                () -> database.value("select to_regclass('yardarm.history') is not null")
                        .equals("true"));
    }

    /** Makes an environment of them, in place of what it was; its revision is their number. A gateway made the schema. */
    static void put(PostgresDatabase database, String environment, int flags) {
        database.execute("""
                insert into yardarm.environments values ('%1$s', %2$d);
                insert into yardarm.flags
                select '%1$s', 'sample-' || lpad(i::text, 5, '0'), i %% 3 = 1, i %% 4 * 25 + 25, 'Sample ' || i, i + 1,
                    timestamptz '2026-11-21 07:30:00.123Z'
                from generate_series(0, %2$d - 1) i;
                """.formatted(environment, flags));
    }
}
