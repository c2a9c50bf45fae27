package dev.yardarm.read.model;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.postgres.HeardByModel;
import dev.yardarm.read.ChangeListener;
import dev.yardarm.read.ChangeListener.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One gateway's readings of all revisions: what has been heard is compared with each, as {@code postgres.ChangeFeed} does. */
final class Readings {
    private final World world;
    private final Gateway owner;
    private final ChangeListener listener;
    private final HeardByModel heard = new HeardByModel();
    private boolean tickUnderWay;

    /**
     * One that was begun.
     *
     * @param before what had been heard by then
     */
    record Begun(Map<Environment, Revision> before, long at) {}

    Readings(World world, Gateway owner, ChangeListener listener) {
        this.world = world;
        this.owner = owner;
        this.listener = listener;
    }

    Begun begin() {
        return new Begun(heard.soFar(), world.now());
    }

    /** A change was notified. */
    void notified(int environment, long revision) {
        Environment of = World.ENVIRONMENT.get(environment);
        heard.note(of, new Revision(revision));
        listener.heard(of, new Revision(revision), Source.FEED);
    }

    /** @param revisions of all environments, as the store had them at one moment since it was begun */
    void tell(Begun begun, List<Long> revisions, Source source) {
        Map<Environment, Revision> found = new LinkedHashMap<>();
        for (int environment = 0; environment < revisions.size(); environment++) {
            if (revisions.get(environment) > 0) {
                found.put(World.ENVIRONMENT.get(environment), new Revision(revisions.get(environment)));
            }
        }
        owner.hears();
        if (heard.tell(listener, begun.before(), found, world.scheduler().instantOf(begun.at()), source)) {
            tick();
        }
    }

    /** The regular one, on a connection of the store's. */
    void tick() {
        if (tickUnderWay) {
            return;
        }
        tickUnderWay = true;
        Begun begun = begin();
        int connection = world.connections();
        world.scheduler()
                .add(new Pending(begun.at() + Bounds.STORE_CALL, () -> read(begun, connection), this::endTick));
    }

    private void read(Begun begun, int connection) {
        if (!owner.isAlive() || world.isStoreAway() || world.connections() != connection || world.fault(8)) {
            endTick();
            return;
        }
        world.note(owner, "tick reads the revisions at the store");
        List<Long> revisions = world.revisions();
        world.scheduler()
                .add(new Pending(
                        begun.at() + Bounds.STORE_CALL,
                        () -> owner.ifAlive(() -> arrive(begun, revisions, connection)),
                        this::endTick));
    }

    private void arrive(Begun begun, List<Long> revisions, int connection) {
        endTick();
        if (world.connections() == connection) {
            world.note(owner, "tick tells the revisions");
            tell(begun, revisions, Source.TICK);
        }
    }

    private void endTick() {
        tickUnderWay = false;
    }
}
