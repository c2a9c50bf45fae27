-- The live move from one cache to another: where it stands, how it came there, what each gateway's caches did, and who
-- drives it. Tables are added and none is changed, so a gateway that knows nothing of them goes on beside those that do.

-- Whether shares rise, each from above 0 to 1 at most; a CHECK can ask no query but by a function.
CREATE FUNCTION yardarm.rises(shares double precision[]) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT coalesce(bool_and(coalesce(share > before AND share <= 1, false)), false)
    FROM (
        SELECT share, lag(share, 1, 0::double precision) OVER (ORDER BY place) AS before
        FROM unnest(shares) WITH ORDINALITY AS given (share, place)
    ) AS pairs
$$;

-- Where it stands: one row, and none before the first change. Who changes it by hand raises the version by one as well;
-- gateways ask for it twice a second.
CREATE TABLE yardarm.cache_migration (
    version bigint NOT NULL CHECK (version >= 1),
    -- Of the reads, to the new cache.
    share double precision NOT NULL CHECK (share BETWEEN 0 AND 1),
    phase text NOT NULL CHECK (phase IN ('manual', 'running', 'paused', 'completed', 'rolled_back', 'aborted')),
    -- The plan: all null if there is none.
    steps double precision[] CHECK (yardarm.rises(steps)),
    hold_ms bigint CHECK (hold_ms > 0),
    max_error_rate double precision CHECK (max_error_rate BETWEEN 0 AND 1),
    min_hit_rate double precision CHECK (min_hit_rate BETWEEN 0 AND 1),
    max_p95_micros bigint CHECK (max_p95_micros > 0),
    least_operations integer CHECK (least_operations >= 1),
    -- Of the plan, from 0.
    step integer NOT NULL,
    since timestamptz(3) NOT NULL,
    -- Which two it is between: for any other two it is as if nothing had been changed.
    caches text NOT NULL,
    CONSTRAINT cache_migration_plan_whole CHECK (
        num_nulls(steps, hold_ms, max_error_rate, min_hit_rate, max_p95_micros, least_operations) IN (0, 6)
    ),
    CONSTRAINT cache_migration_plan_there CHECK (phase = 'manual' OR steps IS NOT NULL),
    CONSTRAINT cache_migration_step_there CHECK (step BETWEEN 0 AND coalesce(cardinality(steps), 1) - 1)
);

-- One row for each change: what it came to, by whom and why, and what both caches did in the state that ended.
CREATE TABLE yardarm.cache_migration_history (
    LIKE yardarm.cache_migration INCLUDING CONSTRAINTS,
    -- The order of the changes. Not the version: that begins anew if somebody removes the state and leaves the history.
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    author text NOT NULL,
    reason text NOT NULL,
    from_operations bigint NOT NULL CHECK (from_operations >= 0),
    from_error_rate double precision NOT NULL CHECK (from_error_rate BETWEEN 0 AND 1),
    from_hit_rate double precision NOT NULL CHECK (from_hit_rate BETWEEN 0 AND 1),
    from_p95_micros bigint NOT NULL CHECK (from_p95_micros >= 0),
    to_operations bigint NOT NULL CHECK (to_operations >= 0),
    to_error_rate double precision NOT NULL CHECK (to_error_rate BETWEEN 0 AND 1),
    to_hit_rate double precision NOT NULL CHECK (to_hit_rate BETWEEN 0 AND 1),
    to_p95_micros bigint NOT NULL CHECK (to_p95_micros >= 0)
);

-- After the history, which takes all the other columns over.
ALTER TABLE yardarm.cache_migration
    ADD COLUMN one_row boolean DEFAULT true PRIMARY KEY CHECK (one_row);

-- What each gateway's caches did since the state is of its version: one row for each, replaced twice a second.
CREATE TABLE yardarm.cache_migration_tallies (
    gateway text COLLATE "C" PRIMARY KEY,
    version bigint NOT NULL CHECK (version >= 0),
    at timestamptz(3) NOT NULL,
    from_operations bigint NOT NULL,
    from_errors bigint NOT NULL,
    from_hits bigint NOT NULL,
    from_misses bigint NOT NULL,
    -- Latencies in microseconds: an HdrHistogram, in its compressed form.
    from_micros bytea NOT NULL,
    to_operations bigint NOT NULL,
    to_errors bigint NOT NULL,
    to_hits bigint NOT NULL,
    to_misses bigint NOT NULL,
    to_micros bytea NOT NULL,
    CONSTRAINT cache_migration_tallies_count CHECK (
        least(from_operations, from_errors, from_hits, from_misses, to_operations, to_errors, to_hits, to_misses) >= 0
    )
);

-- The gateway that drives the plan, for as long as it renews this: one row at most.
CREATE TABLE yardarm.cache_migration_driver (
    one_row boolean DEFAULT true PRIMARY KEY CHECK (one_row),
    gateway text NOT NULL,
    until timestamptz NOT NULL
);
