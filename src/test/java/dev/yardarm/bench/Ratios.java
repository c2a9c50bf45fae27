package dev.yardarm.bench;

import dev.yardarm.bench.Contest.Form;
import dev.yardarm.bench.Contest.Spread;
import dev.yardarm.fixture.Await;
import dev.yardarm.fixture.GatewayProcess;
import dev.yardarm.fixture.PortProcess;
import dev.yardarm.fixture.PostgresDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Throughput on one event loop, as a part or a multiple of what other servers do in the same rounds. */
final class Ratios {
    static final String BARE = "bare server";

    private static final Request FLAG = Request.of("/api/config/flags/" + SampleRows.KEY);
    private static final Request LIST = Request.of("/api/config/flags");
    private static final Duration READY = Duration.ofSeconds(30);

    private final Backends backends;
    private final Form form;
    private final boolean whole;
    private final List<Row> rows = new ArrayList<>();
    private final List<String> notRun = new ArrayList<>();
    private Optional<Latency> latency = Optional.empty();

    /**
     * One path against one peer.
     *
     * @param least that is asked of the ratio
     */
    record Row(String path, String peer, double perSecond, double peerPerSecond, Spread ratio, double least) {
        boolean holds(double slack) {
            return ratio.median() >= least * slack;
        }
    }

    /**
     * The 99th percentile of the latency under an even load.
     *
     * @param perSecond requests
     */
    record Latency(int perSecond, Spread p99Micros, Spread bareP99Micros, Spread ratio) {
        static final double MOST = 1.5;

        boolean holds() {
            return ratio.median() <= MOST;
        }
    }

    /** @param whole whether what goes the same way as one flag is measured too: 304, list, latency */
    Ratios(Backends backends, Form form, boolean whole) {
        this.backends = backends;
        this.whole = whole;
        this.form = form;
    }

    List<Row> rows() {
        return rows;
    }

    Optional<Latency> latency() {
        return latency;
    }

    List<String> notRun() {
        return notRun;
    }

    void run() {
        PostgresDatabase database = backends.createDatabase("ratios");
        near(database);
        redis(database);
    }

    private void near(PostgresDatabase database) {
        try (GatewayProcess gateway = GatewayProcess.start(backends.environment(database))) {
            SampleRows.awaitSchema(database);
            SampleRows.put(database, database.name(), Backends.FLAGS);
            Answer flag = await(gateway, FLAG, "near; hit");
            against("near cache, one flag of 120", gateway, FLAG, flag, 0.95);
            if (whole) {
                Request unchanged = FLAG.with("If-None-Match", flag.header("etag"));
                against("near cache, 304", gateway, unchanged, Answer.of(unchanged, gateway.port()), 0.95);
                against("near cache, list of 120 flags", gateway, LIST, await(gateway, LIST, "near; hit"), 0.95);
                latency(gateway, flag);
            }
        }
    }

    /** At half of what the gateway can do. */
    private void latency(GatewayProcess gateway, Answer answer) {
        Progress.tell("  near cache, one flag, p99 at half of the capacity");
        int rate = (int) (rows.get(0).perSecond() / 2);
        int bytes = answer.wireBytes();
        double[] ours = new double[form.rounds()];
        double[] theirs = new double[form.rounds()];
        double[] ratios = new double[form.rounds()];
        try (PortProcess bare = Peers.bare(answer)) {
            PacedLoad.run(gateway.port(), FLAG, rate, bytes, form.warmUp());
            PacedLoad.run(bare.port(), FLAG, rate, bytes, form.warmUp());
            for (int i = 0; i < form.rounds(); i++) {
                if (i % 2 == 0) {
                    ours[i] = p99Micros(gateway.port(), rate, bytes);
                    theirs[i] = p99Micros(bare.port(), rate, bytes);
                } else {
                    theirs[i] = p99Micros(bare.port(), rate, bytes);
                    ours[i] = p99Micros(gateway.port(), rate, bytes);
                }
                ratios[i] = ours[i] / theirs[i];
                Progress.tell(
                        "    round %d: yardarm %.0f us  bare server %.0f us".formatted(i + 1, ours[i], theirs[i]));
            }
        }
        latency = Optional.of(new Latency(rate, Spread.of(ours), Spread.of(theirs), Spread.of(ratios)));
    }

    private double p99Micros(int port, int rate, int bytes) {
        // A second of it is not counted.
        Duration time = form.turn().plusSeconds(1);
        return PacedLoad.run(port, FLAG, rate, bytes, time).getValueAtPercentile(99) / 1e3;
    }

    private void redis(PostgresDatabase database) {
        Map<String, String> environment = new HashMap<>(backends.environment(database));
        environment.put("NEAR_CACHE", "off");
        Optional<String> noPeer = Peers.ioredisMissing();
        try (GatewayProcess gateway = GatewayProcess.start(environment)) {
            Answer flag = await(gateway, FLAG, "redis; hit");
            against("Redis tier, one flag", gateway, FLAG, flag, 0.65);
            if (noPeer.isPresent()) {
                notRun.add("the gateway in Node.js with ioredis: " + noPeer.get());
                return;
            }
            try (PortProcess ioredis = Peers.ioredis(backends, database)) {
                Await.until(
                        READY,
                        "the gateway in Node.js",
                        () -> Answer.of(FLAG, ioredis.port()).status() == 200);
                contest("Redis tier, one flag", "ioredis gateway", gateway, FLAG, ioredis.port(), 2);
                backends.redis().killAll();
                await(gateway, FLAG, "redis; fwd=bypass; detail=unavailable");
                contest("PostgreSQL fallback, one flag", "ioredis gateway", gateway, FLAG, ioredis.port(), 5);
            }
        }
    }

    private void against(String path, GatewayProcess gateway, Request request, Answer answer, double least) {
        try (PortProcess bare = Peers.bare(answer)) {
            contest(path, BARE, gateway, request, bare.port(), least);
        }
    }

    private void contest(
            String path, String peer, GatewayProcess gateway, Request request, int peerPort, double least) {
        Progress.tell("  " + path + ", against the " + peer);
        Contest contest = new Contest(form)
                .between("yardarm", gateway.port(), request)
                .between(peer, peerPort, request)
                .run();
        Row row = new Row(
                path,
                peer,
                contest.perSecond("yardarm"),
                contest.perSecond(peer),
                contest.ratio("yardarm", peer),
                least);
        Progress.tell("    ratio %.3f (%.3f to %.3f), asked for: %.2f"
                .formatted(
                        row.ratio().median(), row.ratio().least(), row.ratio().greatest(), least));
        rows.add(row);
    }

    /** The answer of a request, once it is what it is to be. */
    private static Answer await(GatewayProcess gateway, Request request, String cacheStatus) {
        Await.until(READY, request + " with " + cacheStatus, () -> {
            Answer answer = Answer.of(request, gateway.port());
            return answer.status() == 200 && answer.header("cache-status").equals(cacheStatus);
        });
        return Answer.of(request, gateway.port());
    }
}
