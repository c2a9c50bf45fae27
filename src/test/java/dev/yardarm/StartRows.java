package dev.yardarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.Shape;
import dev.yardarm.fixture.TcpProxy;
import dev.yardarm.local.SampleFlags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A gateway starts while a backend is gone: F12. How long a process takes is for {@link StartIT}; here it is the gateway's
 * own time, until it listens and until it says that it can answer reads, with load from then on. What
 * concerns the gateway alone is tried on one topology.
 */
final class StartRows {
    private static final Duration LISTENS_WITHIN = Duration.ofSeconds(1);
    private static final Duration CHANGES_WITHIN = Duration.ofSeconds(10);

    private StartRows() {}

    static List<MatrixRow> rows() {
        return List.of(
                MatrixRow.of("F12r", "started with Redis gone", StartRows::redisGone, Bar.BACK_WITHIN_5_S)
                        .brief(),
                MatrixRow.of("F12e", "started with a wrong endpoint", StartRows::wrongEndpoint)
                        .brief()
                        .on(Shape.THREE_SHARDS),
                MatrixRow.of(
                                "F12p",
                                "started with PostgreSQL gone",
                                StartRows::postgresGone,
                                Bar.HITS_GO_ON,
                                Bar.P99_BELOW_50)
                        .without(Bar.NO_CHANGE_REFUSED)
                        .brief()
                        .on(Shape.THREE_SHARDS),
                MatrixRow.of("F12b", "started with both gone and snapshots on disk", StartRows::bothGone)
                        .without(Bar.NO_CHANGE_REFUSED)
                        .brief()
                        .on(Shape.THREE_SHARDS));
    }

    private static void redisGone(Scene scene, RowRun run) throws Exception {
        scene.cluster().killAll();
        run.underLoad(start(run, scene.environment(Map.of())));
        run.fault(() -> {});
        run.last();
        run.mend(() -> {
            scene.cluster().restartAllEmpty();
            scene.cluster().awaitOk();
        });
        run.recoveryIsDueFrom("cluster ok");
    }

    /** Nobody listens there, until a way to one of the nodes is put in its place. */
    private static void wrongEndpoint(Scene scene, RowRun run) throws Exception {
        TcpProxy endpoint = TcpProxy.to(scene.primary().host(), scene.primary().port());
        run.afterwards(endpoint::close);
        endpoint.refuse();
        String url = withAddress(scene.cluster().configurationEndpoint(), endpoint);
        run.underLoad(start(run, scene.environment(Map.of("REDIS_CLUSTER_URL", url))));
        run.fault(() -> {});
        run.last();
        run.mend(endpoint::pass);
        run.recoveryIsDueFrom("endpoint right");
    }

    private static void postgresGone(Scene scene, RowRun run) throws Exception {
        TcpProxy way = wayToPostgres(scene, run);
        way.refuse();
        fillRedis(scene);
        run.underLoad(start(run, scene.environment(Map.of("DATABASE_URL", throughProxy(scene, way)))));
        run.fault(() -> {});
        run.last();
        run.mend(() -> {
            way.pass();
            Await.until(CHANGES_WITHIN, "a change is taken again", run::hasChanged);
        });
    }

    /** What an earlier gateway has left on disk is all there is. */
    private static void bothGone(Scene scene, RowRun run) throws Exception {
        TcpProxy way = wayToPostgres(scene, run);
        Path folder = Files.createTempDirectory("snapshots");
        run.afterwards(() -> remove(folder));
        Map<String, String> environment =
                scene.environment(Map.of("DATABASE_URL", throughProxy(scene, way), "SNAPSHOT_DIR", folder.toString()));
        try (LiveGateway earlier = LiveGateway.start(environment)) {
            earlier.awaitReady().get(LiveGateway.FLAGS);
            Await.until(CHANGES_WITHIN, "a snapshot on disk", () -> !isEmpty(folder));
        }
        way.refuse();
        scene.cluster().killAll();
        run.underLoad(start(run, environment));
        run.fault(() -> {});
        run.last();
        run.mustHold(
                run.reads()
                        .matching(read -> !read.cacheStatus().endsWith("near; hit; detail=stale"))
                        .samples()
                        .isEmpty(),
                "reads that are not marked");
        run.mend(() -> {
            way.pass();
            scene.cluster().restartAllEmpty();
            scene.cluster().awaitOk();
        });
        run.recoveryIsDueFrom("cluster ok");
        Await.until(CHANGES_WITHIN, "a change is taken again", run::hasChanged);
    }

    /** By a change, since a gateway that answers from memory does not ask it. */
    private static void fillRedis(Scene scene) {
        String key = SampleFlags.key(0);
        assertThat(scene.gateway().patch(key, "{\"isEnabled\": true}").statusCode())
                .isEqualTo(200);
        scene.gateway().read(key);
        Await.until(
                CHANGES_WITHIN,
                "the samples in Redis",
                () -> scene.primary().command("HGET", Scene.KEY, "#revision") != null);
    }

    private static TcpProxy wayToPostgres(Scene scene, RowRun run) {
        TcpProxy way = TcpProxy.to("127.0.0.1", scene.postgres().port());
        run.afterwards(way::close);
        return way;
    }

    private static String throughProxy(Scene scene, TcpProxy way) {
        return withAddress(scene.database().url(), way);
    }

    private static boolean isEmpty(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LiveGateway start(RowRun run, Map<String, String> environment) {
        long began = System.nanoTime();
        LiveGateway gateway = LiveGateway.start(environment);
        run.afterwards(gateway::close);
        Duration listening = Duration.ofNanos(System.nanoTime() - began);
        gateway.awaitReady();
        Duration ready = Duration.ofNanos(System.nanoTime() - began);
        run.note("listens after %d ms, ready after %d ms".formatted(listening.toMillis(), ready.toMillis()));
        assertThat(listening).as("until it listens").isLessThan(LISTENS_WITHIN);
        return gateway;
    }

    /** A URL with host and port of a proxy. */
    private static String withAddress(String url, TcpProxy proxy) {
        return url.replaceFirst("[^/@]*:\\d+(?=/|$)", proxy.host() + ":" + proxy.port());
    }
}
