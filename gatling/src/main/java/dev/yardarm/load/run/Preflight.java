package dev.yardarm.load.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.yardarm.load.fault.Fault;
import dev.yardarm.load.fault.FaultPlan;
import dev.yardarm.load.fault.Faults;
import dev.yardarm.load.fault.FlagCluster;
import dev.yardarm.load.fault.RedisNode;
import dev.yardarm.load.gateway.GatewayClient;
import dev.yardarm.load.gateway.GatewayClient.Answer;
import dev.yardarm.load.gateway.Metrics;
import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.gateway.Settings;
import dev.yardarm.load.gateway.Target;
import dev.yardarm.load.gateway.Unsuited;
import dev.yardarm.load.record.Source;
import dev.yardarm.load.run.Scenario.Need;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** Looks whether a scenario can be run, before there is any load. What stands in its way is a {@link Refusal}. */
public final class Preflight {
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int MOST_KEYS = 200;

    /** Below it the windows in which hits are looked at are empty now and then. */
    private static final int LEAST_RATE_WITH_FAULTS = 40;

    private static final int MOST_PERCENT = 100;

    /** Its pauses for collections are shown only once there was one; this stands for them, and is there from the start. */
    private static final List<String> PROCESS_METRICS =
            List.of("jvm_memory_used_bytes", "process_files_open_files", "jvm_gc_memory_allocated_bytes_total");

    private final Scenario scenario;
    private final Settings settings;
    private final Target target;
    private final GatewayClient gateway;

    public Preflight(Scenario scenario, Settings settings) {
        this.scenario = scenario;
        this.settings = settings;
        this.target = Target.of(settings);
        this.gateway = new GatewayClient(target);
    }

    /** Does what is harmless of all that the scenario will do. */
    public Subject check() {
        checkSettings(scenario, settings);
        JsonNode flags = flags();
        String environment = flags.path("environment").asText();
        List<String> keys = StreamSupport.stream(flags.path("flags").spliterator(), false)
                .limit(MOST_KEYS)
                .map(flag -> flag.path("key").asText())
                .toList();
        if (keys.isEmpty()) {
            throw new Refusal("%s has no flags in the environment '%s': create some first, by PUT /api/admin/flags/…"
                    .formatted(target.base(), environment));
        }
        target.beside().ifPresent(beside -> checkBeside(beside, environment));
        if (scenario.needs(Need.ADMIN)) {
            checkAdmin();
        }
        if (scenario.needs(Need.MANAGEMENT) || scenario.needs(Need.CLUSTER)) {
            checkManagement();
        }
        if (scenario.needs(Need.READS_REACH_REDIS)) {
            checkReadsReachRedis(keys.get(0));
        }
        if (scenario.needs(Need.MIGRATION)) {
            checkMigration();
        }
        return new Subject(target, gateway, environment, keys, cluster(environment), faults(environment));
    }

    private void checkBeside(URI beside, String environment) {
        Answer answer = reach(beside, "besideUrl", () -> gateway.flagsAt(beside));
        if (!answer.json().path("environment").asText().equals(environment)) {
            throw new Refusal(
                    "%s does not serve the flags of '%s' (GET /api/config/flags gave %d): change -DbesideUrl, or leave it out"
                            .formatted(beside, environment, answer.status()));
        }
    }

    private JsonNode flags() {
        Answer answer = reach(target.base(), "baseUrl", gateway::flags);
        if (answer.status() == UNAUTHORIZED) {
            throw new Refusal(
                    target.clientToken().isPresent()
                            ? "%s does not take the client token: give one of its CLIENT_TOKENS as -DclientToken"
                                    .formatted(target.base())
                            : "%s wants a token for reads: give one of its CLIENT_TOKENS as -DclientToken"
                                    .formatted(target.base()));
        }
        if (answer.status() != OK || !answer.json().has("flags")) {
            throw new Refusal(
                    "%s does not serve flags (GET /api/config/flags gave %d): is it a Yardarm gateway? Change -DbaseUrl"
                            .formatted(target.base(), answer.status()));
        }
        return answer.json();
    }

    private void checkAdmin() {
        if (target.adminToken().isEmpty()) {
            throw new Refusal(
                    "%s needs a token that may change flags: give it as -DadminToken, or as ADMIN_TOKEN in the environment"
                            .formatted(scenario.simulation()));
        }
        int status = gateway.migration().status();
        if (status == UNAUTHORIZED || status == FORBIDDEN) {
            throw new Refusal("%s does not take the admin token (%d): give one of its ADMIN_TOKENS as -DadminToken"
                    .formatted(target.base(), status));
        }
    }

