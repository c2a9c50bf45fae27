package dev.yardarm;

import dev.yardarm.bus.BreakerLog;
import dev.yardarm.bus.CacheClient;
import dev.yardarm.bus.CacheVerticle;
import dev.yardarm.bus.Messages;
import dev.yardarm.bus.StoreClient;
import dev.yardarm.bus.StoreVerticle;
import dev.yardarm.config.Config;
import dev.yardarm.config.RedisClusterConfig;
import dev.yardarm.config.RedisConfig.Timeouts;
import dev.yardarm.config.RedisEndpoint;
import dev.yardarm.disk.SnapshotFolder;
import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.http.Access;
import dev.yardarm.http.HttpSettings;
import dev.yardarm.http.HttpVerticle;
import dev.yardarm.http.Limits;
import dev.yardarm.http.ManagementVerticle;
import dev.yardarm.memory.MemoryFlagCache;
import dev.yardarm.metrics.BreakerMeters;
import dev.yardarm.metrics.ChangeFeedMeters;
import dev.yardarm.metrics.ClusterMeters;
import dev.yardarm.metrics.HttpMeters;
import dev.yardarm.metrics.ReadMeters;
import dev.yardarm.metrics.RedisMeters;
import dev.yardarm.metrics.SnapshotMeters;
import dev.yardarm.postgres.ChangeFeed;
import dev.yardarm.postgres.PostgresFlagStore;
import dev.yardarm.postgres.SchemaMigration;
import dev.yardarm.read.ChangeFollower;
import dev.yardarm.read.FlagCache;
import dev.yardarm.read.FlagReader;
import dev.yardarm.read.Insistence;
import dev.yardarm.read.ReadRules;
import dev.yardarm.read.ReadState;
import dev.yardarm.redis.RedisFlagCache;
import dev.yardarm.redis.cluster.ClusterMonitor;
import dev.yardarm.redis.cluster.CommandRouter;
import dev.yardarm.redis.cluster.LinkLog;
import dev.yardarm.redis.cluster.RedisAccess;
import dev.yardarm.redis.cluster.TopologyLog;
import dev.yardarm.secret.SecretEndpoint;
import dev.yardarm.write.FlagEditor;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole gateway: every part and who knows whom, from top to bottom. Nothing else sees more than its ports.
 *
 * <p>It starts without waiting for any backend, and stops in the reverse order: no new requests, then those under way, then
 * what they need.
 */
public final class Gateway {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    /** With one connection each, they and the rest stay below the ten that a process may have to one Redis. */
    private static final int MOST_CACHE_VERTICLES = 8;

    /** Beside the verticles for requests and for the cache: the store, the management port, the monitor. */
    private static final int OTHER_EVENT_LOOPS = 3;

    /** For the way over the event bus and back, on top of what an adapter may take. */
    private static final Duration BUS = Duration.ofMillis(100);

    private static final Duration HOSTS_FILE_KEPT = Duration.ofSeconds(1);

    /** For snapshots to be read: what listens within a second has some of it left. */
    private static final Duration DISK = Duration.ofMillis(500);

    /** How long answers go out on connections that they close, before the port is closed and again after. */
    private static final Duration DRAIN = Duration.ofMillis(500);

    private final Config config;
    private final Duration drain;
    private final InstantSource clock = new SteadyClock();
    private final Vertx vertx;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RedisMeters redisMeters;
    private final Optional<ClusterMeters> clusterMeters;
    private final BreakerMeters breakerMeters = new BreakerMeters(registry);
    private final LinkLog links;
    private final TopologyLog topologies = new TopologyLog();
    private final BreakerLog breakers;
    private final Optional<RedisAccess> redis;
    private final ReadMeters readMeters;
    private final SnapshotMeters snapshotMeters;
    private final HttpMeters httpMeters = new HttpMeters(registry);
    private final ReadState state;
    private final Optional<SnapshotFolder> snapshots;
    private final Health health;
    private final String cacheName;
    private final int cacheVerticles;
    private final MemoryFlagCache memory;

