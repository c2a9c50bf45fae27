package dev.yardarm.infra.config;

import java.time.Duration;

/**
 * How a new version takes over.
 *
 * @param percent of the requests that it gets at first; 0.1 to 50, in steps of 0.1
 * @param hold for how long that is judged; 15 minutes to 24 hours
 * @param bake for how long the old version stays after all requests go to the new one, to turn back at once; 10 minutes to 24 hours
 * @param errorRatePercent at which it fails
 * @param hitRatePercent at which it fails
 * @param p95Millis at which it fails
 * @param leastRequests of a target group in 5 minutes, below which one error, or a slow answer in twenty, says nothing
 */
public record CanaryConfig(
        double percent,
        Duration hold,
        Duration bake,
        double errorRatePercent,
        double hitRatePercent,
        int p95Millis,
        int leastRequests) {
    /** Alarms judge 5 minutes, one after another, and CloudWatch has their figures some minutes later: two that are whole. */
    private static final Duration SHORTEST_HOLD = Duration.ofMinutes(15);

    /** One that is whole, with all requests. */
    private static final Duration SHORTEST_BAKE = Duration.ofMinutes(10);

    /** What CloudFormation takes of both together, of the 36 h that it has for all. */
    private static final Duration LONGEST = Duration.ofHours(33);

    public CanaryConfig {
        new Rules()
                .range(percent, 0.1, 50, "canary.percent")
                .require(
                        Math.abs(percent * 10 - Math.rint(percent * 10)) < 1e-9,
                        "canary.percent",
                        "must have one decimal at most")
                .require(
                        isMinutes(hold) && hold.compareTo(SHORTEST_HOLD) >= 0,
                        "canary.hold",
                        "must be whole minutes, from 15m to 24h: alarms judge 5 minutes at a time")
                .require(
                        isMinutes(bake) && bake.compareTo(SHORTEST_BAKE) >= 0,
                        "canary.bake",
                        "must be whole minutes, from 10m to 24h: alarms judge 5 minutes at a time")
                .require(
                        !isMinutes(hold) || !isMinutes(bake) || hold.plus(bake).compareTo(LONGEST) <= 0,
                        "canary.bake",
                        "must be at most 33h together with canary.hold: CloudFormation waits no longer")
                .range(errorRatePercent, 0.001, 100, "canary.errorRatePercent")
                .range(hitRatePercent, 0, 100, "canary.hitRatePercent")
                .range(p95Millis, 1, 60_000, "canary.p95Millis")
                .range(leastRequests, 1, 10_000_000, "canary.leastRequests")
                .check();
    }

    private static boolean isMinutes(Duration time) {
        return !time.isNegative()
                && time.equals(Duration.ofMinutes(time.toMinutes()))
                && time.compareTo(Duration.ofHours(24)) <= 0;
    }
}
