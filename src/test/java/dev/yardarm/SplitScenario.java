package dev.yardarm;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.LoadReport;
import dev.yardarm.fixture.Partition;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.PrivateNetwork;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.local.SampleFlags;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Row F15 of the fault matrix, to be run in a {@link PrivateNetwork}: the zone of the environment's primary is cut from the
 * other two, with a gateway, readers and a writer on either side; later the cut heals. Both gateways reach PostgreSQL all
 * the while. Prints a line of the matrix for each gateway, and ends with 1 if something did not hold.
 */
final class SplitScenario implements AutoCloseable {
    /** Seconds that the cut lasts at least. */
    static final String SECONDS = "yardarm.split.seconds";

    static final String SEED = "yardarm.split.seed";

    /** {@code on} if the gateways answer from their own memory. */
    static final String NEAR = "yardarm.split.near";

    static final int SHORT_SECONDS = 6;
    private static final String KEY = "feature_flags:production";

    /** In the same slot, so that its primary is the same. */
    private static final String LOST_KEY = "{" + KEY + "}:lost";

    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration STEADY = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration CONVERGED_WITHIN = Duration.ofSeconds(5);

    private final long seed = Long.getLong(SEED, 1);
    private final String near = System.getProperty(NEAR, "off");
    private final Duration lasts = Duration.ofSeconds(Integer.getInteger(SECONDS, SHORT_SECONDS));
    private final Deque<Runnable> opened = new ArrayDeque<>();
    private final List<String> broken = new ArrayList<>();
    private final Partition partition = open(Partition.whole(), Partition::close);
    private final PostgresDatabase database =
            open(PostgresServer.start(), PostgresServer::close).createDatabase("flags");
    private final RedisCluster cluster = open(RedisCluster.start(), RedisCluster::close);
    private final ClusterNode old = cluster.primaryOf(KEY);
    private final SplitSide isolated =
            open(new SplitSide(Partition.Side.ISOLATED, environment(old.zone())), SplitSide::close);
    private final SplitSide rest =
            open(new SplitSide(Partition.Side.REST, environment(old.zone().equals("a") ? "b" : "a")), SplitSide::close);

    /** The cut's moments on one side's clock. */
    private record Moments(Duration begun, Duration healed, Duration origin, Duration back) {}

    private SplitScenario() {}

    public static void main(String[] arguments) {
        PrivateNetwork.enter();
        int exitCode = 1;
        try (SplitScenario scenario = new SplitScenario()) {
            scenario.play();
            scenario.explain();
            exitCode = scenario.broken.isEmpty() ? 0 : 1;
        } catch (Throwable failure) {
            failure.printStackTrace();
            exitCode = 1;
        }
        Runtime.getRuntime().exit(exitCode);
    }

    private void play() throws Exception {
        for (SplitSide side : List.of(isolated, rest)) {
            side.client().awaitReady();
        }
        new SampleFlags(rest.port(), rest.token()).load(SampleFlags.COUNT);
        Random random = new Random(seed);
        for (SplitSide side : List.of(isolated, rest)) {
            Await.until(LIMIT, "Redis answers", side::isHit);
        }
        warmUp(random);
        for (SplitSide side : List.of(isolated, rest)) {
            side.underLoad(new Random(random.nextLong()));
        }
        for (SplitSide side : List.of(isolated, rest)) {
            awaitRedis(side, STEADY, "a gateway that is warm");
        }
        awaitElapsed(isolated.elapsed().plusMillis(random.nextInt(500)));

        Duration isolatedBegun = isolated.elapsed();
        Duration restBegun = rest.elapsed();
        partition.isolate(old.zone());
        old.command("SET", LOST_KEY, "taken by the lesser side");
        ClusterNode promoted = cluster.awaitPromotion(KEY, old);
        Duration promotion = rest.elapsed();
        Duration restBack = awaitRedis(rest, promotion, "the majority's gateway after the promotion");
        Await.until(LIMIT, "the rest believes the new primary alone", () -> isBelieved(promoted, old.zone()));
        hold("the majority's gateway takes the new primary for one", rest.commandsToPrimary(promoted) > 0);
        awaitElapsed(isolatedBegun.plus(lasts));
        hold(
                "the isolated primary takes itself for one",
                old.id().equals(cluster.believedPrimariesOf(KEY).get(old)));
        String left = "primary with the minority at revision " + old.command("HGET", KEY, "#revision") + " of "
                + currentRevision() + " when it healed";

        Duration isolatedHealed = isolated.elapsed();
        Duration restHealed = rest.elapsed();
        partition.heal();
        Duration isolatedBack = awaitRedis(isolated, isolatedHealed, "the minority's gateway after the healing");
        Duration agreed = awaitAgreement(promoted);
        for (SplitSide side : List.of(isolated, rest)) {
            side.stopWriting();
        }
        Duration ended = isolated.elapsed();
        awaitConvergence(promoted);
        String converged =
                "one primary for all %d ms after the healing, gateways and Redis equal to PostgreSQL %d ms after the last change"
                        .formatted(
                                agreed.minus(isolatedHealed).toMillis(),
                                isolated.elapsed().minus(ended).toMillis());
        LoadReport isolatedReads = isolated.stopReading();
        LoadReport restReads = rest.stopReading();
        judgeChanges();
        tell(
                "minority",
                isolated,
                isolatedReads,
                new Moments(isolatedBegun, isolatedHealed, isolatedHealed, isolatedBack),
                left);
        tell(
                "majority",
                rest,
                restReads,
                new Moments(restBegun, restHealed, promotion, restBack),
                "promoted after %d ms; %s".formatted(promotion.minus(restBegun).toMillis(), converged));
    }

