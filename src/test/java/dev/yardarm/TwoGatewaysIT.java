package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.fixture.SharedPostgres;
import dev.yardarm.local.SampleFlags;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Fills race with invalidations on two gateways that share a Redis: no read is older than what was acknowledged before it. */
class TwoGatewaysIT {
    private static final String KEY = SampleFlags.key(0);

    private static RedisServer redis;
    private static PostgresDatabase database;
    private static LiveGateway first;
    private static LiveGateway second;

    @BeforeAll
    static void start() {
        redis = RedisServer.start();
        database = SharedPostgres.database();
        Map<String, String> environment = Map.of("DATABASE_URL", database.url(), "REDIS_URL", redis.url());
        first = LiveGateway.start(environment).awaitReady().withSamples(100);
        second = LiveGateway.start(environment).awaitReady();
        Await.until(Duration.ofSeconds(10), "Redis answers both", () -> isHit(first) && isHit(second));
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
        redis.close();
    }

    @Test
    void reads_afterAnAcknowledgedChangeThroughEither_areNeverOlder() throws Exception {
        AtomicLong acknowledged = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong reads = new AtomicLong();
        List<Callable<Void>> clients = new ArrayList<>();
        for (LiveGateway gateway : List.of(first, second)) {
            clients.add(writer(gateway, acknowledged, over));
            for (int i = 0; i < 4; i++) {
                clients.add(reader(gateway, acknowledged, over, reads, i % 2 == 0));
            }
        }
        ExecutorService threads = Executors.newFixedThreadPool(clients.size());
        try {
            List<Future<Void>> running = clients.stream().map(threads::submit).toList();
            Await.until(Duration.ofSeconds(60), "enough has been read and changed", () -> {
                boolean failed = running.stream().anyMatch(Future::isDone);
                return failed || (reads.get() > 2_000 && acknowledged.get() > 150);
            });
            over.set(true);
            for (Future<Void> client : running) {
                client.get(20, TimeUnit.SECONDS);
            }
        } finally {
            over.set(true);
            threads.shutdown();
        }
        assertThat(database.value("select count(*) from yardarm.history"))
                .isEqualTo(database.value("select revision from yardarm.environments"));
    }

    @Test
    void read_withAMinimumRevision_isAnsweredAtItOrRefused() {
        long revision = LiveGateway.revision(first.patch(KEY, "{\"isEnabled\": true}"));

        HttpResponse<String> at = second.get(flag(), "Flags-Min-Revision", Long.toString(revision));
        HttpResponse<String> beyond = second.get(flag(), "Flags-Min-Revision", Long.toString(revision + 1_000));

        assertThat(at.statusCode()).isEqualTo(200);
        assertThat(LiveGateway.revision(at)).isGreaterThanOrEqualTo(revision);
        assertThat(beyond.statusCode()).isEqualTo(409);
        assertThat(beyond.headers().firstValue("retry-after")).isPresent();
        assertThat(second.read(KEY).statusCode()).isEqualTo(200);
    }

    private static Callable<Void> writer(LiveGateway gateway, AtomicLong acknowledged, AtomicBoolean over) {
        return () -> {
            for (int i = 0; !over.get(); i++) {
                HttpResponse<String> changed = gateway.patch(KEY, "{\"rolloutPercentage\": " + i % 101 + "}");
                assertThat(changed.statusCode()).isEqualTo(200);
                acknowledged.accumulateAndGet(LiveGateway.revision(changed), Math::max);
            }
            return null;
        };
    }

    private static Callable<Void> reader(
            LiveGateway gateway, AtomicLong acknowledged, AtomicBoolean over, AtomicLong reads, boolean list) {
        return () -> {
            while (!over.get()) {
                long known = acknowledged.get();
                HttpResponse<String> read = gateway.get(list ? LiveGateway.FLAGS : flag());
                assertThat(read.statusCode()).isEqualTo(200);
                assertThat(LiveGateway.revision(read)).isGreaterThanOrEqualTo(known);
                reads.incrementAndGet();
            }
            return null;
        };
    }

    private static String flag() {
        return LiveGateway.FLAGS + "/" + KEY;
    }

    private static boolean isHit(LiveGateway gateway) {
        return LiveGateway.cacheStatus(gateway.read(KEY)).equals("redis; hit");
    }
}
