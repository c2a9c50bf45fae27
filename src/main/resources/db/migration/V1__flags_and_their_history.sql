-- Everything in a schema of its own: whatever else uses the database is not in the way.
-- Names and keys are compared as bytes ("C"): a regular expression's ranges and the order of keys then mean
-- what they mean to the gateway, whatever the database's locale.
-- The constraints repeat the gateway's rules, for those who change rows by hand.

CREATE TABLE yardarm.environments (
    name text COLLATE "C" PRIMARY KEY CHECK (name ~ '^[a-z0-9-]{1,64}$'),
    -- Raised by one by each change, in its transaction. A counter in a row, not a sequence: a sequence leaves gaps.
    revision bigint NOT NULL CHECK (revision >= 0)
);

CREATE TABLE yardarm.flags (
    environment text COLLATE "C" NOT NULL REFERENCES yardarm.environments (name),
    key text COLLATE "C" NOT NULL CHECK (key ~ '^[A-Za-z0-9._-]{1,128}$'),
    is_enabled boolean NOT NULL,
    rollout_percentage numeric(6, 3) NOT NULL CHECK (rollout_percentage BETWEEN 0 AND 100),
    description text NOT NULL CHECK (char_length(description) <= 1000),
    -- The environment's at the flag's last change.
    revision bigint NOT NULL CHECK (revision >= 1),
    updated_at timestamptz(3) NOT NULL,
    PRIMARY KEY (environment, key)
);

-- One row for each change: what the flag was, all null if the change created it, and what it became, all null if the
-- change removed it. Its revision and time afterwards are the change's own.
CREATE TABLE yardarm.history (
    environment text COLLATE "C" NOT NULL REFERENCES yardarm.environments (name),
    revision bigint NOT NULL CHECK (revision >= 1),
    flag_key text COLLATE "C" NOT NULL,
    changed_at timestamptz(3) NOT NULL,
    author text NOT NULL,
    before_is_enabled boolean,
    before_rollout_percentage numeric(6, 3),
    before_description text,
    before_revision bigint,
    before_updated_at timestamptz(3),
    after_is_enabled boolean,
    after_rollout_percentage numeric(6, 3),
    after_description text,
    PRIMARY KEY (environment, revision),
    CONSTRAINT history_before_whole CHECK (
        num_nulls(before_is_enabled, before_rollout_percentage, before_description, before_revision, before_updated_at)
        IN (0, 5)
    ),
    CONSTRAINT history_after_whole CHECK (
        num_nulls(after_is_enabled, after_rollout_percentage, after_description) IN (0, 3)
    ),
    CONSTRAINT history_of_something CHECK (before_revision IS NOT NULL OR after_is_enabled IS NOT NULL)
);

-- The history of one flag, latest first, a page at a time.
CREATE INDEX history_of_flag ON yardarm.history (environment, flag_key, revision DESC);
