package dev.yardarm.http;

import dev.yardarm.config.HttpConfig;
import dev.yardarm.config.TokenHash;
import dev.yardarm.flag.Environment;
import dev.yardarm.migration.MigrationDesk;
import dev.yardarm.read.ControllableCache;
import dev.yardarm.read.FlagReader;
import dev.yardarm.read.InMemoryFlagStore;
import dev.yardarm.read.Insistence;
import dev.yardarm.read.ReadObserver;
import dev.yardarm.read.ReadRules;
import dev.yardarm.read.ReadState;
import dev.yardarm.read.Reading;
import dev.yardarm.write.FlagEditor;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The flag API over real HTTP, on top of a store and a cache in memory. */
final class FlagApi implements AutoCloseable {
    static final String ADMIN = "admin-token";
    static final String CLIENT = "client-token";
    static final String ADMIN_HASH = HexFormat.of().formatHex(Tokens.hash(ADMIN));
    static final Environment PRODUCTION = new Environment("production");

    static final Duration DRAIN = Duration.ofMillis(50);

    /** What the store has said counts for so long: there is no change feed. */
    private static final Duration HEARD = Duration.ofSeconds(1);

    final InMemoryFlagStore store = new InMemoryFlagStore();
    final ControllableCache cache = new ControllableCache();
    final Queue<Ended> ended = new ConcurrentLinkedQueue<>();
    private final Vertx vertx = Vertx.vertx();
    private final List<HttpVerticle> verticles = new CopyOnWriteArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String deployment;

    /** A request as the observer was told of it. */
    record Ended(Route route, String method, int status) {}

    FlagApi(Access access, Limits limits) {
        this(access, limits, Optional.empty());
    }

    /** @param near for how long what is in memory is an answer, if it is at all */
    FlagApi(Access access, Limits limits, Optional<Duration> near) {
        this(access, limits, near, Optional::empty);
    }

    /** @param desks a desk for each instance, if a migration is configured */
    FlagApi(Access access, Limits limits, Optional<Duration> near, Supplier<Optional<MigrationDesk>> desks) {
        ReadState state = new ReadState(InstantSource.system(), PRODUCTION, HEARD);
        HttpSettings settings = new HttpSettings(
                new HttpConfig("127.0.0.1", 0, 2, 1),
                PRODUCTION,
                "redis",
                near.isPresent(),
                limits,
                DRAIN,
                Duration.ofSeconds(5));
        Future<String> deployed = vertx.deployVerticle(
                () -> {
                    HttpVerticle verticle = new HttpVerticle(
                            settings,
                            () -> new FlagReader(
                                    cache,
                                    store,
                                    state,
                                    new NoReadObserver(),
                                    new ReadRules(PRODUCTION, near, Duration.ofDays(1)),
                                    Insistence.NONE),
                            () -> new FlagEditor(store, cache, state, new NoReadObserver()),
                            desks,
                            access,
                            (route, method, status, nanos) -> ended.add(new Ended(route, method.name(), status)));
                    verticles.add(verticle);
                    return verticle;
                },
                new DeploymentOptions().setInstances(2));
        deployment = await(deployed);
    }

    /** With an admin token, reads open to all, and the limits of production. */
    static FlagApi open() {
        return new FlagApi(new Access(tokens("ops", ADMIN), Tokens.none()), Limits.DEFAULT);
    }

    static Tokens tokens(String name, String token) {
        return Tokens.of(List.of(new TokenHash(name, HexFormat.of().formatHex(Tokens.hash(token)))));
    }

    int port() {
        return verticles.get(0).actualPort();
    }

    List<HttpVerticle> verticles() {
        return verticles;
    }

    Future<Void> stop() {
        return vertx.undeploy(deployment);
    }

    HttpRequest.Builder request(String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + target))
                .timeout(Duration.ofSeconds(10));
    }

    HttpRequest.Builder admin(String target) {
        return request(target).header("Authorization", "Bearer " + ADMIN);
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String target) {
        return send(request(target));
    }

    HttpResponse<String> put(String key, String body) {
        return send(admin("/api/admin/flags/" + key)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> patch(String key, String body) {
        return send(admin("/api/admin/flags/" + key)
                .header("Content-Type", "application/merge-patch+json")
                .method("PATCH", BodyPublishers.ofString(body)));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException
                | java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private static final class NoReadObserver implements ReadObserver {
        @Override
        public void nearAsked(boolean hit) {}

        @Override
        public void cacheAsked(Reading.CacheResult result) {}

        @Override
        public void answered(Reading.Source source) {}

        @Override
        public void databaseWentBack() {}
    }
}
