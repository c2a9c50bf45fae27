package dev.yardarm.postgres;

/** The SQL of the cache migration. */
final class MigrationStatements {
    /** On which {@link #NOTIFY} sends. */
    static final String CHANNEL = "yardarm_migration";

    private static final String STATE_COLUMNS = "version, share, phase, "
            + "steps, hold_ms, max_error_rate, min_hit_rate, max_p95_micros, least_operations, step, since, caches";

    /** The clock, and the state behind it; all null if nobody has ever changed it. */
    static final String STATE = """
            SELECT clock.now, %s
            FROM (VALUES (clock_timestamp())) AS clock (now) LEFT JOIN yardarm.cache_migration ON true""".formatted(STATE_COLUMNS);

    /** Takes the tallies of gateway $1 in place of its earlier ones. */
    static final String REPORT = """
            INSERT INTO yardarm.cache_migration_tallies (gateway, version, at,
            from_operations, from_errors, from_hits, from_misses, from_micros,
            to_operations, to_errors, to_hits, to_misses, to_micros)
            VALUES ($1, $2, clock_timestamp(), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
            ON CONFLICT (gateway) DO UPDATE SET version = excluded.version, at = excluded.at,
            from_operations = excluded.from_operations, from_errors = excluded.from_errors,
            from_hits = excluded.from_hits, from_misses = excluded.from_misses, from_micros = excluded.from_micros,
            to_operations = excluded.to_operations, to_errors = excluded.to_errors,
            to_hits = excluded.to_hits, to_misses = excluded.to_misses, to_micros = excluded.to_micros""";

    /** Lets gateway $1 lead for $2 milliseconds from now on; returns a row if it does, and none if another leads still. */
    static final String LEAD = """
            INSERT INTO yardarm.cache_migration_driver AS present (gateway, until)
            VALUES ($1, clock_timestamp() + $2::double precision * interval '1 millisecond')
            ON CONFLICT (one_row) DO UPDATE SET gateway = excluded.gateway, until = excluded.until
            WHERE present.gateway = excluded.gateway OR present.until < clock_timestamp()
            RETURNING gateway""";

    static final String TALLIES = """
            SELECT from_operations, from_errors, from_hits, from_misses, from_micros,
            to_operations, to_errors, to_hits, to_misses, to_micros
            FROM yardarm.cache_migration_tallies WHERE version = $1""";

    /**
     * Makes the first state, of version $1, unless there is one; returns its time, or no row. If another transaction is
     * making it, this one waits for its end.
     */
    static final String CREATE = """
            INSERT INTO yardarm.cache_migration (%s)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
            date_trunc('milliseconds', clock_timestamp()), $11)
            ON CONFLICT (one_row) DO NOTHING RETURNING since""".formatted(STATE_COLUMNS);

    /**
     * Makes the state of version $1 of the one before it; returns its time, or no row if there is another. Locks it until the
     * end of the transaction: who comes second waits, and then finds another version.
     */
    static final String REPLACE = """
            UPDATE yardarm.cache_migration SET version = $1, share = $2, phase = $3, steps = $4, hold_ms = $5,
            max_error_rate = $6, min_hit_rate = $7, max_p95_micros = $8, least_operations = $9, step = $10,
            since = date_trunc('milliseconds', clock_timestamp()), caches = $11
            WHERE version = $1::bigint - 1 RETURNING since""";

    /** The present state, as a change made it. */
    static final String RECORD = """
            INSERT INTO yardarm.cache_migration_history (%1$s, author, reason,
            from_operations, from_error_rate, from_hit_rate, from_p95_micros,
            to_operations, to_error_rate, to_hit_rate, to_p95_micros)
            SELECT %1$s, $1::text, $2::text, $3::bigint, $4::double precision, $5::double precision, $6::bigint,
            $7::bigint, $8::double precision, $9::double precision, $10::bigint
            FROM yardarm.cache_migration""".formatted(STATE_COLUMNS);

    /**
     * Those of the state that has ended, and of any other: of the new one there are none yet, unless it was there before, in a
     * database that went back.
     */
    static final String FORGET_TALLIES = "DELETE FROM yardarm.cache_migration_tallies";

    /** Heard by others when, and only when, the transaction is committed. */
    static final String NOTIFY = "SELECT pg_notify('" + CHANNEL + "', $1::bigint::text)";

    /** At most $1 changes. */
    static final String HISTORY = """
            SELECT %s, author, reason, from_operations, from_error_rate, from_hit_rate, from_p95_micros,
            to_operations, to_error_rate, to_hit_rate, to_p95_micros
            FROM yardarm.cache_migration_history ORDER BY number DESC LIMIT $1::bigint""".formatted(STATE_COLUMNS);

    private MigrationStatements() {}
}