    private volatile int httpPort;
    private volatile int managementPort;
    private volatile String httpDeployment = "";

    private Gateway(Config config, AddressResolverOptions names, Duration drain) {
        this.config = config;
        this.drain = drain;
        this.state =
                new ReadState(clock, config.flagsEnvironment(), config.cache().nearCacheMaxAge());
        this.snapshots =
                config.cache().snapshotDir().map(folder -> new SnapshotFolder(folder, state.lastKnownGood()::all));
        this.redis = access(config);
        boolean cluster = redis.filter(RedisAccess::cluster).isPresent();
        this.redisMeters = new RedisMeters(registry, cluster);
        this.clusterMeters = cluster ? Optional.of(new ClusterMeters(registry)) : Optional.empty();
        this.links = new LinkLog(redisMeters, cluster);
        this.breakers = new BreakerLog(breakerMeters, cluster);
        this.cacheName = redis.isPresent() ? "redis" : "memory";
        this.cacheVerticles = redis.isPresent() ? Math.min(config.http().eventLoops(), MOST_CACHE_VERTICLES) : 0;
        this.snapshotMeters = new SnapshotMeters(registry, state.lastKnownGood()::states);
        this.readMeters = new ReadMeters(registry, cacheName);
        ChangeFeedMeters.register(registry, state.hearing()::feed);
        this.memory = new MemoryFlagCache(config.cache().ttl(), Clock.systemUTC());
        this.health = new Health(
                cacheName, breakerMeters, redisMeters, clusterMeters, state.lastKnownGood()::states, state.hearing());
        this.vertx = Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(config.http().eventLoops() + cacheVerticles + OTHER_EVENT_LOOPS)
                .setAddressResolverOptions(names)
                // Nothing is served from the class path, so nothing has to be unpacked into a folder.
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    }

    /** With both: reads are on the single instance, which the migration starts from. */
    private static Optional<RedisAccess> access(Config config) {
        return config.redis()
                .map(RedisAccess::single)
                .or(() -> config.cluster().map(cluster -> RedisAccess.cluster(cluster, endpoint(cluster))));
    }

    /** Read from a secret, if one is configured. */
    private static RedisEndpoint endpoint(RedisClusterConfig cluster) {
        return cluster.secret()
                .<RedisEndpoint>map(secret -> SecretEndpoint.open(secret, cluster.redis()))
                .orElseGet(() -> RedisEndpoint.of(cluster.redis()));
    }

    /** Starts a gateway. Completes when it listens on both ports; fails if it cannot. */
    public static Future<Gateway> start(Config config) {
        return start(config, names(), DRAIN);
    }

    /**
     * The same with what tests change.
     *
     * @param names {@link #names}, which may have other servers to ask
     * @param drain how long, twice, it goes on serving when it is stopped
     */
    static Future<Gateway> start(Config config, AddressResolverOptions names, Duration drain) {
        Gateway gateway = new Gateway(config, names, drain);
        return gateway.deploy()
                .map(gateway)
                .onSuccess(Gateway::logStarted)
                .recover(failure -> gateway.vertx.close().transform(closed -> {
                    gateway.snapshots.ifPresent(SnapshotFolder::close);
                    return Future.failedFuture(failure);
                }));
    }

    /**
     * Names that stand for several addresses, or for another one after a change, as those of clusters do: each connection
     * takes any one of the addresses, and no answer is kept for long.
     */
    static AddressResolverOptions names() {
        return new AddressResolverOptions()
                .setRoundRobinInetAddress(true)
                .setCacheMaxTimeToLive(5)
                // In nanoseconds.
                .setHostsRefreshPeriod((int) HOSTS_FILE_KEPT.toNanos());
    }

    /** The port of the flag API. */
    public int httpPort() {
        return httpPort;
    }

    /** The port of health and metrics. */
    public int managementPort() {
        return managementPort;
    }

