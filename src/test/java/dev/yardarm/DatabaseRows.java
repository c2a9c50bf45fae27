package dev.yardarm;

import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.LoadReport;
import dev.yardarm.fixture.PostgresServer;
import dev.yardarm.fixture.Shape;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** PostgreSQL dies or hangs with Redis well, or both do: F9 to F11. */
final class DatabaseRows {
    private static final Duration BACK_WITHIN = Duration.ofSeconds(5);

    /** Until a gateway says that it cannot be sure any more: it is noticed, and what was said last has its time. */
    private static final Duration MARKED_AFTER = Duration.ofMillis(2_500);

    private DatabaseRows() {}

    static List<MatrixRow> rows() {
        return List.of(
                row("F9", "PostgreSQL killed", DatabaseRows::killed),
                row("F10", "PostgreSQL hangs", DatabaseRows::hangs),
                row("F11", "PostgreSQL and every node gone", DatabaseRows::bothGone));
    }

    private static MatrixRow row(String id, String fault, MatrixRow.Script script) {
        return MatrixRow.of(id, fault, script, Bar.NONE_ABOVE_500)
                .without(Bar.NO_CHANGE_REFUSED)
                // It is about what is beside Redis.
                .on(Shape.THREE_SHARDS);
    }

    private static void killed(Scene scene, RowRun run) throws Exception {
        PostgresServer postgres = scene.postgres();
        run.underSteadyLoad(scene.gateway());
        run.afterwards(() -> alive(scene));
        run.fault(postgres::kill);
        run.last();
        run.mend(postgres::restart);
        awaitBack(scene, run);
    }

    private static void hangs(Scene scene, RowRun run) throws Exception {
        PostgresServer postgres = scene.postgres();
        run.underSteadyLoad(scene.gateway());
        run.afterwards(postgres::resume);
        run.fault(postgres::hang);
        run.last();
        run.mend(postgres::resume);
        awaitBack(scene, run);
    }

    /** Killed or hung by the seed. */
    private static void bothGone(Scene scene, RowRun run) throws Exception {
        PostgresServer postgres = scene.postgres();
        boolean kill = run.random().nextBoolean();
        run.note(kill ? "killed" : "hung");
        run.underSteadyLoad(scene.gateway());
        run.afterwards(() -> alive(scene));
        run.fault(() -> {
            if (kill) {
                scene.cluster().killAll();
                postgres.kill();
            } else {
                scene.cluster().hangAll();
                postgres.hang();
            }
        });
        run.last();
        judgeMarks(scene.gateway(), run);
        run.mend(() -> {
            if (kill) {
                postgres.restart();
                scene.cluster().restartAllEmpty();
            } else {
                postgres.resume();
                scene.cluster().resumeAll();
            }
            scene.cluster().awaitOk();
        });
        run.recoveryIsDueFrom("cluster ok");
        awaitBack(scene, run);
    }

    /** For the rows that follow, whatever became of this one. */
    private static void alive(Scene scene) {
        PostgresServer postgres = scene.postgres();
        if (postgres.isRunning()) {
            postgres.resume();
        } else {
            postgres.restart();
        }
    }

    /** Every answer says that it may be old, and for how long nobody has confirmed it. */
    private static void judgeMarks(LiveGateway gateway, RowRun run) {
        LoadReport late = run.reads().window(run.begun().plus(MARKED_AFTER), run.elapsed());
        int marked = late.matching(read -> read.cacheStatus().endsWith("near; hit; detail=stale"))
                .count();
        run.mustHold(marked == late.count() && marked > 0, marked + " reads of " + late.count() + " are marked");
        HttpResponse<String> answer = gateway.get(LiveGateway.FLAGS);
        long gone = run.elapsed().minus(run.begun()).toSeconds();
        long age = Long.parseLong(answer.headers().firstValue("age").orElse("-1"));
        run.mustHold(age >= gone - 1 && age <= gone + 2, "age " + age + " s, with both gone for " + gone + " s");
    }

    /** Feed and changes are there again in time, and none that was acknowledged is lost. */
    private static void awaitBack(Scene scene, RowRun run) {
        LiveGateway gateway = scene.gateway();
        Duration mended = run.elapsed();
        Await.until(BACK_WITHIN, "the change feed is connected", () -> gateway.metric("change_feed_connected") == 1);
        Duration feed = run.elapsed();
        Await.until(
                BACK_WITHIN,
                "changes are taken",
                () -> run.changes().stream()
                        .anyMatch(change ->
                                change.isAcknowledged() && change.sent().compareTo(mended) > 0));
        run.note("feed back after %d ms, changes after %d ms"
                .formatted(
                        feed.minus(mended).toMillis(),
                        run.elapsed().minus(mended).toMillis()));
        List<FlagWriter.Change> changes = run.changes();
        Set<String> kept = scene
                .database()
                .query("select flag_key, revision from yardarm.history where environment = 'production'")
                .stream()
                .map(DatabaseRows::change)
                .collect(Collectors.toSet());
        run.mustHold(
                changes.stream().allMatch(change -> change.isAcknowledged() || change.status() == 503),
                "refused with another status than 503: " + changes);
        run.mustHold(
                changes.stream()
                        .filter(FlagWriter.Change::isAcknowledged)
                        .allMatch(change -> kept.contains(change.key() + " " + change.revision())),
                "acknowledged and lost: one of " + changes);
    }

    private static String change(Map<String, @Nullable Object> row) {
        return row.get("flag_key") + " " + row.get("revision");
    }
}
