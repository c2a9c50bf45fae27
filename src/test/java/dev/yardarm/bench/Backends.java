package dev.yardarm.bench;

import dev.yardarm.fixture.PostgresDatabase;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.RedisCluster;
import dev.yardarm.local.AdminToken;
import java.util.HashMap;
import java.util.Map;

/** What a gateway stands in front of: PostgreSQL, and a Redis Cluster of six nodes. */
final class Backends implements AutoCloseable {
    /** As many as the contract's examples have. */
    static final int FLAGS = 120;

    private final AdminToken token = AdminToken.random();
    private final PostgresServer postgres;
    private final RedisCluster redis;

    private Backends(PostgresServer postgres, RedisCluster redis) {
        this.postgres = postgres;
        this.redis = redis;
    }

    static Backends start() {
        PostgresServer postgres = PostgresServer.start();
        try {
            return new Backends(postgres, RedisCluster.start());
        } catch (Throwable e) {
            postgres.close();
            throw e;
        }
    }

    AdminToken token() {
        return token;
    }

    RedisCluster redis() {
        return redis;
    }

    PostgresDatabase createDatabase(String name) {
        return postgres.createDatabase(name);
    }

    /** For a gateway with one event loop, that serves an environment of the database's name: all databases share the cluster. */
    Map<String, String> environment(PostgresDatabase database) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DATABASE_URL", database.url());
        environment.put("REDIS_CLUSTER_URL", redis.url());
        environment.put("ADMIN_TOKENS", "bench:" + token.sha256());
        environment.put("HTTP_EVENT_LOOPS", "1");
        environment.put("FLAGS_ENVIRONMENT", database.name());
        environment.put("LOG_LEVEL", "warn");
        return environment;
    }

    @Override
    public void close() {
        redis.close();
        postgres.close();
    }
}
