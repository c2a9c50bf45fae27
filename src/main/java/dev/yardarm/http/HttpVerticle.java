package dev.yardarm.http;

import dev.yardarm.flag.Environment;
import dev.yardarm.http.Refusal.Kind;
import dev.yardarm.migration.MigrationDesk;
import dev.yardarm.read.FlagReader;
import dev.yardarm.write.FlagEditor;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The flag API on one event loop. Several instances share one port; Vert.x spreads the connections over them.
 *
 * <p>It listens as soon as it starts, whatever the backends do. When it stops, it first gives answers that end their
 * connections, then closes its port, then what is idle, and waits for what is under way.
 */
public final class HttpVerticle extends VerticleBase {
    private static final String FLAGS = "/api/config/flags";
    private static final String ADMIN_FLAGS = "/api/admin/flags";
    private static final String ADMIN_MIGRATION = "/api/admin/cache/migration";

    /** To Vert.x a negative port is a free one that instances share, and 0 a free one for each. */
    private static final int FREE_AND_SHARED = -1;

    private final HttpSettings settings;
    private final Supplier<FlagReader> readers;
    private final Supplier<FlagEditor> editors;
    private final Supplier<Optional<MigrationDesk>> desks;
    private final Access access;
    private final Exchanges exchanges;
    private @Nullable HttpServer server;
    private @Nullable PlainReads plainReads;

    /** The one that listens, for all instances; none as long as this one has had no connection. */
    private @Nullable Channel socket;

    /**
     * @param readers asked once, on the event loop of this verticle, for its own reader
     * @param editors likewise
     * @param desks likewise; none if no migration is configured
     */
    public HttpVerticle(
            HttpSettings settings,
            Supplier<FlagReader> readers,
            Supplier<FlagEditor> editors,
            Supplier<Optional<MigrationDesk>> desks,
            Access access,
            HttpObserver observer) {
        this.settings = settings;
        this.readers = readers;
        this.editors = editors;
        this.desks = desks;
        this.access = access;
        this.exchanges = new Exchanges(observer, new AccessLog(settings.config().accessLogShare()));
    }

    @Override
    public Future<?> start() {
        FlagReader reader = readers.get();
        ReadAnswer answer = new ReadAnswer(new CacheStatus(settings.cacheName(), settings.nearCache()));
        PlainReads shortWay = new PlainReads((ContextInternal) context, exchanges, reader, access.reader(), answer);
        plainReads = shortWay;
        HttpServer created = HttpListener.create(
                vertx, settings.limits(), exchanges, router(reader, answer, shortWay), connection -> {
                    socket = connection.parent();
                    answerPlainReads(connection, shortWay);
                });
        server = created;
        int port = settings.config().port();
        return created.listen(
                port == 0 ? FREE_AND_SHARED : port, settings.config().host());
    }

    /** The port it listens on; 0 before it does. */
    public int actualPort() {
        return server == null ? 0 : server.actualPort();
    }

    /** How many requests were answered before the server saw them. */
    long plainReads() {
        return plainReads == null ? 0 : plainReads.answered();
    }

    @Override
    public Future<?> stop() {
        exchanges.close();
        @Nullable HttpServer listening = server;
        @Nullable PlainReads shortWay = plainReads;
        if (listening == null || shortWay == null) {
            return Future.succeededFuture();
        }
        long graceMillis = settings.grace().toMillis();
        return drain().compose(toldToGo -> {
                    closePort();
                    return drain();
                })
                // The server knows nothing of these, and would close their connections as idle.
                .compose(drained -> shortWay.idle().timeout(graceMillis, TimeUnit.MILLISECONDS))
                .transform(answered -> listening.shutdown(graceMillis, TimeUnit.MILLISECONDS))
                .onComplete(closed -> shortWay.forget());
    }

    private Future<Void> drain() {
        return vertx.timer(settings.drain().toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Takes no more connections, and leaves alone those that are there, on which a first request may be on its way. The
     * server's own shutdown does both at once: it closes them as idle under that request, and drops what is accepted
     * between its last instance and the port.
     */
    private void closePort() {
        @Nullable Channel listening = socket;
        if (listening != null) {
            // The time for draining that follows is enough for it, and the server closes it again.
            ChannelFuture unused = listening.close();
        }
    }

    /** Next to the server, behind its decoder and all that watches over what comes from the client. */
    private static void answerPlainReads(Channel connection, PlainReads plainReads) {
        ChannelPipeline pipeline = connection.pipeline();
        pipeline.addBefore(
                "handler", "plainReads", new PlainReadHandler(plainReads, pipeline.context(RequestDecoder.class)));
    }

    private Router router(FlagReader reader, ReadAnswer answer, PlainReads plainReads) {
        FlagEditor editor = editors.get();
        Environment environment = settings.defaultEnvironment();
        RequestBodies bodies = new RequestBodies(vertx, settings.limits().body());
        Changes changes = new Changes(editor, bodies, environment);

        Router router = Router.router(vertx);
        router.route(FLAGS + "/*")
                .handler(new Resource(exchanges, Route.FLAG, access.reader(), FLAGS + "/", "")
                        .get(new ReadFlags(Route.FLAG, reader, environment, answer, plainReads)));
        router.route(FLAGS)
                .handler(Resource.withoutKey(exchanges, Route.FLAGS, access.reader())
                        .get(new ReadFlags(Route.FLAGS, reader, environment, answer, plainReads)));
        router.route(ADMIN_FLAGS + "/*")
                .handler(new Resource(exchanges, Route.ADMIN_FLAG, access.admin(), ADMIN_FLAGS + "/", "")
                        .patch(new PatchFlag(changes))
                        .put(new PutFlag(changes))
                        .delete(new DeleteFlag(changes)));
        router.route(ADMIN_FLAGS + "/*")
                .handler(new Resource(exchanges, Route.ADMIN_HISTORY, access.admin(), ADMIN_FLAGS + "/", "/history")
                        .get(new ReadHistory(editor, environment)));
        router.route(ADMIN_MIGRATION).handler(migration(bodies));
        router.route().handler(this::notFound).failureHandler(this::failed);
        return router;
    }

    private Resource migration(RequestBodies bodies) {
        Optional<MigrationDesk> desk = desks.get();
        InstantSource clock = InstantSource.system();
        return Resource.withoutKey(exchanges, Route.ADMIN_MIGRATION, access.admin())
                .get(new ReadMigration(desk, clock))
                .put(new ChangeMigration(desk, bodies, clock));
    }

    private void notFound(RoutingContext context) {
        exchanges
                .begin(Route.UNMATCHED, context.request(), null)
                .fail(new Refusal(Kind.NOT_FOUND, "There is no such resource."));
    }

    /** What no action let through: a bug, since actions fail through their exchange. */
    private void failed(RoutingContext context) {
        Throwable failure = context.failure() == null ? new IllegalStateException("routing") : context.failure();
        exchanges.begin(Route.UNMATCHED, context.request(), null).fail(failure);
    }
}
