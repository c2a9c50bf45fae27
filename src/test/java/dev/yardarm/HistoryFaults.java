package dev.yardarm;

import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.NodeRefusal;
import dev.yardarm.fixture.Partition;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.fixture.RedisCluster.Loss;
import dev.yardarm.fixture.Refusal;
import dev.yardarm.fixture.RespClient;
import dev.yardarm.fixture.RespFilter;
import dev.yardarm.fixture.SlotMigration;
import dev.yardarm.fixture.TcpProxy;
import dev.yardarm.local.SampleFlags;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Draws faults of the matrix at random, each kind once before any comes again. A fault is made when it is drawn, so it is
 * about the cluster as it is then.
 */
final class HistoryFaults {
    private static final String KEY = Scene.KEY;
    private static final String FEED = "yardarm-feed";

    /** A node that hangs for less than the node timeout stays in its place, and is behind when it answers again. */
    private static final int STEPS_OF_A_STUTTER = 4;

    private final RedisCluster cluster;
    private final Optional<Partition> partition;
    private final List<RespFilter> filters;
    private final PostgresServer postgres;
    private final PostgresDatabase database;
    private final Map<String, TcpProxy> ways;
    private final Random random;
    private final Iterator<Supplier<HistoryFault>> byPrimary;
    private final Iterator<Supplier<HistoryFault>> byReplica;
    private final Iterator<Supplier<HistoryFault>> byOthers;
    private final Iterator<Supplier<HistoryFault>> ofRedis;
    private final Iterator<Supplier<HistoryFault>> ofPostgres;
    private boolean besidePostgres;

    /**
     * @param partition without one, no zone is cut off
     * @param filters on a gateway's ways to the nodes, for what no node can be brought to answer
     * @param ways the gateways' ways to PostgreSQL, by their names
     */
    HistoryFaults(
            RedisCluster cluster,
            Optional<Partition> partition,
            List<RespFilter> filters,
            PostgresServer postgres,
            PostgresDatabase database,
            Map<String, TcpProxy> ways,
            Random random) {
        this.cluster = cluster;
        this.partition = partition;
        this.filters = List.copyOf(filters);
        this.postgres = postgres;
        this.database = database;
        this.ways = Map.copyOf(ways);
        this.random = random;
        this.byPrimary = new Deck<>(refusalsOfThePrimary(), random);
        this.byReplica = new Deck<>(refusalsOfAReplica(), random);
        this.byOthers = new Deck<>(refusalsOfOthers(), random);
        this.ofRedis = new Deck<>(redis(), random);
        this.ofPostgres = new Deck<>(postgres(), random);
    }

    /** @param besidePostgres whether a fault of PostgreSQL comes with it */
    HistoryFault drawOfRedis(boolean besidePostgres) {
        this.besidePostgres = besidePostgres;
        return ofRedis.next().get();
    }

    HistoryFault drawOfPostgres() {
        return ofPostgres.next().get();
    }

    private List<Supplier<HistoryFault>> redis() {
        List<Supplier<HistoryFault>> all = new ArrayList<>(List.of(
                () -> HistoryFault.ofRedis("CLUSTER FAILOVER", () -> cluster.failover(KEY), () -> {}),
                () -> of("primary killed", cluster.primaryOf(KEY), Loss.KILL),
                () -> of("primary hung", cluster.primaryOf(KEY), Loss.HANG),
                () -> of("replica killed", anyReplica(), Loss.KILL),
                () -> of("replica hung", anyReplica(), Loss.HANG),
                this::replicaStutters,
                () -> zoneLost(Loss.KILL),
                () -> zoneLost(Loss.HANG),
                () -> HistoryFault.ofRedis("all nodes killed", cluster::killAll, cluster::restartAllEmpty),
                () -> HistoryFault.ofRedis("all nodes hung", cluster::hangAll, cluster::resumeAll),
                this::flushed,
                this::slotMigrated,
                this::damaged,
                () -> HistoryFault.ofRedis("connections to Redis cut", this::cutRedis, () -> {})
                        .again(this::cutRedis),
                () -> HistoryFault.ofRedis(
                        "a node replaced",
                        () -> cluster.replaceNode(random.nextInt(cluster.nodes().size())),
                        () -> {}),
                () -> byPrimary.next().get(),
                () -> byReplica.next().get(),
                () -> byOthers.next().get()));
        partition.ifPresent(cut -> all.add(() -> zoneCutOff(cut)));
        return List.copyOf(all);
    }

