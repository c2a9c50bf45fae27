package dev.yardarm.infra.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Redis, as ElastiCache has it.
 *
 * @param nodeType as in {@code cache.t3.micro}
 * @param shards 1 to 9; with their replicas at most nine nodes, as an alarm looks at ten metrics and no more
 * @param replicas of each shard; 1 to 5, of which 2 are needed for a node in each of three zones
 * @param engineVersion 7.x
 * @param snapshotDays 1 to 35
 * @param snapshotWindow in UTC, {@code hh:mm-hh:mm}
 * @param maintenanceWindow in UTC, {@code ddd:hh:mm-ddd:hh:mm}, outside of the snapshot window
 */
public record CacheConfig(
        CacheSetup setup,
        String nodeType,
        int shards,
        int replicas,
        String engineVersion,
        int snapshotDays,
        String snapshotWindow,
        String maintenanceWindow) {
    private static final String TIME = "([01][0-9]|2[0-3]):([0-5][0-9])";
    private static final Pattern SNAPSHOT = Pattern.compile(TIME + "-" + TIME);
    private static final String DAY = "(?:mon|tue|wed|thu|fri|sat|sun):";
    private static final Pattern MAINTENANCE = Pattern.compile(DAY + TIME + "-" + DAY + TIME);
    private static final int MOST_NODES = 9;
    private static final int DAY_MINUTES = 24 * 60;

    public CacheConfig {
        boolean windows = SNAPSHOT.matcher(snapshotWindow).matches()
                && MAINTENANCE.matcher(maintenanceWindow).matches();
        new Rules()
                .require(
                        nodeType.matches("cache\\.[a-z0-9]+\\.[a-z0-9]+"),
                        "cache.nodeType",
                        "must be a type of node, as in cache.t3.micro")
                .range(shards, 1, MOST_NODES, "cache.shards")
                .range(replicas, 1, 5, "cache.replicas")
                .require(
                        shards * (1 + replicas) <= MOST_NODES,
                        "cache.shards",
                        "must give at most " + MOST_NODES + " nodes, each shard with its replicas")
                .require(engineVersion.matches("7\\.[0-9]+"), "cache.engineVersion", "must be 7.x, as in 7.1")
                .range(snapshotDays, 1, 35, "cache.snapshotDays")
                .require(
                        SNAPSHOT.matcher(snapshotWindow).matches(),
                        "cache.snapshotWindow",
                        "must be a time of day in UTC, as in 02:00-04:00")
                .require(
                        MAINTENANCE.matcher(maintenanceWindow).matches(),
                        "cache.maintenanceWindow",
                        "must be a time of the week in UTC, as in sun:04:30-sun:05:30")
                .require(
                        !windows || apart(snapshotWindow, maintenanceWindow),
                        "cache.maintenanceWindow",
                        "must begin and end outside of cache.snapshotWindow")
                .check();
    }

    /** Neither begins within the other, on the circle of the day. */
    private static boolean apart(String snapshotWindow, String maintenanceWindow) {
        Window snapshot = Window.of(SNAPSHOT.matcher(snapshotWindow));
        Window maintenance = Window.of(MAINTENANCE.matcher(maintenanceWindow));
        return Math.floorMod(maintenance.begin - snapshot.begin, DAY_MINUTES) >= snapshot.length()
                && Math.floorMod(snapshot.begin - maintenance.begin, DAY_MINUTES) >= maintenance.length();
    }

    private record Window(int begin, int end) {
        static Window of(Matcher times) {
            times.matches();
            return new Window(minutes(times, 1), minutes(times, 3));
        }

        int length() {
            return Math.floorMod(end - begin, DAY_MINUTES);
        }

        private static int minutes(Matcher times, int group) {
            return Integer.parseInt(times.group(group)) * 60 + Integer.parseInt(times.group(group + 1));
        }
    }
}
