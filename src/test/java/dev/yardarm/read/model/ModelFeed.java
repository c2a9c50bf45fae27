package dev.yardarm.read.model;

import dev.yardarm.read.ChangeListener;
import dev.yardarm.read.ChangeListener.Source;
import dev.yardarm.read.FeedState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The change feed of one gateway, as {@code postgres.ChangeFeed} keeps it: subscribe, then read the revisions of all
 * environments and tell them, then be connected; tell what is notified, in order; be found lost when the server has not
 * answered a heartbeat, and begin again. A loss is noticed late, and what was on its way is lost with the connection.
 *
 * <p>Heartbeats are not played one by one. What is not told for {@link Bounds#FEED_SILENCE} would have kept one from being
 * answered, so the connection is found lost by then; and what it was last confirmed for is up to a heartbeat's distance
 * before.
 */
final class ModelFeed {
    private final World world;
    private final Gateway owner;
    private final ChangeListener listener;
    private final Readings readings;
    private final Deque<Message> onTheWay = new ArrayDeque<>();
    private Readings.Begun begun;
    private Phase phase = Phase.AWAY;
    private boolean subscribed;
    private long confirmedAt;
    private long since;
    private long brokenAt = Scheduler.NEVER;
    private int lastTold = -1;
    private long lastRevision;

    private enum Phase {
        AWAY,
        /** The server has the subscription, and is asked for the revisions. */
        SUBSCRIBED,
        /** They are on their way. */
        READ,
        CONNECTED
    }

    /**
     * What the server has sent.
     *
     * @param environment -1 if it is the answer with the revisions of all
     * @param revisions of all environments, or of this one
     */
    private record Message(int environment, List<Long> revisions, long sentAt) {}

    ModelFeed(World world, Gateway owner, ChangeListener listener, Readings readings) {
        this.world = world;
        this.owner = owner;
        this.listener = listener;
        this.readings = readings;
        this.begun = readings.begin();
        this.since = world.now();
    }

    /** Is connected from the beginning, and has told all there is. */
    void begin() {
        readings.tell(begun, world.revisions(), Source.RESYNC);
        confirmedAt = world.now();
        subscribed = true;
        connected();
    }

    /** Whether there is a next thing to happen to it. */
    boolean hasNext() {
        return phase != Phase.CONNECTED || !onTheWay.isEmpty() || brokenAt != Scheduler.NEVER;
    }

    /** The next thing happens: a step of connecting, a message arrives, a loss is noticed. */
    void next() {
        switch (phase) {
            case AWAY -> subscribe();
            case SUBSCRIBED -> {
                if (!onTheWay.isEmpty() && world.dice().oneIn(2)) {
                    arrived(onTheWay.remove());
                } else {
                    readRevisions();
                }
            }
            case READ, CONNECTED -> {
                if (!onTheWay.isEmpty()) {
                    arrived(onTheWay.remove());
                } else if (brokenAt != Scheduler.NEVER) {
                    lose();
                }
            }
        }
    }

    /** A change was committed. */
    void notified(int environment, long revision) {
        if (subscribed) {
            onTheWay.add(new Message(environment, List.of(revision), world.now()));
        }
    }

    /** Time has passed, and heartbeats with it. */
    void passed() {
        if (phase == Phase.CONNECTED && untoldSince() == Scheduler.NEVER) {
            confirmedAt = world.now();
            listener.confirmed(world.scheduler().instantOf(confirmedAt));
        }
    }

    /** The connection is gone, with a part of what was on its way; nobody has noticed. */
    void breakOff() {
        if (phase == Phase.AWAY || brokenAt != Scheduler.NEVER) {
            return;
        }
        world.note(owner, "feed breaks");
        subscribed = false;
        int arriving = world.dice().below(onTheWay.size() + 1);
        long firstLost = world.now();
        while (onTheWay.size() > arriving) {
            firstLost = onTheWay.removeLast().sentAt();
        }
        brokenAt = firstLost;
    }

    /** The same is told again, some time later. */
    void repeat() {
        if (lastTold >= 0) {
            world.note(owner, "feed repeats {} at {}", lastTold, lastRevision);
            readings.notified(lastTold, lastRevision);
        }
    }

    /** Until when it is found lost, unless something arrives. */
    long deadline() {
        return switch (phase) {
            case AWAY -> Scheduler.NEVER;
            case SUBSCRIBED, READ -> since + Bounds.STORE_CALL;
            case CONNECTED -> {
                long untold = untoldSince();
                yield untold == Scheduler.NEVER
                        ? Scheduler.NEVER
                        : Math.max(
                                untold + Bounds.FEED_SILENCE, since + Bounds.FEED_HEARTBEAT + Bounds.FEED_DEAD_AFTER);
            }
        };
    }

    void late() {
        lose();
    }

    private long untoldSince() {
        return onTheWay.isEmpty() ? brokenAt : onTheWay.getFirst().sentAt();
    }

    private void subscribe() {
        if (world.isStoreAway() || world.fault(6)) {
            return;
        }
        world.note(owner, "feed subscribes");
        subscribed = true;
        since = world.now();
        confirmedAt = world.now();
        begun = readings.begin();
        phase = Phase.SUBSCRIBED;
        if (!world.rules().keep(Mutant.RESYNCHRONIZATION)) {
            connected();
        }
    }

    private void readRevisions() {
        if (brokenAt != Scheduler.NEVER || world.isStoreAway() || world.fault(8)) {
            lose();
            return;
        }
        world.note(owner, "feed reads the revisions at the store");
        phase = Phase.READ;
        onTheWay.add(new Message(-1, world.revisions(), world.now()));
    }

    private void arrived(Message message) {
        if (message.environment() < 0) {
            readings.tell(begun, message.revisions(), Source.RESYNC);
            connected();
            return;
        }
        lastTold = message.environment();
        lastRevision = message.revisions().get(0);
        world.note(owner, "feed tells of {} at {}", lastTold, lastRevision);
        readings.notified(lastTold, lastRevision);
    }

    private void connected() {
        world.note(owner, "feed is connected");
        phase = Phase.CONNECTED;
        since = world.now();
        owner.hears();
        listener.feedChanged(new FeedState.Connected(world.scheduler().instant()));
    }

    private void lose() {
        long untold = Math.min(untoldSince(), world.now());
        long confirmed = Math.max(confirmedAt, untold - world.dice().below((int) Bounds.FEED_HEARTBEAT));
        boolean told = phase == Phase.CONNECTED;
        phase = Phase.AWAY;
        subscribed = false;
        brokenAt = Scheduler.NEVER;
        onTheWay.clear();
        world.note(owner, "feed is found lost, confirmed {} ms ago", world.now() - confirmed);
        if (told) {
            listener.feedChanged(new FeedState.Away(world.scheduler().instantOf(confirmed)));
        }
    }
}
