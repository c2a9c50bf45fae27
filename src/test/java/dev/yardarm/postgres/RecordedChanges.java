package dev.yardarm.postgres;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.ChangeListener;
import dev.yardarm.read.FeedState;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** All that a feed told, in order; may be read while it grows. */
final class RecordedChanges implements ChangeListener {
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    sealed interface Event {}

    record Heard(Environment environment, Revision revision, Source source, long atNanos) implements Event {}

    record WentBack(Environment environment, Revision heard, Revision found, Source source) implements Event {}

    record AllHeard(Source source) implements Event {}

    record State(FeedState state, long atNanos) implements Event {}

    @Override
    public void heard(Environment environment, Revision revision, Source source) {
        add(new Heard(environment, revision, source, System.nanoTime()));
    }

    @Override
    public void wentBack(Environment environment, Revision heard, Revision found, Source source) {
        add(new WentBack(environment, heard, found, source));
    }

    @Override
    public void confirmed(Instant until) {
        // Several times a second; that it is there shows otherwise.
    }

    @Override
    public void allHeard(Source source, Instant began) {
        add(new AllHeard(source));
    }

    @Override
    public void feedChanged(FeedState state) {
        add(new State(state, System.nanoTime()));
    }

    private void add(Event event) {
        threads.add(Thread.currentThread());
        events.add(event);
    }

    List<Event> events() {
        return List.copyOf(events);
    }

    <T extends Event> Stream<T> all(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast);
    }

    boolean hasHeard(Environment environment, long revision, Source source) {
        return all(Heard.class)
                .anyMatch(heard -> heard.environment().equals(environment)
                        && heard.revision().value() == revision
                        && heard.source() == source);
    }

    Revision highest(Environment environment) {
        return all(Heard.class)
                .filter(heard -> heard.environment().equals(environment))
                .map(Heard::revision)
                .reduce(Revision.NONE, Revision::or);
    }

    /** How often the feed was connected. */
    long connections() {
        return all(State.class)
                .filter(change -> change.state() instanceof FeedState.Connected)
                .count();
    }

    /** How often it was lost. */
    long losses() {
        return all(State.class)
                .filter(change -> change.state() instanceof FeedState.Away)
                .count();
    }

    int threads() {
        return threads.size();
    }
}
