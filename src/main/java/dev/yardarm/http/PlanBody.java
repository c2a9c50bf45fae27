package dev.yardarm.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.yardarm.config.DurationForm;
import dev.yardarm.migration.Plan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The plan in the body of an instruction. */
final class PlanBody {
    private static final List<String> REQUIRED = List.of("steps", "hold", "maxErrorRate", "minHitRate", "maxP95");
    private static final DurationForm HOLD = new DurationForm(Duration.ofMillis(1), Duration.ofDays(30));
    private static final DurationForm P95 = new DurationForm(Duration.ofMillis(1), Duration.ofSeconds(10));
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,7}");
    private static final int MOST_OPERATIONS = 1_000_000;

    /** More than anybody needs, and few enough to be kept and shown. */
    private static final int MOST_STEPS = 100;

    private final PointedMembers members;
    private final List<Double> steps = new ArrayList<>();
    private int leastOperations = Plan.LEAST_OPERATIONS;
    private @Nullable Duration hold;
    private @Nullable Double maxErrorRate;
    private @Nullable Double minHitRate;
    private @Nullable Duration maxP95;

    PlanBody(PointedMembers members) {
        this.members = members;
    }

    /** Reads it, and notes what is wrong with it. */
    void read(String pointer, JsonParser parser) throws IOException {
        members.require(pointer, members.object(pointer, parser, this::readMember), REQUIRED);
    }

    /** To be asked for only if nothing is wrong. */
    Plan plan() {
        Plan.Bounds bounds = new Plan.Bounds(given(maxErrorRate), given(minHitRate), given(maxP95));
        return new Plan(steps, given(hold), bounds, leastOperations);
    }

    private static <T> T given(@Nullable T required) {
        return Objects.requireNonNull(required, "what is required was given");
    }

    private void readMember(String name, String pointer, JsonToken value, JsonParser parser) throws IOException {
        switch (name) {
            case "steps" -> readSteps(pointer, value, parser);
            case "hold" -> hold = duration(pointer, value, parser, HOLD);
            case "maxErrorRate" -> maxErrorRate = members.rate(pointer, value, parser);
            case "minHitRate" -> minHitRate = members.rate(pointer, value, parser);
            case "maxP95" -> maxP95 = duration(pointer, value, parser, P95);
            case "minOperations" -> readOperations(pointer, value, parser);
            default -> members.note(pointer, "is not a field that can be set");
        }
    }

    private void readSteps(String pointer, JsonToken value, JsonParser parser) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            members.note(pointer, "must be an array of shares");
            return;
        }
        int count = 0;
        for (JsonToken step = parser.nextToken(); step != JsonToken.END_ARRAY; step = parser.nextToken()) {
            if (count < MOST_STEPS) {
                readStep(pointer + "/" + count, step, parser);
            }
            count++;
            parser.skipChildren();
        }
        if (count == 0) {
            members.note(pointer, "needs one step at least");
        }
        if (count > MOST_STEPS) {
            members.note(pointer, "has more than " + MOST_STEPS + " steps");
        }
    }

    private void readStep(String pointer, JsonToken value, JsonParser parser) throws IOException {
        @Nullable Double share = members.number(pointer, value, parser);
        if (share == null) {
            return;
        }
        if (!(share > 0 && share <= 1)) {
            members.note(pointer, "must be above 0 and at most 1");
            return;
        }
        if (!steps.isEmpty() && share <= steps.get(steps.size() - 1)) {
            members.note(pointer, "must be above the step before");
        }
        steps.add(share);
    }

    private @Nullable Duration duration(String pointer, JsonToken value, JsonParser parser, DurationForm form)
            throws IOException {
        @Nullable
        Duration duration =
                value == JsonToken.VALUE_STRING ? form.parse(parser.getText()).orElse(null) : null;
        if (duration == null) {
            members.note(pointer, form.rule());
        }
        return duration;
    }

    private void readOperations(String pointer, JsonToken value, JsonParser parser) throws IOException {
        boolean isCount = value == JsonToken.VALUE_NUMBER_INT
                && DIGITS.matcher(parser.getText()).matches();
        int count = isCount ? Integer.parseInt(parser.getText()) : 0;
        if (count < 1 || count > MOST_OPERATIONS) {
            members.note(pointer, "must be a whole number from 1 to " + MOST_OPERATIONS);
        } else {
            leastOperations = count;
        }
    }
}