    /** As in the rows of {@link RefusalRows}: {@link Refusal#WRONGPASS} is {@code -NOAUTH} where there is no password. */
    private List<Supplier<HistoryFault>> refusalsOfThePrimary() {
        return List.of(
                this::scriptsForgotten,
                () -> refusesAsPrimary(Refusal.OOM),
                () -> refusesAsPrimary(Refusal.NOPERM),
                () -> refusesAsPrimary(Refusal.WRONGPASS),
                () -> refusesAsPrimary(Refusal.LOADING));
    }

    private List<Supplier<HistoryFault>> refusalsOfAReplica() {
        return List.of(
                () -> refusesAsReplica(Refusal.NOPERM),
                () -> refusesAsReplica(Refusal.WRONGPASS),
                () -> refusesAsReplica(Refusal.MASTERDOWN),
                () -> refusesAsReplica(Refusal.LOADING));
    }

    private List<Supplier<HistoryFault>> refusalsOfOthers() {
        return List.of(
                this::slotUnassigned,
                () -> refusesOnTheWay("-READONLY You can't write against a read only replica."),
                () -> refusesOnTheWay("-TRYAGAIN Multiple keys request during rehashing of slot"));
    }

    private List<Supplier<HistoryFault>> postgres() {
        Set<String> all = ways.keySet();
        return List.of(
                () -> HistoryFault.ofPostgres("PostgreSQL killed", all, postgres::kill, postgres::restart),
                () -> HistoryFault.ofPostgres("PostgreSQL hung", all, postgres::hang, postgres::resume)
                        .silent(),
                () -> HistoryFault.ofPostgres("PostgreSQL restarted", all, postgres::restart, () -> {}),
                () -> HistoryFault.ofPostgres("feeds cut", Set.of(), this::cutFeeds, () -> {})
                        .again(this::cutFeeds),
                () -> HistoryFault.ofPostgres(
                        "feeds hung", Set.of(), () -> postgres.hangSessionsOf(FEED), postgres::resume),
                () -> ofWay("silent", TcpProxy::blackHole).silent(),
                () -> ofWay("broken", TcpProxy::reset),
                this::locked);
    }

    private static HistoryFault of(String name, ClusterNode node, Loss loss) {
        return loss == Loss.KILL
                ? HistoryFault.ofRedis(name, node::kill, node::restartEmpty)
                : HistoryFault.ofRedis(name, node::hang, node::resume);
    }

    private HistoryFault replicaStutters() {
        ClusterNode replica = anyReplica();
        AtomicInteger steps = new AtomicInteger();
        return HistoryFault.ofRedis("replica lags", replica::hang, replica::resume)
                .again(() -> {
                    if (steps.incrementAndGet() % STEPS_OF_A_STUTTER == 0) {
                        replica.resume();
                    } else {
                        replica.hang();
                    }
                });
    }

    private HistoryFault zoneLost(Loss loss) {
        String zone = cluster.primaryOf(KEY).zone();
        return HistoryFault.ofRedis(
                loss == Loss.KILL ? "zone killed" : "zone hung",
                () -> cluster.loseZone(zone, loss),
                () -> cluster.restoreZone(zone));
    }

    /**
     * The primary's from the other two, until these have another; gateways reach all nodes, so for a while they are told of
     * two primaries.
     */
    private HistoryFault zoneCutOff(Partition cut) {
        ClusterNode primary = cluster.primaryOf(KEY);
        return HistoryFault.ofRedis("zone cut off", () -> cut.isolate(primary.zone()), () -> {
            cluster.awaitPromotion(KEY, primary);
            cut.heal();
        });
    }

    private HistoryFault flushed() {
        FaultRun.Step flush = () -> cluster.primaryOf(KEY).command("FLUSHALL");
        return HistoryFault.ofRedis("flushed", flush, () -> {}).again(flush);
    }

    private HistoryFault slotMigrated() {
        ClusterNode source = cluster.primaryOf(KEY);
        List<ClusterNode> others = cluster.nodes().stream()
                .filter(node -> node != source && node.role() == ClusterNode.Role.PRIMARY)
                .toList();
        ClusterNode target = others.get(random.nextInt(others.size()));
        AtomicReference<SlotMigration> migration = new AtomicReference<>();
        return HistoryFault.ofRedis(
                        "slot migrated",
                        () -> migration.set(cluster.migrateSlotOf(KEY, target)),
                        () -> Objects.requireNonNull(migration.get()).finish())
                .again(() -> Objects.requireNonNull(migration.get()).moveKeys());
    }

