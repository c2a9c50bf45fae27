package dev.yardarm;

import dev.yardarm.History.Commit;
import dev.yardarm.History.Restart;
import dev.yardarm.History.Span;
import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.FreePorts;
import dev.yardarm.fixture.Partition;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.fixture.RespFilter;
import dev.yardarm.fixture.TcpProxy;
import dev.yardarm.read.Backend;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One history: two gateways, each with a way of its own to PostgreSQL, clients over both, and faults one after another, at
 * times two at once, of either backend; now and then a gateway is started again meanwhile. One of the gateways has filters
 * on its ways to the nodes of Redis, so that it can be told what no node can be brought to answer.
 */
final class HistoryRun implements AutoCloseable {
    /** As the gateways are configured. */
    static final Duration NEAR_CACHE_MAX_AGE = Duration.ofSeconds(1);

    static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(2);

    /** In place of the near cache's setting: it is off, and reads move between a single Redis and the cluster meanwhile. */
    static final String MIGRATION = "migration";

    private static final String FILTERED = "B";
    private static final double FORMER_KILLED = 0.4;
    private static final List<Double> SHARES = List.of(0.0, 0.1, 0.5, 1.0);

    private static final double OF_REDIS_ALONE = 0.4;
    private static final double OF_POSTGRES_ALONE = 0.75;
    private static final double RESTARTED = 0.4;
    private static final String REVISION = "revision ";
    private static final Duration STEP = Duration.ofMillis(100);
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration LIMIT = Duration.ofSeconds(15);

    /**
     * Of a gateway that ends: longer than a writer pauses, so that each connection in use ends with an answer. One that is
     * closed as idle may be closed just when a request is being sent, and the client sends only reads once more.
     */
    private static final Duration DRAIN = HistoryClients.WRITE_EVERY.multipliedBy(2);

    /** Longer than a gateway may take to converge, so that each time is judged. */
    private static final Duration CALM = Duration.ofMillis(1_500);

    private final RedisCluster cluster;
    private final PostgresServer postgres;
    private final PostgresDatabase database;
    private final Random random;
    private final Deque<Runnable> opened = new ArrayDeque<>();
    private final Map<String, LiveGateway> gateways = new TreeMap<>();
    private final Path snapshots;
    private final HistoryFaults faults;
    private final Optional<RedisServer> former;
    private final List<String> played = new ArrayList<>();
    private final List<Span> outages = new ArrayList<>();
    private final List<Span> silences = new ArrayList<>();
    private final List<Span> calms = new ArrayList<>();
    private final List<Restart> restarts = new ArrayList<>();

    /**
     * Starts the gateways.
     *
     * @param partition without one, no zone is cut off
     * @param snapshots a folder of which each has a part
     */
    HistoryRun(
            RedisCluster cluster,
            Optional<Partition> partition,
            PostgresServer postgres,
            Path snapshots,
            String nearCache,
            long seed) {
        this.cluster = cluster;
        this.postgres = postgres;
        this.database = postgres.createDatabase("history");
        this.snapshots = snapshots;
        this.random = new Random(seed);
        this.former = nearCache.equals(MIGRATION)
                ? Optional.of(open(RedisServer.start(), RedisServer::close))
                : Optional.empty();
        Map<ClusterNode, RespFilter> filters = new LinkedHashMap<>();
        cluster.nodes().forEach(node -> filters.put(node, open(RespFilter.to(node), RespFilter::close)));
        Map<String, TcpProxy> ways = new TreeMap<>();
        for (String gateway : List.of("A", FILTERED)) {
            TcpProxy way = open(TcpProxy.to("127.0.0.1", postgres.port()), TcpProxy::close);
            ways.put(gateway, way);
            Map<String, String> environment = new HashMap<>(environment(gateway, way, nearCache));
            if (gateway.equals(FILTERED)) {
                environment.put("REDIS_ADDRESS_MAP", addresses(filters));
            }
            gateways.put(gateway, open(LiveGateway.start(environment, DRAIN), LiveGateway::close));
        }
        this.faults =
                new HistoryFaults(cluster, partition, List.copyOf(filters.values()), postgres, database, ways, random);
    }

    private static String addresses(Map<ClusterNode, RespFilter> filters) {
        return filters.entrySet().stream()
                .map(way -> way.getKey().address() + "=" + way.getValue().address())
                .collect(Collectors.joining(","));
    }

    private Map<String, String> environment(String gateway, TcpProxy way, String nearCache) {
        Map<String, String> environment = new HashMap<>(withoutFormer(gateway, way, nearCache));
        former.ifPresent(single -> {
            environment.put("REDIS_URL", single.url());
            environment.put("NEAR_CACHE", "off");
        });
        return environment;
    }