    private void checkManagement() {
        URI management = target.management()
                .orElseThrow(
                        () -> new Refusal("%s reads metrics and health: give the management port as -DmanagementUrl"
                                        .formatted(scenario.simulation())
                                + "=http://gateway.example:8081"));
        Answer answer = reach(management, "managementUrl", gateway::health);
        Metrics metrics = reach(management, "managementUrl", gateway::metrics);
        if (answer.status() != OK || !metrics.has("flag_reads_total")) {
            throw new Refusal(
                    "%s is no management port of a Yardarm gateway (GET /health gave %d): change -DmanagementUrl"
                            .formatted(management, answer.status()));
        }
        if (scenario.needs(Need.PROCESS_METRICS)) {
            PROCESS_METRICS.forEach(name -> demand(metrics, name, "update the gateway"));
        }
        if (scenario.needs(Need.SINGLE_REDIS)) {
            checkSingleRedis(answer.json());
        }
        if (scenario.needs(Need.CONNECTIONS)) {
            demand(metrics, "redis_connections_active", "give it a Redis by REDIS_URL or REDIS_CLUSTER_URL");
        }
    }

    private void checkSingleRedis(JsonNode health) {
        int nodes = health.path("backends").path("redis").path("nodes").size();
        if (nodes > 1) {
            throw new Unsuited(
                    "%s has a Redis of %d nodes, with connections to each, and what is asked of their number is for one: give it"
                                    .formatted(target.base(), nodes)
                            + " a single one by REDIS_URL, or leave " + scenario.simulation()
                            + " out of -Dsimulations");
        }
    }

    private void demand(Metrics metrics, String name, String remedy) {
        if (!metrics.has(name)) {
            throw new Unsuited("%s/metrics has no %s: %s, or leave %s out of -Dsimulations"
                    .formatted(target.management().orElseThrow(), name, remedy, scenario.simulation()));
        }
    }

    private void checkReadsReachRedis(String key) {
        String cacheStatus = "";
        // The first may fill the cache, the second is answered by it.
        for (int i = 0; i < 2; i++) {
            cacheStatus = gateway.cacheStatusOf(key);
        }
        if (Source.of(cacheStatus) == Source.NEAR) {
            throw new Unsuited(
                    "%s answers from its own memory (Cache-Status: %s), so its Redis has no reads to count: start it with"
                                    .formatted(target.base(), cacheStatus)
                            + " NEAR_CACHE=off, or leave " + scenario.simulation() + " out of -Dsimulations");
        }
    }

    private void checkMigration() {
        JsonNode migration = gateway.migration().json();
        if (!migration.path("configured").asBoolean()) {
            throw new Unsuited(
                    "%s has no migration between caches: configure one (REDIS_URL and REDIS_CLUSTER_URL), or leave %s out"
                                    .formatted(target.base(), scenario.simulation())
                            + " of -Dsimulations");
        }
        double share = migration.path("clusterShare").asDouble();
        String phase = migration.path("phase").asText();
        if (share != 0 || phase.equals("running") || phase.equals("paused")) {
            throw new Refusal(
                    "%s is in the middle of a migration (phase %s, share %s): end it, by {\"clusterShare\": 0}, before"
                                    .formatted(target.base(), phase, share)
                            + " it is rehearsed");
        }
    }

    private Optional<FlagCluster> cluster(String environment) {
        if (!scenario.needs(Need.CLUSTER)) {
            return Optional.empty();
        }
        FlagCluster cluster = FlagCluster.of(gateway.health().json(), environment, target);
        cluster.nodes().forEach(node -> ask(node, List.of("PING")));
        return Optional.of(cluster);
    }

    private static void ask(RedisNode node, List<String> words) {
        try {
            node.command(words.toArray(String[]::new));
        } catch (JedisConnectionException e) {
            throw new Unsuited(
                    "Redis node %s cannot be reached from here (%s): start it, run this where it can be, or say by"
                                    .formatted(node, reason(e))
                            + " -DredisAddresses=announced-host:port=reachable-host:port where it is, and by -DredisTls whether by TLS");
        } catch (JedisDataException e) {
            throw new Unsuited("Redis node %s refuses %s (%s): give -DredisUser and -DredisPassword of a user who may"
                    .formatted(node, words.get(0), e.getMessage()));
        }
    }

