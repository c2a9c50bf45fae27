package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.fixture.SharedPostgres;
import dev.yardarm.fixture.TcpProxy;
import dev.yardarm.local.SampleFlags;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway that has nothing yet, with no Redis, and with a database that is well and yet out of reach for a moment. */
class ColdStartIT {
    private final PostgresDatabase database = SharedPostgres.database();
    private RedisServer redis;
    private TcpProxy way;

    @BeforeEach
    void prepare() {
        redis = RedisServer.start();
        try (LiveGateway filling =
                LiveGateway.start(Map.of("DATABASE_URL", database.url())).awaitReady()) {
            filling.withSamples(1);
        }
        redis.kill();
        way = TcpProxy.to("127.0.0.1", Integer.parseInt(database.url().replaceAll(".*:(\\d+)/.*", "$1")));
    }

    @AfterEach
    void close() {
        way.close();
        redis.close();
    }

    @Test
    void read_databaseSilentForAWhile_isAnsweredAllTheSame() throws Exception {
        way.blackHole();
        try (LiveGateway cold = start("DATABASE_TIMEOUT", "4s")) {
            CompletableFuture<HttpResponse<String>> answer =
                    CompletableFuture.supplyAsync(() -> cold.read(SampleFlags.key(0)));
            Await.until(
                    Duration.ofSeconds(10),
                    "a breaker that is open",
                    () -> cold.metric("circuit_breaker_state{backend=\"postgres\"}") > 0);

            way.pass();

            assertThat(answer.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void read_databaseGone_isRefusedAtOnce() {
        way.refuse();
        try (LiveGateway cold = start()) {
            long began = System.nanoTime();

            HttpResponse<String> answer = cold.read(SampleFlags.key(0));

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
        }
    }

    private LiveGateway start(String... changes) {
        String url = database.url().replaceFirst("@[^/]*/", "@" + way.host() + ":" + way.port() + "/");
        Map<String, String> environment =
                new HashMap<>(Map.of("DATABASE_URL", url, "REDIS_URL", redis.url(), "NEAR_CACHE", "off"));
        for (int i = 0; i < changes.length; i += 2) {
            environment.put(changes[i], changes[i + 1]);
        }
        return LiveGateway.start(environment);
    }
}
