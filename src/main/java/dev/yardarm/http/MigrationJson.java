package dev.yardarm.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.yardarm.config.DurationForm;
import dev.yardarm.migration.Comparisons;
import dev.yardarm.migration.Comparisons.Outcome;
import dev.yardarm.migration.MigrationDesk;
import dev.yardarm.migration.MigrationState;
import dev.yardarm.migration.MigrationStore.Figures;
import dev.yardarm.migration.MigrationStore.Recorded;
import dev.yardarm.migration.Obstacle;
import dev.yardarm.migration.Plan;
import dev.yardarm.migration.Tally;
import dev.yardarm.read.FlagJson;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The JSON of a migration. Steps are counted from 1, and there is no 0 but for no plan. */
final class MigrationJson {
    static final String NOT_CONFIGURED = "No migration is configured: set REDIS_URL and REDIS_CLUSTER_URL, or"
            + " CACHE_MIGRATION_FROM and one of the two, and restart the gateway.";

    private static final JsonFactory FACTORY =
            new JsonFactory().enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN);

    private MigrationJson() {}

    @FunctionalInterface
    private interface Members {
        void write(JsonGenerator json) throws IOException;
    }

    /** Of a gateway without a migration. */
    static Buffer notConfigured() {
        return object(json -> {
            json.writeBooleanField("configured", false);
            json.writeStringField("detail", NOT_CONFIGURED);
        });
    }

    /** @param now by this gateway's clock, which is good enough to tell what a plan waits for */
    static Buffer encode(MigrationDesk.View view, Instant now) {
        return object(json -> {
            json.writeBooleanField("configured", true);
            json.writeStringField("from", view.from());
            json.writeStringField("to", view.to());
            writeState(json, view.state());
            writePlan(json, view.state());
            Optional<String> waiting = MigrationDesk.waiting(view, now);
            if (waiting.isPresent()) {
                json.writeStringField("waiting", waiting.get());
            }
            json.writeObjectFieldStart("caches");
            writeCache(json, "from", view.from(), view.tallies().from());
            writeCache(json, "to", view.to(), view.tallies().to());
            json.writeEndObject();
            writeComparisons(json, view.comparisons());
            writeObstacles(json, view.obstacles());
            writeHistory(json, view.history());
        });
    }

    private static Buffer object(Members members) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = FACTORY.createGenerator(out)) {
            json.writeStartObject();
            members.write(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory", impossible);
        }
        return Buffer.buffer(out.toByteArray());
    }

    private static void writeState(JsonGenerator json, MigrationState state) throws IOException {
        writeNumber(json, "clusterShare", state.share());
        json.writeStringField("phase", state.phase().label());
        json.writeNumberField("version", state.version());
        if (state.version() == MigrationState.INITIAL.version()) {
            json.writeNullField("since");
        } else {
            json.writeStringField("since", FlagJson.time(state.since()));
        }
        json.writeNumberField("step", state.stepNumber());
        json.writeNumberField(
                "steps", state.plan().map(plan -> plan.steps().size()).orElse(0));
    }

    /** As it was given: {@link MigrationBody} reads it again. */
    private static void writePlan(JsonGenerator json, MigrationState state) throws IOException {
        if (state.plan().isEmpty()) {
            return;
        }
        Plan plan = state.plan().get();
        json.writeObjectFieldStart("plan");
        json.writeArrayFieldStart("steps");
        for (double step : plan.steps()) {
            json.writeNumber(decimal(step));
        }
        json.writeEndArray();
        json.writeStringField("hold", DurationForm.written(plan.hold()));
        writeNumber(json, "maxErrorRate", plan.bounds().maxErrorRate());
        writeNumber(json, "minHitRate", plan.bounds().minHitRate());
        json.writeStringField("maxP95", DurationForm.written(plan.bounds().maxP95()));
        json.writeNumberField("minOperations", plan.leastOperations());
        json.writeEndObject();
    }

    private static void writeCache(JsonGenerator json, String side, String name, Tally tally) throws IOException {
        json.writeObjectFieldStart(side);
        json.writeStringField("name", name);
        writeFigures(
                json,
                Figures.of(tally),
                tally.hits() + tally.misses() > 0,
                tally.micros().getTotalCount() > 0);
        json.writeEndObject();
    }

    private static void writeComparisons(JsonGenerator json, Comparisons comparisons) throws IOException {
        json.writeObjectFieldStart("comparisons");
        for (Outcome outcome : Outcome.values()) {
            json.writeNumberField(outcome.name().toLowerCase(Locale.ROOT), comparisons.count(outcome));
        }
        json.writeEndObject();
    }

    private static void writeObstacles(JsonGenerator json, List<Obstacle> obstacles) throws IOException {
        json.writeBooleanField("ready", obstacles.isEmpty());
        json.writeArrayFieldStart("obstacles");
        for (Obstacle obstacle : obstacles) {
            json.writeStartObject();
            json.writeStringField("kind", obstacle.kind());
            json.writeStringField("detail", obstacle.detail());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeHistory(JsonGenerator json, List<Recorded> history) throws IOException {
        json.writeArrayFieldStart("history");
        for (Recorded change : history) {
            json.writeStartObject();
            json.writeNumberField("version", change.state().version());
            json.writeStringField("at", FlagJson.time(change.state().since()));
            json.writeStringField("author", change.author());
            json.writeStringField("phase", change.state().phase().label());
            writeNumber(json, "clusterShare", change.state().share());
            json.writeNumberField("step", change.state().stepNumber());
            json.writeStringField("reason", change.reason());
            writeFigures(json, "from", change.from());
            writeFigures(json, "to", change.to());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** What failed altogether has neither been read nor measured. */
    private static void writeFigures(JsonGenerator json, String side, Figures figures) throws IOException {
        boolean answered = figures.operations() > 0 && figures.errorRate() < 1;
        json.writeObjectFieldStart(side);
        writeFigures(json, figures, answered, answered);
        json.writeEndObject();
    }

    private static void writeFigures(JsonGenerator json, Figures figures, boolean read, boolean measured)
            throws IOException {
        json.writeNumberField("operations", figures.operations());
        writeNumber(json, "errorRate", figures.errorRate());
        if (read) {
            writeNumber(json, "hitRate", figures.hitRate());
        } else {
            json.writeNullField("hitRate");
        }
        if (measured) {
            writeNumber(json, "p95Millis", millis(figures.p95()));
        } else {
            json.writeNullField("p95Millis");
        }
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    /** In decimals, without an exponent. */
    private static void writeNumber(JsonGenerator json, String name, double value) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(decimal(value));
    }

    private static BigDecimal decimal(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros();
    }
}
