package dev.yardarm.load.fault;

import dev.yardarm.load.fault.RedisNode.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Nodes that do not answer for a while, the flags' primary among them. Their connections stay, and they come back by themselves. */
abstract class Hang implements Fault {
    private final String who;
    private final String names;
    private final Freeze freeze;
    private final Duration time;

    /**
     * @param who whom it takes, and how that is called
     * @param names those of {@code -Dfaults} that are meant: the one that needs DEBUG, and the one that does not
     */
    Hang(String who, String names, Freeze freeze, Duration time) {
        this.who = who;
        this.names = names;
        this.freeze = freeze;
        this.time = time;
    }

    @Override
    public final String title() {
        return who + " by " + freeze;
    }

    @Override
    public final List<List<String>> rehearsal() {
        return List.of(freeze.rehearsal());
    }

    @Override
    public final String remedy() {
        return "%s, or leave it out of -Dfaults (%s)".formatted(freeze.remedy(), names);
    }

    @Override
    public final boolean promotes() {
        return freeze.promotes();
    }

    @Override
    public final Duration hang() {
        return time;
    }

    @Override
    public void check(FlagCluster cluster) {
        freeze.check(cluster, time);
    }

    @Override
    public final Effect inject(FlagCluster cluster) {
        RedisNode primary = cluster.primary();
        List<RedisNode> nodes = nodes(cluster, primary);
        // At once, on a thread for each: the first would else be back before the last is gone.
        CompletableFuture.allOf(nodes.stream()
                        .map(node -> CompletableFuture.runAsync(
                                () -> freeze.begin(node, time), work -> new Thread(work, "hang").start()))
                        .toArray(CompletableFuture[]::new))
                .join();
        return new Effect(
                () -> nodes.parallelStream().allMatch(node -> node.state() == State.SILENT),
                freeze.primaryBack(cluster, primary));
    }

    /** Those that are to hang, given the flags' primary of now. Fails if they can't be hung now. */
    abstract List<RedisNode> nodes(FlagCluster cluster, RedisNode primary);
}
