package dev.yardarm.postgres;

import dev.yardarm.migration.MigrationState;
import dev.yardarm.migration.MigrationState.Phase;
import dev.yardarm.migration.MigrationStore.Change;
import dev.yardarm.migration.MigrationStore.Figures;
import dev.yardarm.migration.MigrationStore.Recorded;
import dev.yardarm.migration.MigrationStore.Report;
import dev.yardarm.migration.Plan;
import dev.yardarm.migration.Tally;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** The values of the cache migration as parameters and back from rows; columns by their place, which the statements fix. */
final class MigrationRows {
    private static final int STATE_COLUMNS = 12;
    private static final int CACHES = STATE_COLUMNS - 1;
    private static final int TALLY_COLUMNS = 5;

    private MigrationRows() {}

    /** From twelve columns, from the version on; nothing moves between these caches if it is the state of other ones. */
    static MigrationState state(Row row, int first, String caches) {
        MigrationState state = state(row, first);
        return state.version() == MigrationState.INITIAL.version() || caches.equals(row.getString(first + CACHES))
                ? state
                : new MigrationState(state.version(), 0, Phase.MANUAL, Optional.empty(), 0, state.since());
    }

    /** The same of whichever caches. */
    static MigrationState state(Row row, int first) {
        if (FlagRows.isNull(row, first)) {
            return MigrationState.INITIAL;
        }
        return new MigrationState(
                row.getLong(first),
                row.getDouble(first + 1),
                Phase.valueOf(row.getString(first + 2).toUpperCase(Locale.ROOT)),
                plan(row, first + 3),
                row.getInteger(first + 9),
                FlagRows.instant(row, first + 10));
    }

    /** Six columns. */
    private static Optional<Plan> plan(Row row, int first) {
        if (FlagRows.isNull(row, first)) {
            return Optional.empty();
        }
        Plan.Bounds bounds =
                new Plan.Bounds(row.getDouble(first + 2), row.getDouble(first + 3), ofMicros(row.getLong(first + 4)));
        return Optional.of(new Plan(
                List.of(row.getArrayOfDoubles(first)),
                Duration.ofMillis(row.getLong(first + 1)),
                bounds,
                row.getInteger(first + 5)));
    }

    /** For {@link MigrationStatements#CREATE} and {@link MigrationStatements#REPLACE}; the time is the server's. */
    static Tuple put(MigrationState state, String caches) {
        Tuple values =
                Tuple.of(state.version(), state.share(), state.phase().name().toLowerCase(Locale.ROOT));
        Optional<Plan> plan = state.plan();
        Optional<Plan.Bounds> bounds = plan.map(Plan::bounds);
        values.addValue(
                plan.map(present -> present.steps().toArray(new Double[0])).orElse(null));
        values.addValue(plan.map(present -> TimeUnit.MILLISECONDS.convert(present.hold()))
                .orElse(null));
        values.addValue(bounds.map(Plan.Bounds::maxErrorRate).orElse(null));
        values.addValue(bounds.map(Plan.Bounds::minHitRate).orElse(null));
        values.addValue(bounds.map(present -> micros(present.maxP95())).orElse(null));
        values.addValue(plan.map(Plan::leastOperations).orElse(null));
        return values.addInteger(state.step()).addString(caches);
    }

    /** For {@link MigrationStatements#RECORD}. */
    static Tuple recording(Change change) {
        Tuple values = Tuple.of(change.author(), change.reason());
        addFigures(values, Figures.of(change.tallies().from()));
        addFigures(values, Figures.of(change.tallies().to()));
        return values;
    }

    private static void addFigures(Tuple values, Figures figures) {
        values.addLong(figures.operations())
                .addDouble(figures.errorRate())
                .addDouble(figures.hitRate())
                .addLong(micros(figures.p95()));
    }

    /** From the columns of {@link MigrationStatements#HISTORY}. */
    static Recorded recorded(Row row) {
        return new Recorded(
                state(row, 0),
                row.getString(STATE_COLUMNS),
                row.getString(STATE_COLUMNS + 1),
                figures(row, STATE_COLUMNS + 2),
                figures(row, STATE_COLUMNS + 6));
    }

    private static Figures figures(Row row, int first) {
        return new Figures(
                row.getLong(first),
                row.getDouble(first + 1),
                row.getDouble(first + 2),
                ofMicros(row.getLong(first + 3)));
    }

    /** For {@link MigrationStatements#REPORT}. */
    static Tuple report(Report report) {
        Tuple values = Tuple.of(report.gateway(), report.version());
        addTally(values, report.tallies().from());
        addTally(values, report.tallies().to());
        return values;
    }

    private static void addTally(Tuple values, Tally tally) {
        values.addLong(tally.operations())
                .addLong(tally.errors())
                .addLong(tally.hits())
                .addLong(tally.misses())
                .addBuffer(encoded(tally.micros()));
    }

    /** The sum of all rows, each of the columns of {@link MigrationStatements#TALLIES}. */
    static Tally.Pair sum(RowSet<Row> rows) {
        Tally.Pair sum = Tally.Pair.none();
        for (Row row : rows) {
            sum = sum.plus(new Tally.Pair(tally(row, 0), tally(row, TALLY_COLUMNS)));
        }
        return sum;
    }

    private static Tally tally(Row row, int first) {
        return new Tally(
                row.getLong(first),
                row.getLong(first + 1),
                row.getLong(first + 2),
                row.getLong(first + 3),
                decoded(row.getBuffer(first + 4)));
    }

    private static Buffer encoded(Histogram micros) {
        ByteBuffer bytes = ByteBuffer.allocate(micros.getNeededByteBufferCapacity());
        int length = micros.encodeIntoCompressedByteBuffer(bytes);
        return Buffer.buffer(Arrays.copyOf(bytes.array(), length));
    }

    private static Histogram decoded(Buffer bytes) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes.getBytes()), 0);
        } catch (DataFormatException e) {
            throw new IllegalStateException("a gateway's latencies are no histogram", e);
        }
    }

    private static long micros(Duration duration) {
        return TimeUnit.MICROSECONDS.convert(duration);
    }

    private static Duration ofMicros(long micros) {
        return Duration.of(micros, ChronoUnit.MICROS);
    }
}
