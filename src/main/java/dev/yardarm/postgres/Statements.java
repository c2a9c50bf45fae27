package dev.yardarm.postgres;

/** The SQL that the gateway speaks. */
final class Statements {

    /**
     * All flags of environment $1, each with the environment's revision; one row without a flag if there is none, or if the
     * environment is at revision $2 still. One statement, so one view of the data: never torn.
     *
     * <p>The condition on the revision is in the key that is looked up, so that for an unchanged environment the flags are
     * not even visited; as a condition beside it, all would be read and dropped.
     */
    static final String LOAD = """
            SELECT e.revision, f.key, f.is_enabled, f.rollout_percentage, f.description, f.revision, f.updated_at
            FROM yardarm.environments e
            LEFT JOIN yardarm.flags f ON f.environment = CASE WHEN e.revision <> $2 THEN e.name END
            WHERE e.name = $1""";

    /** Revision $2 of {@link #LOAD} for who has nothing: no environment is at it. */
    static final long NOTHING_KNOWN = -1;

    /** Its level is named since a database may have another default, under which waiting for a lock can fail. */
    static final String BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED";

    static final String COMMIT = "COMMIT";

    static final String ROLLBACK = "ROLLBACK";

    /**
     * Raises the revision of environment $1, which locks it until the end of the transaction, and reads the clock, which
     * is after all changes before.
     */
    static final String RAISE = """
            UPDATE yardarm.environments SET revision = revision + 1 WHERE name = $1
            RETURNING revision, date_trunc('milliseconds', clock_timestamp())""";

    /** As {@link #RAISE}, of an environment that need not be there. */
    static final String CREATE_OR_RAISE = """
            INSERT INTO yardarm.environments AS e (name, revision) VALUES ($1, 1)
            ON CONFLICT (name) DO UPDATE SET revision = e.revision + 1
            RETURNING revision, date_trunc('milliseconds', clock_timestamp())""";

    static final String FIND = """
            SELECT is_enabled, rollout_percentage, description, revision, updated_at
            FROM yardarm.flags WHERE environment = $1 AND key = $2""";

    static final String PUT = """
            INSERT INTO yardarm.flags
            (environment, key, is_enabled, rollout_percentage, description, revision, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (environment, key) DO UPDATE SET
            is_enabled = excluded.is_enabled, rollout_percentage = excluded.rollout_percentage,
            description = excluded.description, revision = excluded.revision, updated_at = excluded.updated_at""";

    static final String REMOVE = "DELETE FROM yardarm.flags WHERE environment = $1 AND key = $2";

    static final String RECORD = """
            INSERT INTO yardarm.history (environment, revision, flag_key, changed_at, author,
            before_is_enabled, before_rollout_percentage, before_description, before_revision, before_updated_at,
            after_is_enabled, after_rollout_percentage, after_description)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)""";

    /** Heard by others when, and only when, the transaction is committed. */
    static final String NOTIFY = """
            SELECT pg_notify('yardarm_changes',
            json_build_object('environment', $1::text, 'revision', $2::bigint)::text)""";

    /** Hears from now on what {@link #NOTIFY} and {@link MigrationStatements#NOTIFY} send. */
    static final String LISTEN = "LISTEN yardarm_changes; LISTEN " + MigrationStatements.CHANNEL;

    /** All environments, each at its revision. */
    static final String REVISIONS = "SELECT name, revision FROM yardarm.environments";

    /** The changes of flag $2 before revision $3, at most $4. */
    static final String HISTORY = """
            SELECT revision, changed_at, author,
            before_is_enabled, before_rollout_percentage, before_description, before_revision, before_updated_at,
            after_is_enabled, after_rollout_percentage, after_description
            FROM yardarm.history WHERE environment = $1 AND flag_key = $2 AND revision < $3
            ORDER BY revision DESC LIMIT $4""";

    static final String PING = "SELECT 1";

    private Statements() {}
}