    private List<Fault> faults(String environment) {
        List<Fault> faults = checkSettings(scenario, settings);
        if (!faults.isEmpty()) {
            if (settings.text("faults").isEmpty()) {
                throw new Unsuited("%s breaks the Redis of %s: name what may be done to it, as by -Dfaults=%s"
                        .formatted(scenario.simulation(), target.base(), Faults.ALL_KINDS));
            }
            FlagCluster cluster = cluster(environment).orElseThrow();
            checkNoMigration();
            // By a write of its own is found out when a primary is back.
            ask(cluster.primary(), List.of("SET", cluster.probe(), "1", "PX", "1000"));
            for (Fault fault : faults) {
                cluster.nodes().forEach(node -> fault.rehearsal().forEach(words -> rehearse(fault, node, words)));
                fault.check(cluster);
            }
        }
        return faults;
    }

    /** Reads of the other cache would not meet the faults. Only a token for changes shows whether there is one. */
    private void checkNoMigration() {
        if (target.adminToken().isEmpty()) {
            return;
        }
        JsonNode migration = gateway.migration().json();
        if (migration.path("configured").asBoolean()
                && migration.path("clusterShare").asDouble() < 1) {
            throw new Unsuited(
                    "%s reads from another cache than the cluster, share %s of a migration: move all reads, by {\"clusterShare\": 1},"
                                    .formatted(target.base(), migration.path("clusterShare"))
                            + " or leave " + scenario.simulation() + " out of -Dsimulations");
        }
    }

    /** Looks at what can be judged without a gateway. Returns the faults that are injected, if any are. */
    static List<Fault> checkSettings(Scenario scenario, Settings settings) {
        Target.check(settings);
        FaultBounds bounds = FaultBounds.of(settings);
        writeShare(settings);
        LoadShape shape = scenario.shape(settings);
        if (!scenario.needs(Need.FAULTS)) {
            return List.of();
        }
        List<Fault> faults = Faults.chosen(settings);
        if (shape.rate() < LEAST_RATE_WITH_FAULTS) {
            throw new Refusal("-Drate=%d: too few reads to see when hits are back: give %d or more"
                    .formatted(shape.rate(), LEAST_RATE_WITH_FAULTS));
        }
        Duration room = FaultPlan.room(faults, bounds.hitsBackWithin());
        if (shape.duration().compareTo(room) < 0) {
            throw new Refusal(
                    "-Dduration=%dms is too short for %d faults: give %ds, fewer by -Dfaults, or less of -DhitsBackWithin"
                            .formatted(shape.duration().toMillis(), faults.size(), room.toSeconds() + 1));
        }
        return faults;
    }

    /** What share of the requests changes something, where some do. */
    public static double writeShare(Settings settings) {
        return settings.number("writePercent", 2, MOST_PERCENT) / (double) MOST_PERCENT;
    }

    private static void rehearse(Fault fault, RedisNode node, List<String> words) {
        try {
            node.command(words.toArray(String[]::new));
        } catch (JedisDataException e) {
            String error = String.valueOf(e.getMessage());
            // What a node says that would do it: that the harmless form makes no sense, or that there is nothing to
            // undo.
            if (!error.contains("syntax error") && !error.contains("No shutdown in progress")) {
                throw new Unsuited("Redis node %s does not allow %s (%s): %s"
                        .formatted(node, words.get(0), error, fault.remedy()));
            }
        } catch (JedisConnectionException e) {
            throw new Unsuited("Redis node %s has not answered %s (%s): look whether it is well"
                    .formatted(node, words.get(0), reason(e)));
        }
    }

    private static <T> T reach(URI url, String property, Supplier<T> request) {
        try {
            return request.get();
        } catch (UncheckedIOException e) {
            throw new Refusal("%s cannot be reached (%s): start the gateway there, or change -D%s"
                    .formatted(url, reason(e), property));
        }
    }

    /** The innermost message; where there is none, as of a refused connection, the kind of the failure. */
    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        String reason = cause.getClass().getSimpleName();
        for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
            if (inner.getMessage() != null) {
                reason = inner.getMessage();
            }
        }
        return reason;
    }
}
