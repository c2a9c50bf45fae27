package dev.yardarm;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.HttpLoad;
import dev.yardarm.fixture.LoadReport;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.fixture.Shape;
import dev.yardarm.local.SampleFlags;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What a row of the matrix is played on: a cluster, a database with the samples, and a gateway. */
final class Scene implements AutoCloseable {
    /** Where the gateway keeps the samples. */
    static final String KEY = "feature_flags:production";

    static final int EVENT_LOOPS = 2;

    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration IN_PACE = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Shape shape;
    private final boolean near;
    private final RedisCluster cluster;
    private final PostgresServer postgres = PostgresServer.start();
    private final PostgresDatabase database = postgres.createDatabase("flags");

    private @Nullable LiveGateway gateway;

    private Scene(Shape shape, boolean near) {
        this.shape = shape;
        this.near = near;
        this.cluster = RedisCluster.start(options(shape));
    }

    /**
     * Forms the cluster, fills the database, and serves for a while, so that no row pays for a first time.
     *
     * @param near whether the gateway answers from its own memory
     */
    static Scene set(Shape shape, boolean near) {
        Scene scene = new Scene(shape, near);
        try {
            LiveGateway gateway = scene.gateway().awaitReady().withSamples(SampleFlags.COUNT);
            warmUp(gateway);
            return scene;
        } catch (Throwable e) {
            scene.close();
            throw e;
        }
    }

    /** Until it keeps pace; a machine on which it never does is judged as it is. */
    private static void warmUp(LiveGateway gateway) {
        try (HttpLoad load = RowRun.load(gateway, new Random(0))) {
            Await.until(
                    LONGEST_WARM_UP.plus(LIMIT),
                    PAUSE,
                    () -> "a gateway that has served for a while",
                    () -> load.elapsed().compareTo(WARM_UP) > 0
                            && (keepsPace(load) || load.elapsed().compareTo(LONGEST_WARM_UP) > 0));
        }
    }

    /** Of the second before the last: of the last not all may be answered yet. */
    private static boolean keepsPace(HttpLoad load) {
        Duration now = load.elapsed();
        LoadReport second = load.soFar().window(now.minusSeconds(2), now.minusSeconds(1));
        return second.count() > 0 && second.percentile(0.99).compareTo(IN_PACE) < 0;
    }

    /** One of the topologies asks for a password, so that both sorts of refusal are met. */
    private static RedisCluster.Options options(Shape shape) {
        RedisCluster.Options options = RedisCluster.Options.DEFAULT.withShape(shape);
        return shape == Shape.ELASTICACHE ? options.withPassword("s3cret") : options;
    }

    Shape shape() {
        return shape;
    }

    /** Whether the gateway answers from its own memory. */
    boolean isNear() {
        return near;
    }

    RedisCluster cluster() {
        return cluster;
    }

    PostgresServer postgres() {
        return postgres;
    }

    PostgresDatabase database() {
        return database;
    }

    /** The one that serves all rows, as long as none fails; it is never started again to be in order. */
    LiveGateway gateway() {
        LiveGateway running = gateway;
        if (running == null) {
            running = LiveGateway.start(environment(Map.of()));
            gateway = running;
        }
        return running;
    }

    /** What a gateway is configured with, save for what is changed. */
    Map<String, String> environment(Map<String, String> changes) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "DATABASE_URL", database.url(),
                "REDIS_CLUSTER_URL", cluster.url(),
                "REDIS_READS", "replica",
                "HTTP_EVENT_LOOPS", Integer.toString(EVENT_LOOPS),
                "NEAR_CACHE", near ? "on" : "off"));
        environment.putAll(changes);
        return environment;
    }

    /** The primary of the shard that holds the samples. */
    ClusterNode primary() {
        return cluster.primaryOf(KEY);
    }

    /** One of its replicas. */
    ClusterNode replica(Random random) {
        List<ClusterNode> replicas = cluster.replicasOf(KEY);
        return replicas.get(random.nextInt(replicas.size()));
    }

    /** Puts the cluster back as it was formed, empty, and returns when the gateway uses it again. */
    void settle() {
        cluster.settle();
        LiveGateway serving = gateway();
        Await.until(
                LIMIT,
                "a gateway that uses the settled cluster",
                () -> HitWindows.isHit(LiveGateway.cacheStatus(serving.read(SampleFlags.key(1))))
                        && serving.metric("change_feed_connected") == 1
                        && serving.metric("circuit_breaker_state{backend=\"redis\"}") == 0);
    }

    /** Ends the gateway; the next row gets another, so that it does not suffer from what befell this one. */
    void giveUpGateway() {
        LiveGateway running = gateway;
        gateway = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public void close() {
        giveUpGateway();
        cluster.close();
        postgres.close();
    }
}