    private void warmUp(Random random) {
        try (HttpLoad one = isolated.warmUp(random);
                HttpLoad other = rest.warmUp(random)) {
            Await.until(
                    LIMIT,
                    "gateways that have served for a while",
                    () -> one.elapsed().compareTo(WARM_UP) > 0
                            && other.elapsed().compareTo(WARM_UP) > 0);
            for (HttpLoad load : List.of(one, other)) {
                // A closed loop ends in order only by this; its figures are nothing to judge.
                var unused = load.stop();
            }
        }
    }

    /** By all nodes outside of the isolated zone; by every node without one. */
    private boolean isBelieved(ClusterNode primary, String isolatedZone) {
        return cluster.believedPrimariesOf(KEY).entrySet().stream()
                .filter(believed -> !believed.getKey().zone().equals(isolatedZone))
                .allMatch(believed -> believed.getValue().equals(primary.id()));
    }

    private Duration awaitRedis(SplitSide side, Duration since, String who) {
        Await.until(LIMIT, () -> "Redis answers " + who + logs(), () -> side.isServedByRedisSince(since));
        return side.elapsed();
    }

    /** Returns when every node follows the one primary and what the other had taken is gone; on the isolated side's clock. */
    private Duration awaitAgreement(ClusterNode promoted) {
        Await.until(
                CONVERGED_WITHIN,
                () -> "one primary: " + cluster.believedPrimariesOf(KEY),
                () -> isBelieved(promoted, "none") && old.role() == ClusterNode.Role.REPLICA);
        cluster.awaitOk();
        hold("what the minority's primary took is gone", promoted.command("GET", LOST_KEY) == null);
        return isolated.elapsed();
    }

    private void awaitConvergence(ClusterNode promoted) {
        Await.until(
                CONVERGED_WITHIN,
                () -> "PostgreSQL at " + currentRevision() + ", gateways at " + isolated.revision() + " and "
                        + rest.revision() + ", Redis " + (isInRedis(promoted) ? "equal" : "not equal") + logs(),
                () -> isolated.revision() == currentRevision()
                        && rest.revision() == currentRevision()
                        && isInRedis(promoted));
    }

    private long currentRevision() {
        return Long.parseLong(database.value("select revision from yardarm.environments where name = 'production'"));
    }

    /** Whether the environment in Redis is the one in PostgreSQL, flag by flag. */
    private boolean isInRedis(ClusterNode primary) {
        Map<String, String> fields = new HashMap<>();
        Object reply = primary.command("HGETALL", KEY);
        if (reply instanceof List<?> words) {
            for (int i = 0; i < words.size(); i += 2) {
                fields.put(String.valueOf(words.get(i)), String.valueOf(words.get(i + 1)));
            }
        }
        if (!Long.toString(currentRevision()).equals(fields.get("#revision"))) {
            return false;
        }
        fields.keySet().removeIf(name -> name.startsWith("#"));
        List<Map<String, @Nullable Object>> rows = database.query(
                "select key, is_enabled, rollout_percentage, description, revision from yardarm.flags where environment = 'production'");
        return fields.keySet().equals(keys(rows))
                && rows.stream()
                        .allMatch(row -> isSame(row, new JsonObject(fields.get(String.valueOf(row.get("key"))))));
    }

    private static Set<String> keys(List<Map<String, @Nullable Object>> rows) {
        return rows.stream().map(row -> String.valueOf(row.get("key"))).collect(Collectors.toSet());
    }

