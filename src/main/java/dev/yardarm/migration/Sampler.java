package dev.yardarm.migration;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Asks both caches now and then for what the gateway has in its own memory. With the near cache few reads come as far as to
 * the caches, and while the share is 0 none to the new one; so that both are filled and compared, and the new one judged, all the same, these make
 * up for what is missing, and no more.
 *
 * <p>Belongs to one event loop.
 */
public final class Sampler {
    /** How often {@link #tick} is to be called in a second. */
    public static final int TICKS_PER_SECOND = 10;

    /** A second, while a plan waits for something to judge. */
    private static final int OF_A_PLAN = 50;

    private static final int ELSE = 10;
    private static final int MOST_UNDER_WAY = 100;
    private static final long FILLED_EVERY_NANOS = 1_000_000_000;
    private static final FlagKey NO_FLAG = new FlagKey("none");

    private final CurrentMigration migration;
    private final TwoCaches caches;
    private final Supplier<? extends Collection<EncodedSnapshot>> kept;
    private final Map<Place, Long> filledNanos = new HashMap<>();
    private TallyRecorder counted;
    private long readsBefore;
    /** Of those counted the samples. */
    private long sampled;

    private int turn;
    private int underWay;

    private record Place(Side side, Environment environment) {}

    /** @param kept what the store is known to say, by what is at hand */
    public Sampler(CurrentMigration migration, TwoCaches caches, Supplier<? extends Collection<EncodedSnapshot>> kept) {
        this.migration = migration;
        this.caches = caches;
        this.kept = kept;
        this.counted = migration.recorder(Side.TO);
    }

    public void tick() {
        int due = (migration.state().isPlanned() ? OF_A_PLAN : ELSE) / TICKS_PER_SECOND;
        long missing = due - readsSinceTheLast();
        List<EncodedSnapshot> snapshots = List.copyOf(kept.get());
        for (long i = 0; i < missing && !snapshots.isEmpty() && underWay < MOST_UNDER_WAY; i++) {
            turn = (turn + 1) % snapshots.size();
            sample(snapshots.get(turn));
        }
    }

    /** Of clients. */
    private long readsSinceTheLast() {
        TallyRecorder present = migration.recorder(Side.TO);
        if (present != counted) {
            counted = present;
            readsBefore = 0;
            sampled = 0;
        }
        long reads = counted.reads() - sampled;
        long since = reads - readsBefore;
        readsBefore = reads;
        return Math.max(0, since);
    }

    private void sample(EncodedSnapshot snapshot) {
        TallyRecorder before = counted;
        underWay++;
        // What both say is counted, and that one says nothing as well; it does not fail.
        Future<Boolean> unused = caches.sample(snapshot, anyKey(snapshot), side -> fill(side, snapshot))
                .onSuccess(answered -> {
                    underWay--;
                    if (answered && before == counted) {
                        sampled++;
                    }
                });
    }

    /** Of an environment without flags as well: whether it is cached is told with any key. */
    private static FlagKey anyKey(EncodedSnapshot snapshot) {
        Collection<EncodedFlag> flags = snapshot.flags();
        return flags.isEmpty()
                ? NO_FLAG
                : flags.stream()
                        .skip(ThreadLocalRandom.current().nextInt(flags.size()))
                        .findFirst()
                        .map(EncodedFlag::key)
                        .orElse(NO_FLAG);
    }

    /** Not more often than once a second for each environment, should the cache not take it. */
    private void fill(Side side, EncodedSnapshot snapshot) {
        Place place = new Place(side, snapshot.environment());
        long now = System.nanoTime();
        Long last = filledNanos.get(place);
        if (last == null || now - last >= FILLED_EVERY_NANOS) {
            filledNanos.put(place, now);
            // Tried again if it fails, as long as it is missing.
            Future<Void> unused = caches.fill(side, snapshot);
        }
    }
}