    /** What only the truth shows is no fault of one backend where the truth cannot be asked for. */
    private HistoryFault damaged() {
        List<BiConsumer<ClusterNode, String>> damages = besidePostgres ? EntryRows.SHOWN_DAMAGES : EntryRows.DAMAGES;
        ClusterNode primary = cluster.primaryOf(KEY);
        FaultRun.Step damage = () -> {
            String flag = SampleFlags.key(random.nextInt(HistoryClients.FLAGS));
            try {
                damages.get(random.nextInt(damages.size())).accept(primary, flag);
            } catch (RespClient.ErrorReply unrepaired) {
                // A damage of the hash where the one before has left a string: that is damage enough.
            }
        };
        return HistoryFault.ofRedis("entry damaged", damage, () -> {}).again(damage);
    }

    private HistoryFault scriptsForgotten() {
        FaultRun.Step forget = () -> cluster.primaryOf(KEY).command("SCRIPT", "FLUSH", "SYNC");
        return HistoryFault.ofRedis("the primary answers NOSCRIPT", forget, () -> {})
                .again(forget);
    }

    /** Nobody serves it, not even the replicas: {@code -CLUSTERDOWN}. */
    private HistoryFault slotUnassigned() {
        String slot = Integer.toString(cluster.slotOf(KEY));
        ClusterNode primary = cluster.primaryOf(KEY);
        List<ClusterNode> replicas = cluster.replicasOf(KEY);
        return HistoryFault.ofRedis(
                "the shard answers CLUSTERDOWN",
                () -> {
                    primary.command("CLUSTER", "DELSLOTS", slot);
                    replicas.forEach(replica -> replica.command("CLUSTER", "DELSLOTS", slot));
                },
                () -> primary.command("CLUSTER", "ADDSLOTS", slot));
    }

    /** Some of the nodes, as one of the gateways sees it. */
    private HistoryFault refusesOnTheWay(String error) {
        List<RespFilter> some =
                filters.stream().filter(each -> random.nextBoolean()).toList();
        return HistoryFault.ofRedis(
                some.size() + " ways to nodes answer " + error.substring(1, error.indexOf(' ')),
                () -> some.forEach(filter -> filter.refuseWith(error)),
                () -> some.forEach(RespFilter::passOn));
    }

    private HistoryFault refusesAsPrimary(Refusal kind) {
        return refuses(cluster.primaryOf(KEY), "the primary", kind);
    }

    private HistoryFault refusesAsReplica(Refusal kind) {
        return refuses(anyReplica(), "a replica", kind);
    }

    private HistoryFault refuses(ClusterNode node, String who, Refusal kind) {
        NodeRefusal refusal = NodeRefusal.of(cluster, node, KEY);
        return HistoryFault.ofRedis(who + " refuses with " + kind, () -> refusal.begin(kind), refusal::end);
    }

    private HistoryFault ofWay(String how, Consumer<TcpProxy> fault) {
        List<String> names = ways.keySet().stream().sorted().toList();
        String gateway = names.get(random.nextInt(names.size()));
        TcpProxy way = Objects.requireNonNull(ways.get(gateway));
        return HistoryFault.ofPostgres(
                "way of gateway " + gateway + " to PostgreSQL " + how,
                Set.of(gateway),
                () -> fault.accept(way),
                way::pass);
    }

    /** By a transaction of another, as a migration of the schema would have it. */
    private HistoryFault locked() {
        AtomicReference<Connection> other = new AtomicReference<>();
        return HistoryFault.ofPostgres(
                        "tables locked",
                        ways.keySet(),
                        () -> {
                            Connection connection = DriverManager.getConnection(database.jdbcUrl());
                            other.set(connection);
                            connection.setAutoCommit(false);
                            try (Statement statement = connection.createStatement()) {
                                statement.execute("lock table yardarm.environments in access exclusive mode");
                            }
                        },
                        () -> Objects.requireNonNull(other.get()).close())
                .silent();
    }

    private void cutFeeds() {
        database.query(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = '" + FEED + "'");
    }

    private void cutRedis() {
        cluster.nodes().stream().filter(ClusterNode::isUp).forEach(ClusterNode::cutConnections);
    }

    private ClusterNode anyReplica() {
        List<ClusterNode> replicas = cluster.replicasOf(KEY);
        return replicas.get(random.nextInt(replicas.size()));
    }

    /** Gives all cards in an order drawn at random, and then again in another. */
    private static final class Deck<T> implements Iterator<T> {
        private final List<T> cards;
        private final Random random;
        private final List<T> left = new ArrayList<>();

        Deck(List<T> cards, Random random) {
            this.cards = cards;
            this.random = random;
        }

        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        public T next() {
            if (left.isEmpty()) {
                left.addAll(cards);
                Collections.shuffle(left, random);
            }
            return left.remove(0);
        }
    }
}
