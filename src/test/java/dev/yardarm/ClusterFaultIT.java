package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.ClusterNode;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.fixture.RedisCluster.Loss;
import dev.yardarm.fixture.SharedPostgres;
import dev.yardarm.local.SampleFlags;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A Redis Cluster of three shards fails in every way, under load: no read fails, and none is stale. */
class ClusterFaultIT {
    private static final Duration LASTS = Duration.ofSeconds(4);
    private static final String KEY = "feature_flags:production";

    private static RedisCluster cluster;
    private static LiveGateway gateway;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start();
        gateway = LiveGateway.start(Map.of(
                        "DATABASE_URL",
                        SharedPostgres.database().url(),
                        "REDIS_CLUSTER_URL",
                        cluster.configurationEndpoint(),
                        "NEAR_CACHE",
                        "off"))
                .awaitReady()
                .withSamples(120);
        awaitHit();
    }

    @AfterEach
    void settle() {
        cluster.settle();
        awaitHit();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        cluster.close();
    }

    @Test
    void none_readsAreOnTheReplica() throws Exception {
        cluster.resetStats();
        run("none", () -> {}, () -> {});

        ClusterNode replica = cluster.replicasOf(KEY).get(0);
        long onReplica = cluster.readsOf(replica);
        long all = cluster.nodes().stream().mapToLong(cluster::readsOf).sum();
        assertThat((double) onReplica / all).as("share of the replica").isGreaterThan(0.8);
    }

    @Test
    void failover_ofTheShard() throws Exception {
        run("cluster failover", () -> cluster.failover(KEY), () -> {});
    }

    @Test
    void primaryKilled() throws Exception {
        run(
                "cluster primary killed",
                () -> {
                    ClusterNode lost = cluster.killPrimaryOf(KEY);
                    cluster.awaitPromotion(KEY, lost);
                },
                () -> {});
    }

    @Test
    void primaryHung() throws Exception {
        ClusterNode[] hung = new ClusterNode[1];
        run("cluster primary hung", () -> hung[0] = cluster.hangPrimaryOf(KEY), () -> hung[0].resume());
    }

    @Test
    void replicaHung() throws Exception {
        ClusterNode replica = cluster.replicasOf(KEY).get(0);
        FaultRun.Outcome outcome = run("cluster replica hung", replica::hang, replica::resume);

        assertThat(outcome.during().max()).isLessThan(Duration.ofMillis(500));
    }

    @Test
    void zoneLost() throws Exception {
        String zone = cluster.primaryOf(KEY).zone();
        run("cluster zone lost", () -> cluster.loseZone(zone, Loss.KILL), () -> cluster.restoreZone(zone));
    }

    @Test
    void allHung() throws Exception {
        run("cluster hung", cluster::hangAll, cluster::resumeAll);
    }

    @Test
    void allKilled_thenRestartedEmpty() throws Exception {
        run("cluster killed", cluster::killAll, () -> {
            cluster.restartAllEmpty();
            cluster.awaitOk();
        });
    }

    private static FaultRun.Outcome run(String name, FaultRun.Step fault, FaultRun.Step mend) throws Exception {
        return new FaultRun(name, gateway).run(fault, LASTS, mend);
    }

    private static void awaitHit() {
        Await.until(
                Duration.ofSeconds(10),
                "Redis answers",
                () -> LiveGateway.cacheStatus(gateway.read(SampleFlags.key(1))).equals("redis; hit"));
    }
}