    private static boolean isSame(Map<String, @Nullable Object> row, JsonObject flag) {
        return flag.getBoolean("isEnabled").equals(row.get("is_enabled"))
                && flag.getLong("revision").equals(row.get("revision"))
                && flag.getString("description").equals(row.get("description"))
                && new BigDecimal(String.valueOf(flag.getValue("rolloutPercentage")))
                                .compareTo(new BigDecimal(String.valueOf(row.get("rollout_percentage"))))
                        == 0;
    }

    private void judgeChanges() {
        List<SplitSide.Change> all = new ArrayList<>(isolated.changes());
        all.addAll(rest.changes());
        hold(
                "changes were made on both sides",
                !isolated.changes().isEmpty() && !rest.changes().isEmpty());
        hold("no acknowledged change is lost", SplitHistory.lost(database, all));
        hold("changes are in order", SplitHistory.outOfOrder(all));
        hold(
                "changes are numbered without a gap",
                database.value("select count(*) from yardarm.history").equals(Long.toString(currentRevision())));
    }

    /** Judges one side and prints its line of the matrix. */
    private void tell(String name, SplitSide side, LoadReport reads, Moments at, String note) {
        List<LoadReport.Sample> stale = SplitHistory.stale(reads, side.changes());
        hold("every read of the " + name + " answered with 200", reads.otherThanOk());
        hold("no stale read of the " + name, stale);
        hold("changes of the " + name + " acknowledged, and readable at once", side.mistakes());
        LoadReport during = reads.window(at.begun(), at.healed());
        Duration second = at.begun().plusSeconds(1);
        LoadReport since = reads.window(at.back(), Duration.ofDays(1));
        List<String> cells = List.of(
                "F15",
                "partition, gateway with the " + name,
                "three_shards" + (near.equals("on") ? ", near" : ""),
                Long.toString(seed),
                Integer.toString(during.count()),
                millis(during, 0.5),
                millis(during, 0.99),
                millis(during, 1),
                millis(reads.window(at.begun(), second), 0.99),
                millis(reads.window(second, at.healed()), 0.99),
                Long.toString(at.back().minus(at.origin()).toMillis()),
                at.origin().equals(at.healed()) ? "healing" : "promotion",
                String.format(Locale.ROOT, "%.1f %%", 100 * since.share(HitWindows::isHit)),
                Integer.toString(reads.otherThanOk().size()),
                Integer.toString(stale.size()),
                side.changes().size() + " (" + side.mistakes().size() + ")",
                "–",
                "–",
                broken.isEmpty() ? "held" : "**BROKEN**: " + String.join("; ", broken),
                note + String.format(Locale.ROOT, "; hits while cut %.1f %%", 100 * during.share(HitWindows::isHit)));
        System.out.println("| " + String.join(" | ", cells) + " |");
    }

    private static String millis(LoadReport reads, double share) {
        return String.format(Locale.ROOT, "%.1f", reads.percentile(share).toNanos() / 1e6);
    }

    /** What the gateways had to say, if something did not hold. */
    private void explain() {
        if (!broken.isEmpty()) {
            System.out.println(String.join("\n", broken) + logs());
        }
    }

    private void hold(String what, boolean holds) {
        if (!holds) {
            broken.add(what);
        }
    }

    private void hold(String what, List<?> exceptions) {
        if (!exceptions.isEmpty()) {
            broken.add(what + "; but " + exceptions.size() + ", the first " + exceptions.get(0));
        }
    }

    private void awaitElapsed(Duration moment) {
        Await.until(
                moment.plus(LIMIT),
                "the load has gone on",
                () -> isolated.elapsed().compareTo(moment) >= 0);
    }

    private Map<String, String> environment(String zone) {
        return Map.of(
                "DATABASE_URL",
                database.url(),
                "REDIS_CLUSTER_URL",
                cluster.url(),
                "REDIS_ZONES",
                "127.0.1.0/24=a,127.0.2.0/24=b,127.0.3.0/24=c",
                "ZONE",
                zone,
                "REDIS_READS",
                "replica",
                "NEAR_CACHE",
                near,
                "HTTP_EVENT_LOOPS",
                "2");
    }

    private String logs() {
        return "\nminority:\n" + String.join("\n", isolated.log()) + "\nmajority:\n" + String.join("\n", rest.log());
    }

    private <T> T open(T part, Consumer<T> closing) {
        opened.push(() -> closing.accept(part));
        return part;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            opened.pop().run();
        }
    }
}
