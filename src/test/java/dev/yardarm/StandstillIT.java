package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.GatewayProcess;
import dev.yardarm.fixture.RedisServer;
import dev.yardarm.fixture.SharedPostgres;
import dev.yardarm.local.SampleFlags;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway stands still for a while, as with its machine, and does not know it when it goes on. */
class StandstillIT {
    private static final String KEY = SampleFlags.key(0);

    /** More than what was heard last may count for. */
    private static final Duration STILL = Duration.ofMillis(1_500);

    private static final int READS = 50;

    @ParameterizedTest(name = "near cache {0}")
    @ValueSource(strings = {"on", "off"})
    void reads_afterAStandstill_areNotOfThePast(String near) {
        try (RedisServer redis = RedisServer.start()) {
            Map<String, String> environment = Map.of(
                    "DATABASE_URL", SharedPostgres.database().url(), "REDIS_URL", redis.url(), "NEAR_CACHE", near);
            try (LiveGateway other = LiveGateway.start(environment);
                    GatewayProcess process = GatewayProcess.start(environment)) {
                other.awaitReady().withSamples(2);
                GatewayClient stopped = new GatewayClient(process);
                stopped.awaitReady();
                stopped.await("a hit", () -> HitWindows.isHit(GatewayClient.cacheStatus(read(stopped))));

                process.hang();
                long revision = LiveGateway.revision(other.patch(KEY, "{\"rolloutPercentage\": 7}"));
                long changed = System.nanoTime();
                Await.until(
                        STILL.multipliedBy(2),
                        "it has stood still for long",
                        () -> System.nanoTime() - changed > STILL.toNanos());
                process.resume();

                for (int i = 0; i < READS; i++) {
                    HttpResponse<String> answer = read(stopped);
                    assertThat(answer.statusCode()).isEqualTo(200);
                    assertThat(LiveGateway.revision(answer))
                            .as("read %d, %s", i, GatewayClient.cacheStatus(answer))
                            .isEqualTo(revision);
                }
            }
        }
    }

    private static HttpResponse<String> read(GatewayClient gateway) {
        return gateway.get(GatewayClient.FLAGS + "/" + KEY);
    }
}