    private Map<String, String> withoutFormer(String gateway, TcpProxy way, String nearCache) {
        return Map.of(
                "DATABASE_URL",
                database.url().replace(":" + postgres.port() + "/", ":" + way.port() + "/"),
                "DATABASE_TIMEOUT",
                DATABASE_TIMEOUT.toMillis() + "ms",
                "REDIS_CLUSTER_URL",
                cluster.url(),
                "HTTP_EVENT_LOOPS",
                "2",
                LiveGateway.HTTP_PORT,
                Integer.toString(FreePorts.next()),
                LiveGateway.MANAGEMENT_PORT,
                Integer.toString(FreePorts.next()),
                "SNAPSHOT_DIR",
                folder(gateway).toString(),
                "NEAR_CACHE",
                nearCache,
                "NEAR_CACHE_MAX_AGE",
                NEAR_CACHE_MAX_AGE.toMillis() + "ms");
    }

    private Path folder(String gateway) {
        return snapshots.resolve(gateway);
    }

    /** Plays faults for a time, and lets all come to rest. */
    History play(Duration lasts) throws Exception {
        gateways.values().forEach(LiveGateway::awaitReady);
        gateways.values().iterator().next().withSamples(HistoryClients.FLAGS);
        try (HistoryClients clients = HistoryClients.start(gateways, random)) {
            awaitElapsed(clients, WARM_UP);
            awaitBack(clients, Backend.POSTGRES);
            awaitBack(clients, Backend.REDIS);
            long endNanos = clients.nowNanos() + lasts.toNanos();
            Map<String, Long> calm = now(clients);
            while (clients.nowNanos() < endNanos) {
                calm = playRound(clients, calm);
            }
            clients.stopWriting();
            awaitElapsed(clients, Duration.ofNanos(clients.nowNanos()).plus(CALM));
            clients.stopReading();
            endCalm(calm, clients.nowNanos());
            return new History(clients.reads(), clients.writes(), commits(), outages, silences, calms, restarts);
        }
    }

    /** The faults that were played, each with its time. */
    List<String> played() {
        return List.copyOf(played);
    }

    /** The list's revision as a gateway shows it at the end, by the gateways' names, with PostgreSQL's own. */
    Map<String, Long> revisions() {
        Map<String, Long> revisions = new LinkedHashMap<>();
        gateways.forEach((name, gateway) -> revisions.put(name, LiveGateway.revision(gateway.get(LiveGateway.FLAGS))));
        revisions.put(
                "PostgreSQL",
                Long.valueOf(database.value("select revision from yardarm.environments where name = 'production'")));
        return revisions;
    }

    /** Returns since when which gateway has its feed again. */
    private Map<String, Long> playRound(HistoryClients clients, Map<String, Long> calm) throws Exception {
        List<HistoryFault> drawn = draw(clients);
        former.ifPresent(this::moveReads);
        Duration lasts = Duration.ofMillis(1_000 + random.nextInt(3_000));
        long beganNanos = clients.nowNanos();
        endCalm(calm, beganNanos);
        for (HistoryFault fault : drawn) {
            fault.begin().run();
            awaitElapsed(clients, Duration.ofNanos(clients.nowNanos()).plusMillis(random.nextInt(300)));
        }
        for (long next = beganNanos; next < beganNanos + lasts.toNanos(); next += STEP.toNanos()) {
            awaitElapsed(clients, Duration.ofNanos(next));
            for (HistoryFault fault : drawn) {
                fault.goOn().run();
            }
        }
        Collections.shuffle(drawn, random);
        for (HistoryFault fault : drawn) {
            fault.mend().run();
        }
        former.filter(single -> !single.isRunning()).ifPresent(RedisServer::restartEmpty);
        long mendedNanos = clients.nowNanos();
        Map<String, Long> back = awaitBack(clients, Backend.POSTGRES);
        for (HistoryFault fault : drawn) {
            for (String cut : fault.cuts()) {
                Span outage = new Span(cut, beganNanos, back.getOrDefault(cut, 0L));
                outages.add(outage);
                if (fault.isSilent()) {
                    silences.add(outage);
                }
            }
        }
        played.add("%s from %s to %s".formatted(drawn, History.millis(beganNanos), History.millis(mendedNanos)));
        if (drawn.stream().anyMatch(fault -> fault.isOf(Backend.REDIS))) {
            cluster.settle();
            awaitBack(clients, Backend.REDIS);
        }
        long latest = back.values().stream().mapToLong(Long::longValue).max().orElse(0);
        awaitElapsed(clients, Duration.ofNanos(latest).plus(CALM).plusMillis(random.nextInt(300)));
        return back;
    }

