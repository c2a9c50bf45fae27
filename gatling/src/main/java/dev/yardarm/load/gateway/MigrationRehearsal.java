package dev.yardarm.load.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.yardarm.load.gateway.GatewayClient.Answer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/**
 * Moves all reads to the new cache by a plan of three steps, and back by one instruction, and takes the times. At its end
 * the share is 0, as it was before. Runs on a thread of its own.
 */
public final class MigrationRehearsal implements Runnable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration BACK_WITHIN = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration BACK_PAUSE = Duration.ofMillis(10);
    private static final String SHARE = "cache_migration_share";
    private static final int OK = 200;
    private static final String BACK = "{\"clusterShare\": 0}";

    private final GatewayClient gateway;
    private final Duration hold;
    private volatile String phase = "not begun";
    private volatile double forwardMillis = Double.NaN;
    private volatile double backMillis = Double.NaN;
    private volatile double hitRate = Double.NaN;
    private volatile double different = Double.NaN;
    private volatile double same = Double.NaN;

    /** @param hold of each step; the gateway judges the step meanwhile */
    public MigrationRehearsal(GatewayClient gateway, Duration hold) {
        this.gateway = gateway;
        this.hold = hold;
    }

    @Override
    public void run() {
        double compared = compared("same");
        try {
            forward();
        } finally {
            back();
            different = compared("different");
            same = compared("same") - compared;
        }
        // Reads of the old cache again, to be judged like the others.
        sleep(hold);
    }

    private void forward() {
        // What was counted of the caches begins anew, and with it what stands in the way.
        tell(BACK);
        JsonNode ready = await(
                READY_WITHIN, "ready for the plan", state -> state.path("ready").asBoolean());
        long began = System.nanoTime();
        tell(plan());
        // Three steps, and for each the time until it is in force everywhere.
        JsonNode ended = await(
                hold.multipliedBy(6).plus(READY_WITHIN),
                "at the end of the plan",
                state -> state.has("phase") && !state.path("phase").asText().equals("running"));
        forwardMillis = millisSince(began);
        phase = ended.path("phase").asText() + reason(ended);
        hitRate = leastHitRate(ended, ready.path("version").asLong());
    }

    private void back() {
        long turned = System.nanoTime();
        tell(BACK);
        // By the gateway's own word of what it does: what it was told stands in the database before that.
        long end = turned + BACK_WITHIN.toNanos();
        while (gateway.metrics().sum(SHARE) != 0) {
            if (System.nanoTime() > end) {
                throw new Refusal("not back within %d s: %s is %s"
                        .formatted(
                                BACK_WITHIN.toSeconds(),
                                SHARE,
                                gateway.metrics().sum(SHARE)));
            }
            sleep(BACK_PAUSE);
        }
        backMillis = millisSince(turned);
    }

    private double compared(String result) {
        return gateway.migration().json().path("comparisons").path(result).asDouble(Double.NaN);
    }

    /** The plan's phase when it had ended, with the gateway's reason if it was taken back; or {@code not begun}. */
    public String phase() {
        return phase;
    }

    /** From the instruction until the last step had passed; NaN before that. */
    public double forwardMillis() {
        return forwardMillis;
    }

    /** From the instruction until the gateway read from the old cache alone; NaN before that. */
    public double backMillis() {
        return backMillis;
    }

    /** Of the new cache, by the gateways' own count, in the step where it was least; NaN if none was judged. */
    public double hitRate() {
        return hitRate;
    }

    /** How often both caches had different answers at the same revision, since the gateway was started; NaN if not known. */
    public double different() {
        return different;
    }

    /** How often both caches had the same answer, in the rehearsal; NaN if not known. */
    public double same() {
        return same;
    }

    private String plan() {
        return String.format(
                Locale.ROOT,
                "{\"plan\": {\"steps\": [0.1, 0.5, 1.0], \"hold\": \"%dms\", \"maxErrorRate\": 0.001, \"minHitRate\": 0.8,"
                        + " \"maxP95\": \"100ms\"}}",
                hold.toMillis());
    }

    /** A change of the history has the figures of the step that it ended. */
    private static double leastHitRate(JsonNode state, long before) {
        return StreamSupport.stream(state.path("history").spliterator(), false)
                .filter(change -> change.path("version").asLong() > before)
                .map(change -> change.path("to").path("hitRate"))
                .filter(JsonNode::isNumber)
                .mapToDouble(JsonNode::asDouble)
                .min()
                .orElse(Double.NaN);
    }

    private static String reason(JsonNode state) {
        return state.path("phase").asText().equals("completed")
                ? ""
                : ": " + state.path("history").path(0).path("reason").asText();
    }

    private void tell(String instruction) {
        Answer answer = gateway.migrate(instruction);
        if (answer.status() != OK) {
            throw new Refusal(
                    "the gateway did not take %s: %d %s".formatted(instruction, answer.status(), answer.body()));
        }
    }

    private JsonNode await(Duration atMost, String what, Predicate<JsonNode> condition) {
        long end = System.nanoTime() + atMost.toNanos();
        while (true) {
            JsonNode state = gateway.migration().json();
            if (condition.test(state)) {
                return state;
            }
            if (System.nanoTime() > end) {
                throw new Refusal(
                        "not %s within %d s: %s".formatted(what, atMost.toSeconds(), state.path("obstacles")));
            }
            sleep(PAUSE);
        }
    }

    private static double millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted");
        }
    }
}