    /**
     * Stops: readiness turns 503, requests under way end, then everything is closed. Bounded by the grace of the
     * configuration and a little more for closing.
     */
    public CompletionStage<Void> close() {
        health.stopping();
        LOG.atInfo().log("Stopping");
        return vertx.undeploy(httpDeployment)
                .toCompletionStage()
                // Off the event loops: the last news of closing them could not be delivered on one of them.
                .handleAsync((served, failure) -> vertx.close())
                .thenCompose(Future::toCompletionStage)
                .thenRun(() -> redis.ifPresent(access -> access.endpoint().close()))
                .thenRunAsync(() -> snapshots.ifPresent(SnapshotFolder::close))
                .thenRun(() -> LOG.atInfo().log("Stopped"));
    }

    private Future<?> deploy() {
        Messages.register(vertx);
        vertx.setPeriodic(1000, second -> readMeters.everySecond());
        return Future.all(deployStore(), deployCaches(), deployMonitor(), readSnapshots())
                .compose(backends -> Future.all(deployHttp(), deployManagement()))
                .onSuccess(listening -> deployWarmUp());
    }

    /** Waited for, so that the first read can be answered from them; but no disk keeps the gateway from listening. */
    private Future<Void> readSnapshots() {
        return snapshots
                .map(folder -> Future.fromCompletionStage(
                                folder.open(kept -> state.restore(kept.snapshot(), kept.confirmedAt())))
                        .timeout(DISK.toMillis(), TimeUnit.MILLISECONDS)
                        .onFailure(failure -> LOG.atWarn()
                                .setCause(failure)
                                .log("Snapshots on disk are not all read yet, starting without"))
                        .otherwiseEmpty())
                .orElseGet(Future::succeededFuture);
    }

    private Future<String> deployStore() {
        return vertx.deployVerticle(
                new StoreVerticle(this::openStore, config.database().timeout(), breakers));
    }

    private StoreVerticle.Adapter openStore(Vertx storeVertx) {
        PostgresFlagStore store = new PostgresFlagStore(storeVertx, config.database(), state.lastKnownGood()::truth);
        SchemaMigration schema = new SchemaMigration(storeVertx, config.database());
        ChangeFollower follower = new ChangeFollower(state, reader(cache(0)));
        ChangeFeed feed = new ChangeFeed(storeVertx, config.database(), store::revisions, follower, clock);
        Supplier<Future<Void>> prepare = config.database().migrate() ? schema::ensureCurrent : Future::succeededFuture;
        return new StoreVerticle.Adapter(
                store,
                store,
                // What it listens to is there only then. It is tried until it succeeds, and that once.
                () -> prepare.get().onSuccess(ready -> feed.open()),
                store::ping,
                () -> Future.join(feed.close(), store.close()).mapEmpty());
    }

    private Future<?> deployCaches() {
        if (redis.isEmpty()) {
            LOG.atWarn().log("No Redis is configured: this gateway has a cache of its own, in memory");
            return Future.succeededFuture();
        }
        RedisAccess access = redis.get();
        AtomicInteger instances = new AtomicInteger();
        return vertx.deployVerticle(
                () -> new CacheVerticle(instances.getAndIncrement(), context -> openCache(context, access), breakers),
                new DeploymentOptions().setInstances(cacheVerticles));
    }

    private Future<?> deployMonitor() {
        return clusterMeters
                .<Future<?>>map(meters -> vertx.deployVerticle(new MonitorVerticle(
                        context -> new ClusterMonitor(vertx, context, redis.orElseThrow(), links, meters))))
                .orElseGet(Future::succeededFuture);
    }

    private CacheVerticle.Adapter openCache(Context context, RedisAccess access) {
        CommandRouter router = new CommandRouter(vertx, context, access, links, topologies);
        RedisFlagCache cache = new RedisFlagCache(
                vertx, router, config.cache().ttl(), timeouts(access).budget(), this::isCommitted);
        router.open();
        return new CacheVerticle.Adapter(cache, () -> cache.probe(config.flagsEnvironment()), () -> {
            cache.close();
            return router.close();
        });
    }

    private boolean isCommitted(Environment environment, Revision revision) {
        return !state.fence().of(environment).isBefore(revision);
    }

    private static Timeouts timeouts(RedisAccess access) {
        return access.endpoint().current().timeouts();
    }

