package dev.yardarm;

import dev.yardarm.bus.BreakerLog;
import dev.yardarm.bus.GatheredReads;
import dev.yardarm.bus.Messages;
import dev.yardarm.bus.MigrationClient;
import dev.yardarm.bus.StoreClient;
import dev.yardarm.bus.StoreVerticle;
import dev.yardarm.cloudwatch.CloudWatch;
import dev.yardarm.config.Config;
import dev.yardarm.config.MigrationConfig;
import dev.yardarm.config.RedisClusterConfig;
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
import dev.yardarm.metrics.HttpMeters;
import dev.yardarm.metrics.JvmMeters;
import dev.yardarm.metrics.MigrationMeters;
import dev.yardarm.metrics.ReadMeters;
import dev.yardarm.metrics.RedisMeters;
import dev.yardarm.metrics.SnapshotMeters;
import dev.yardarm.migration.CurrentMigration;
import dev.yardarm.migration.MigrationDesk;
import dev.yardarm.migration.MigrationDriver;
import dev.yardarm.migration.MigrationStore;
import dev.yardarm.migration.Obstacle;
import dev.yardarm.migration.Sampler;
import dev.yardarm.migration.TwoCaches;
import dev.yardarm.postgres.ChangeFeed;
import dev.yardarm.postgres.PostgresFlagStore;
import dev.yardarm.postgres.SchemaMigration;
import dev.yardarm.read.Backend;
import dev.yardarm.read.ChangeFollower;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.FlagCache;
import dev.yardarm.read.FlagReader;
import dev.yardarm.read.Insistence;
import dev.yardarm.read.LastKnownGood;
import dev.yardarm.read.ReadRules;
import dev.yardarm.read.ReadState;
import dev.yardarm.redis.cluster.RedisAccess;
import dev.yardarm.secret.SecretEndpoint;
import dev.yardarm.write.FlagEditor;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
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

    /** Beside the verticles for requests and for caches: the store, the management port, the monitor, the migration. */
    private static final int OTHER_EVENT_LOOPS = 4;

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
    private final BreakerMeters breakerMeters = new BreakerMeters(registry);

    /** The cache; in a migration the one that takes over. None if it is in memory. */
    private final Optional<RedisBackend> redis;

    /** In a migration the cache that is left; none if it is in memory, and without a migration. */
    private final Optional<RedisBackend> formerRedis;

    private final Optional<CurrentMigration> migration;
    private final ReadMeters readMeters;
    private final SnapshotMeters snapshotMeters;
    private final HttpMeters httpMeters = new HttpMeters(registry);
    private final ReadState state;
    private final Optional<SnapshotFolder> snapshots;
    private final Health health;
    private final String cacheName;
    private final MemoryFlagCache memory;
    private final Optional<MigrationVerticle> migrationVerticle;

    private volatile Optional<JvmMeters> jvmMeters = Optional.empty();
    private volatile Optional<CloudWatch> cloudWatch = Optional.empty();

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
        int loops = config.http().eventLoops();
        int cacheVerticles = Math.min(loops, RedisBackend.MOST_VERTICLES);
        this.vertx = Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(loops + 2 * cacheVerticles + OTHER_EVENT_LOOPS)
                .setAddressResolverOptions(names)
                // Nothing is served from the class path, so nothing has to be unpacked into a folder.
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        this.redis = access(config)
                .map(access -> new RedisBackend(
                        vertx, access, 0, cacheVerticles, /* isMonitored= */ true, registry, breakerMeters));
        this.formerRedis = config.migration()
                .flatMap(Gateway::formerAccess)
                .map(access -> new RedisBackend(
                        vertx,
                        access,
                        cacheVerticles,
                        cacheVerticles,
                        /* isMonitored= */ false,
                        registry,
                        breakerMeters));
        this.migration = config.migration()
                .map(configured -> new CurrentMigration(configured.shadowShare(), new MigrationMeters(registry)));
        this.migrationVerticle = migration.map(current -> new MigrationVerticle(
                () -> new MigrationDriver(UUID.randomUUID().toString(), migrations(), current),
                () -> new Sampler(current, twoCaches(current, 0), this::sampled)));
        this.cacheName = redis.isPresent() ? "redis" : "memory";
        this.snapshotMeters = new SnapshotMeters(registry, state.lastKnownGood()::states);
        this.readMeters = new ReadMeters(registry, cacheName);
        ChangeFeedMeters.register(registry, state.hearing()::feed);
        this.memory = new MemoryFlagCache(config.cache().ttl(), Clock.systemUTC());
        Map<String, RedisBackend> backends = redisBackends();
        backends.forEach((name, backend) -> RedisMeters.showAvailability(registry, name, backend::isAvailable));
        this.health = new Health(
                cacheName, breakerMeters, reports(backends), migration, state.lastKnownGood()::states, state.hearing());
    }

    /** By the names that operators are told. */
    private Map<String, RedisBackend> redisBackends() {
        Map<String, RedisBackend> backends = new LinkedHashMap<>();
        redis.ifPresent(present -> backends.put(Backend.REDIS.label(), present));
        formerRedis.ifPresent(former -> backends.put("formerRedis", former));
        return backends;
    }

    private static Map<String, Supplier<JsonObject>> reports(Map<String, RedisBackend> backends) {
        Map<String, Supplier<JsonObject>> reports = new LinkedHashMap<>();
        backends.forEach((name, backend) -> reports.put(name, backend::report));
        return reports;
    }

    /** Of both the cluster: the single instance is what a migration leaves. */
    private static Optional<RedisAccess> access(Config config) {
        return config.cluster().map(Gateway::cluster).or(() -> config.redis().map(RedisAccess::single));
    }

    private static RedisAccess cluster(RedisClusterConfig cluster) {
        return RedisAccess.cluster(cluster, endpoint(cluster));
    }

    private static Optional<RedisAccess> formerAccess(MigrationConfig migration) {
        if (migration.from() instanceof MigrationConfig.Single single) {
            return Optional.of(RedisAccess.single(single.redis()));
        }
        return migration.from() instanceof MigrationConfig.Cluster former
                ? Optional.of(cluster(former.cluster()))
                : Optional.empty();
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
                .handleAsync((served, failure) -> closeCloudWatch())
                .thenCompose(Function.identity())
                .thenApplyAsync(told -> vertx.close())
                .thenCompose(Future::toCompletionStage)
                .thenRun(() -> redis.ifPresent(RedisBackend::close))
                .thenRun(() -> formerRedis.ifPresent(RedisBackend::close))
                .thenRun(() -> jvmMeters.ifPresent(JvmMeters::close))
                .thenRunAsync(() -> snapshots.ifPresent(SnapshotFolder::close))
                .thenRun(() -> LOG.atInfo().log("Stopped"));
    }

    /** While connections are still open: that they are closed then is no news to raise an alarm. */
    private CompletionStage<Void> closeCloudWatch() {
        return cloudWatch.map(CloudWatch::close).orElseGet(() -> CompletableFuture.completedStage(null));
    }

    private Future<?> deploy() {
        Messages.register(vertx);
        vertx.setPeriodic(1000, second -> readMeters.everySecond());
        return Future.all(deployStore(), deployCaches(), deployMigration(), readSnapshots())
                .compose(backends -> Future.all(deployHttp(), deployManagement()))
                .onSuccess(listening -> {
                    deployWarmUp();
                    showJvm();
                    cloudWatch = config.cloudWatch().map(target -> CloudWatch.open(target, registry));
                });
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
                new StoreVerticle(this::openStore, config.database().timeout(), new BreakerLog(breakerMeters, false)));
    }

    private StoreVerticle.Adapter openStore(Vertx storeVertx) {
        PostgresFlagStore store = new PostgresFlagStore(storeVertx, config.database(), state.lastKnownGood()::truth);
        SchemaMigration schema = new SchemaMigration(storeVertx, config.database());
        ChangeFollower follower = new ChangeFollower(state, reader(cache(0)));
        ChangeFeed feed = new ChangeFeed(
                storeVertx, config.database(), store::revisions, follower, this::migrationAnnounced, clock);
        Supplier<Future<Void>> prepare = config.database().migrate() ? schema::ensureCurrent : Future::succeededFuture;
        return new StoreVerticle.Adapter(
                store,
                store,
                store.migration(caches()),
                // What it listens to is there only then. It is tried until it succeeds, and that once.
                () -> prepare.get().onSuccess(ready -> feed.open()),
                store::ping,
                () -> Future.join(feed.close(), store.close()).mapEmpty());
    }

    private Future<?> deployCaches() {
        if (redis.isEmpty()) {
            LOG.atWarn().log("No Redis is configured: this gateway has a cache of its own, in memory");
        }
        return Future.all(deploy(redis), deploy(formerRedis));
    }

    private Future<?> deploy(Optional<RedisBackend> backend) {
        return backend.<Future<?>>map(
                        present -> present.deploy(config.cache().ttl(), config.flagsEnvironment(), this::isCommitted))
                .orElseGet(Future::succeededFuture);
    }

    private Future<?> deployMigration() {
        migrationVerticle.ifPresent(any -> LOG.atInfo()
                .addKeyValue("from", formerName())
                .addKeyValue("to", redis.orElseThrow().name())
                .log("Migration between caches"));
        return migrationVerticle.<Future<?>>map(vertx::deployVerticle).orElseGet(Future::succeededFuture);
    }

    private boolean isCommitted(Environment environment, Revision revision) {
        return !state.fence().of(environment).isBefore(revision);
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
            verticles.add(new HttpVerticle(
                    settings, () -> reader(cache), () -> editor(cache), this::migrationDesk, access, httpMeters));
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

    /** Not before it listens: what tells of the JVM takes some tens of milliseconds to load. */
    private void showJvm() {
        // Nobody waits for it: the other meters are there without these.
        Future<JvmMeters> unused = vertx.executeBlocking(() -> new JvmMeters(registry))
                .onSuccess(meters -> jvmMeters = Optional.of(meters))
                .onFailure(failure -> LOG.atError().setCause(failure).log("There are no metrics of the JVM"));
    }

    /** Without the near cache nothing is answered from what is read now, so that one will do. */
    private WarmUp.Scope warmed() {
        return config.cache().nearCache()
                ? WarmUp.all(config.flagsEnvironment(), state)
                : WarmUp.only(config.flagsEnvironment());
    }

    /** The cache as one event loop sees it. */
    private FlagCache cache(int eventLoop) {
        if (redis.isEmpty()) {
            return memory;
        }
        FlagCache present = migration
                .<FlagCache>map(current -> twoCaches(current, eventLoop))
                .orElseGet(() -> redis.get().client(eventLoop));
        return new GatheredReads(vertx, present);
    }

    private TwoCaches twoCaches(CurrentMigration current, int eventLoop) {
        return new TwoCaches(
                current,
                formerRedis.map(former -> former.client(eventLoop)).orElse(memory),
                redis.orElseThrow().client(eventLoop));
    }

    /** What both caches of a migration are asked for: not what may be older than what they have. */
    private List<EncodedSnapshot> sampled() {
        return state.lastKnownGood().all().stream()
                .filter(kept -> kept.origin() != LastKnownGood.Origin.EARLIER_PROCESS)
                .map(LastKnownGood.Kept::snapshot)
                .toList();
    }

    /** Of a call to the store: once for the database being prepared, once for the call. */
    private Duration storeBound() {
        return config.database().timeout().multipliedBy(2);
    }

    private StoreClient store() {
        return new StoreClient(vertx, storeBound().plus(RedisBackend.BUS));
    }

    private void migrationAnnounced() {
        migrationVerticle.ifPresent(MigrationVerticle::announced);
    }

    private MigrationStore migrations() {
        return new MigrationClient(vertx, storeBound().plus(RedisBackend.BUS));
    }

    private Optional<MigrationDesk> migrationDesk() {
        return migration.map(current -> new MigrationDesk(
                migrations(),
                current,
                this::obstacles,
                formerName(),
                redis.orElseThrow().name()));
    }

    /** The two of a migration. */
    private String caches() {
        return formerName() + " > " + redis.map(RedisBackend::name).orElse("memory");
    }

    private String formerName() {
        return formerRedis.map(RedisBackend::name).orElse("memory");
    }

    private List<Obstacle> obstacles() {
        return redis.map(RedisBackend::obstacles).orElse(List.of());
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