    /** While all is well, so that it can be written down; the faults then come upon the cluster, and now and then upon both. */
    private void moveReads(RedisServer single) {
        double share = SHARES.get(random.nextInt(SHARES.size()));
        LiveGateway gateway = gateways.values().iterator().next();
        Await.until(
                LIMIT,
                "the share is taken",
                () -> gateway.migrate("{\"clusterShare\": " + share + "}").statusCode() == 200);
        played.add("share " + share);
        if (random.nextDouble() < FORMER_KILLED) {
            single.kill();
            played.add("single instance killed");
        }
    }

    /** Of a backend or of both; with a gateway that is started again, it comes last. */
    private List<HistoryFault> draw(HistoryClients clients) {
        double which = random.nextDouble();
        List<HistoryFault> drawn = new ArrayList<>();
        if (which < OF_REDIS_ALONE || which >= OF_POSTGRES_ALONE) {
            drawn.add(faults.drawOfRedis(which >= OF_POSTGRES_ALONE));
        }
        if (which >= OF_REDIS_ALONE) {
            drawn.add(faults.drawOfPostgres());
        }
        if (random.nextDouble() < RESTARTED) {
            List<String> names = List.copyOf(gateways.keySet());
            String gateway = names.get(random.nextInt(names.size()));
            drawn.add(HistoryFault.ofGateway("gateway " + gateway + " restarted", () -> restart(gateway, clients)));
        }
        return drawn;
    }

    private void restart(String name, HistoryClients clients) throws IOException {
        LiveGateway gateway = Objects.requireNonNull(gateways.get(name));
        long beganNanos = clients.nowNanos();
        gateway.stop();
        long downNanos = clients.nowNanos();
        long kept = kept(folder(name));
        gateway.startAgain();
        restarts.add(new Restart(name, beganNanos, downNanos, clients.nowNanos(), kept));
    }

    /** The revision in a folder for snapshots; 0 if it has none. */
    private static long kept(Path folder) throws IOException {
        Path file = folder.resolve("production.snapshot");
        if (Files.notExists(file)) {
            return 0;
        }
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(REVISION))
                .map(line -> Long.valueOf(line.substring(REVISION.length())))
                .findFirst()
                .orElseThrow();
    }

    private void endCalm(Map<String, Long> calm, long endedNanos) {
        calm.forEach((gateway, sinceNanos) -> calms.add(new Span(gateway, sinceNanos, endedNanos)));
    }

    private Map<String, Long> now(HistoryClients clients) {
        Map<String, Long> now = new TreeMap<>();
        gateways.keySet().forEach(gateway -> now.put(gateway, clients.nowNanos()));
        return now;
    }

    /** Returns when each gateway was seen to use a backend again, and to have its feed. */
    private Map<String, Long> awaitBack(HistoryClients clients, Backend backend) {
        Map<String, Long> back = new TreeMap<>();
        String breaker = "circuit_breaker_state{backend=\"" + backend.label() + "\"}";
        Await.until(
                LIMIT,
                Duration.ofMillis(20),
                () -> backend.label() + " and the feed back at more than " + back + " after " + played,
                () -> {
                    gateways.forEach((name, gateway) -> {
                        if (!back.containsKey(name)
                                && gateway.metric("change_feed_connected") == 1
                                && gateway.metric(breaker) == 0) {
                            back.put(name, clients.nowNanos());
                        }
                    });
                    return back.size() == gateways.size();
                });
        return back;
    }

    private static void awaitElapsed(HistoryClients clients, Duration moment) {
        Await.until(moment.plus(LIMIT), "the clients go on", () -> clients.nowNanos() >= moment.toNanos());
    }

    private List<Commit> commits() {
        return database
                .query("select revision, flag_key, after_is_enabled, after_rollout_percentage, after_description"
                        + " from yardarm.history where environment = 'production' order by revision")
                .stream()
                .map(row -> new Commit(
                        Long.parseLong(String.valueOf(row.get("revision"))),
                        String.valueOf(row.get("flag_key")),
                        HistoryClients.value(
                                Boolean.parseBoolean(String.valueOf(row.get("after_is_enabled"))),
                                new BigDecimal(String.valueOf(row.get("after_rollout_percentage"))),
                                String.valueOf(row.get("after_description")))))
                .toList();
    }

    private <T> T open(T resource, Consumer<T> close) {
        opened.push(() -> close.accept(resource));
        return resource;
    }

    @Override
    public void close() {
        opened.forEach(Runnable::run);
    }
}
