package dev.yardarm.load.run;

import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.gateway.Settings;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The simulations, in the order in which they are run against a given gateway: those that end nodes of a cluster come after
 * those that want it whole.
 */
@SuppressWarnings("ImmutableEnumChecker") // Sets by Set.of and a record: neither can be changed.
public enum Scenario {
    CONNECTION_POOL(
            "ConnectionPool",
            Stack.SINGLE,
            Set.of(Need.MANAGEMENT, Need.CONNECTIONS, Need.SINGLE_REDIS, Need.READS_REACH_REDIS, Need.READS_AT_ONCE),
            new Load(50, 500, "2m", "20s")),
    REPLICA_READ(
            "ReplicaRead", Stack.CLUSTER, Set.of(Need.CLUSTER, Need.READS_REACH_REDIS), new Load(50, 500, "1m", "10s")),
    MIXED("Mixed", Stack.NEAR_CACHE, Set.of(Need.ADMIN), new Load(50, 500, "2m", "20s")),
    SPIKE("Spike", Stack.NEAR_CACHE, Set.of(), new Load(10, 100, "3m", "30s")),
    SOAK(
            "Soak",
            Stack.CLUSTER,
            Set.of(Need.MANAGEMENT, Need.PROCESS_METRICS, Need.CONNECTIONS),
            new Load(50, 500, "10m", "60s")),
    FAILOVER(
            "Failover",
            Stack.CLUSTER,
            Set.of(Need.CLUSTER, Need.FAULTS, Need.READS_AT_ONCE),
            new Load(100, 1000, "10m", "60s")),
    MIGRATION(
            "Migration",
            Stack.BOTH,
            Set.of(Need.ADMIN, Need.MANAGEMENT, Need.MIGRATION),
            new Load(50, 500, "3m", "18s"));

    private final String title;
    private final Stack stack;
    private final Set<Need> needs;
    private final Load load;

    /** What has to be, beside a gateway that answers. */
    public enum Need {
        /** A token that may change flags. */
        ADMIN,
        /** The management port, for metrics. */
        MANAGEMENT,
        /** Metrics of the process: its heap and its files. */
        PROCESS_METRICS,
        /** The metric of connections to Redis. */
        CONNECTIONS,
        /** One instance of Redis: a cluster has connections for each of its nodes. */
        SINGLE_REDIS,
        /** A Redis Cluster that can be reached from here. */
        CLUSTER,
        /** A gateway that does not answer from its own memory. */
        READS_REACH_REDIS,
        /** Users who ask all at the same moment, again and again, where others spread over the time. */
        READS_AT_ONCE,
        /** Nodes that allow the commands of the chosen faults. */
        FAULTS,
        /** A migration that is configured, and at rest. */
        MIGRATION
    }

    /** What the gateway has for a cache where it is started for the simulation. */
    public enum Stack {
        SINGLE("single", false),
        /** Its reads all go to Redis, for it is Redis that is looked at. */
        CLUSTER("cluster", false),
        /** A cluster, and the gateway's own memory before it: as it is unless one asks for something else. */
        NEAR_CACHE("cluster", true),
        BOTH("both", false);

        private final String redis;
        private final boolean nearCache;

        Stack(String redis, boolean nearCache) {
            this.redis = redis;
            this.nearCache = nearCache;
        }

        /** The value of {@code -Dyardarm.local.redis} in the root's profile {@code local}. */
        String redis() {
            return redis;
        }

        /** The value of {@code -Dyardarm.local.gateways}: with a near cache a change is read again through another one. */
        int gateways() {
            return nearCache ? 2 : 1;
        }

        boolean hasNearCache() {
            return nearCache;
        }
    }

    /** The default load: users at once, requests a second of all together, and how long in full and in short. */
    private record Load(int users, int rate, String full, String brief) {}

    Scenario(String title, Stack stack, Set<Need> needs, Load load) {
        this.title = title;
        this.stack = stack;
        this.needs = needs;
        this.load = load;
    }

    /** Those of {@code -Dsimulations}, in this order, whatever order they are named in; all unless it is given. */
    public static List<Scenario> chosen(Settings settings) {
        List<String> names = settings.words("simulations", "all");
        if (names.equals(List.of("all"))) {
            return List.of(values());
        }
        if (names.isEmpty()) {
            throw new Refusal("-Dsimulations: must name simulations, with commas between, or be left out for all");
        }
        for (String name : names) {
            if (Arrays.stream(values()).noneMatch(scenario -> scenario.is(name))) {
                throw new Refusal("-Dsimulations: there is no '%s'; there are %s"
                        .formatted(
                                name,
                                Arrays.stream(values())
                                        .map(scenario -> scenario.title)
                                        .collect(Collectors.joining(","))));
            }
        }
        return Arrays.stream(values())
                .filter(scenario -> names.stream().anyMatch(scenario::is))
                .toList();
    }

    private boolean is(String name) {
        return name.equals(title) || name.equals(simulation());
    }

    /** The simple name of its class. */
    public String simulation() {
        return title + "Simulation";
    }

    public Stack stack() {
        return stack;
    }

    public boolean needs(Need need) {
        return needs.contains(need);
    }

    /** Its load, as the user wants it. */
    public LoadShape shape(Settings settings) {
        boolean brief = settings.isOn("short");
        Duration duration =
                settings.duration("duration", Settings.duration("duration", brief ? load.brief : load.full));
        return new LoadShape(
                settings.number("users", load.users),
                settings.number("rate", load.rate),
                settings.duration("warmUp", Duration.ofSeconds(brief ? 5 : 10)),
                duration);
    }
}
