package dev.yardarm.postgres;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.flag.RolloutPercentage;
import dev.yardarm.flag.Snapshot;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.write.RecordedChange;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows as values and back; columns by their place, which the statements fix. */
final class FlagRows {
    private FlagRows() {}

    /** From five columns: enabled, rollout, description, revision, time. */
    static Flag flag(Environment environment, FlagKey key, Row row, int first) {
        return new Flag(
                key,
                environment,
                row.getBoolean(first),
                new RolloutPercentage(row.getBigDecimal(first + 1)),
                row.getString(first + 2),
                new Revision(row.getLong(first + 3)),
                instant(row, first + 4));
    }

    /** From the columns of {@link Statements#LOAD}, asked with the revision of what is known; empty if there is none. */
    static Optional<EncodedSnapshot> snapshot(
            Environment environment, RowSet<Row> rows, Optional<EncodedSnapshot> known) {
        if (rows.size() == 0) {
            return Optional.empty();
        }
        Revision revision = new Revision(rows.iterator().next().getLong(0));
        if (known.isPresent() && known.get().revision().equals(revision)) {
            return known;
        }
        List<Flag> flags = new ArrayList<>(rows.size());
        for (Row row : rows) {
            if (!isNull(row, 1)) {
                flags.add(flag(environment, new FlagKey(row.getString(1)), row, 2));
            }
        }
        return Optional.of(EncodedSnapshot.of(Snapshot.of(environment, revision, flags)));
    }

    /** From the columns of {@link Statements#HISTORY}. */
    static RecordedChange change(Environment environment, FlagKey key, Row row) {
        Revision revision = new Revision(row.getLong(0));
        Instant time = instant(row, 1);
        Optional<Flag> before = isNull(row, 3) ? Optional.empty() : Optional.of(flag(environment, key, row, 3));
        Optional<Flag> after = isNull(row, 8)
                ? Optional.empty()
                : Optional.of(new Flag(
                        key,
                        environment,
                        row.getBoolean(8),
                        new RolloutPercentage(row.getBigDecimal(9)),
                        row.getString(10),
                        revision,
                        time));
        return new RecordedChange(revision, time, row.getString(2), before, after);
    }

    /** From the columns of {@link Statements#REVISIONS}. */
    static Map<Environment, Revision> revisions(RowSet<Row> rows) {
        Map<Environment, Revision> revisions = new HashMap<>();
        rows.forEach(row -> revisions.put(new Environment(row.getString(0)), new Revision(row.getLong(1))));
        return revisions;
    }

    static boolean isNull(Row row, int column) {
        return row.getValue(column) == null;
    }

    static Instant instant(Row row, int column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