    private Future<?> deployHttp() {
        HttpSettings settings = new HttpSettings(
                config.http(),
                config.flagsEnvironment(),
                cacheName,
                config.cache().nearCache(),
                Limits.DEFAULT,
                drain,
                config.shutdownGrace());
        Access access = Access.of(config.tokens());
        List<HttpVerticle> verticles = new ArrayList<>();
        for (int i = 0; i < config.http().eventLoops(); i++) {
            FlagCache cache = cache(i);
            verticles.add(new HttpVerticle(settings, () -> reader(cache), () -> editor(cache), access, httpMeters));
        }
        Iterator<HttpVerticle> undeployed = verticles.iterator();
        return vertx.deployVerticle(undeployed::next, new DeploymentOptions().setInstances(verticles.size()))
                .recover(failure -> cannotListen(
                        "HTTP_PORT", config.http().host(), config.http().port(), failure))
                .onSuccess(deployment -> {
                    httpDeployment = deployment;
                    httpPort = verticles.get(0).actualPort();
                });
    }

    private Future<?> deployManagement() {
        ManagementVerticle management =
                new ManagementVerticle(config.management(), health, health, this::scrape, Limits.DEFAULT);
        return vertx.deployVerticle(management)
                .recover(failure -> cannotListen(
                        "MANAGEMENT_PORT",
                        config.management().host(),
                        config.management().port(),
                        failure))
                .onSuccess(deployment -> managementPort = management.actualPort());
    }

    /** The system's own message does not say what is taken. */
    private static <T> Future<T> cannotListen(String variable, String host, int port, Throwable failure) {
        return Future.failedFuture(new IOException(
                variable + ": cannot listen on " + host + " port " + port + ": " + failure.getMessage(), failure));
    }

    private String scrape() {
        snapshotMeters.update();
        return registry.scrape();
    }

    private void deployWarmUp() {
        // It goes on by itself for as long as it takes; there is nothing to wait for.
        Future<String> unused = vertx.deployVerticle(new WarmUp(() -> reader(cache(0)), warmed(), health::warmedUp));
    }

    /** Without the near cache nothing is answered from what is read now, so that one will do. */
    private WarmUp.Scope warmed() {
        return config.cache().nearCache()
                ? WarmUp.all(config.flagsEnvironment(), state)
                : WarmUp.only(config.flagsEnvironment());
    }

    /** The cache as one event loop sees it: always by the same of the cache's verticles, so that its reads meet there. */
    private FlagCache cache(int instance) {
        return redis.<FlagCache>map(access -> new CacheClient(
                        vertx,
                        instance % cacheVerticles,
                        timeouts(access).budget().multipliedBy(2).plus(BUS)))
                .orElse(memory);
    }

    /** Of a call to the store: once for the database being prepared, once for the call. */
    private Duration storeBound() {
        return config.database().timeout().multipliedBy(2);
    }

    private StoreClient store() {
        return new StoreClient(vertx, storeBound().plus(BUS));
    }

    private FlagReader reader(FlagCache cache) {
        ReadRules rules = new ReadRules(
                config.flagsEnvironment(),
                config.cache().nearCache() ? Optional.of(config.cache().ttl()) : Optional.empty(),
                config.cache().staleIfError());
        return new FlagReader(cache, store(), state, readMeters, rules, new Insistence(storeBound(), this::pause));
    }

    private Future<Void> pause(Duration length) {
        return vertx.timer(length.toMillis(), TimeUnit.MILLISECONDS).mapEmpty();
    }

    private FlagEditor editor(FlagCache cache) {
        return new FlagEditor(store(), cache, state, readMeters);
    }

    private void logStarted() {
        LOG.atInfo()
                .addKeyValue("http_port", httpPort())
                .addKeyValue("management_port", managementPort())
                .addKeyValue("cache", cacheName)
                .addKeyValue("environment", config.flagsEnvironment())
                .addKeyValue("java", Runtime.version())
                .addKeyValue("native_transport", vertx.isNativeTransportEnabled())
                .log("Yardarm is listening");
    }
}
