package dev.yardarm.local;

import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.RedisServer;
import java.util.concurrent.CountDownLatch;

/**
 * A real PostgreSQL and a real Redis for scripts, until this process is ended; then nothing of them is left. Prints where
 * they are, as the lines {@code DATABASE_URL=…} and {@code REDIS_URL=…} of a gateway's environment.
 */
public final class LocalServers {
    private LocalServers() {}

    public static void main(String[] arguments) throws InterruptedException {
        // Both end with this JVM.
        PostgresServer postgres = PostgresServer.start();
        RedisServer redis = RedisServer.start();
        LocalStack.OUT.println(
                "DATABASE_URL=" + postgres.createDatabase("yardarm").url());
        LocalStack.OUT.println("REDIS_URL=" + redis.url());
        new CountDownLatch(1).await();
    }
}
