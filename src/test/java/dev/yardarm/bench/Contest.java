package dev.yardarm.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Servers under the same load by turns, round after round, so that what else the machine does meets all of them: what
 * counts is what one makes of what the other does in the same rounds.
 */
final class Contest {
    private final Form form;
    private final Map<String, Contestant> contestants = new LinkedHashMap<>();
    private final Map<String, List<Wrk.Result>> results = new LinkedHashMap<>();

    /**
     * How long it takes.
     *
     * @param warmUp of each server, before the first round
     * @param turn of each server in each round
     */
    record Form(int rounds, Duration warmUp, Duration turn) {}

    private record Contestant(int port, Request request) {
        Wrk.Result run(Duration time) {
            return Wrk.run(port, request, time);
        }
    }

    Contest(Form form) {
        this.form = form;
    }

    Contest between(String name, int port, Request request) {
        contestants.put(name, new Contestant(port, request));
        results.put(name, new ArrayList<>());
        return this;
    }

    Contest run() {
        contestants.values().forEach(each -> each.run(form.warmUp()));
        List<String> order = new ArrayList<>(contestants.keySet());
        for (int round = 0; round < form.rounds(); round++) {
            order.forEach(name -> of(name).add(contestant(name).run(form.turn())));
            // So that nobody is always the one after another.
            Collections.reverse(order);
            Progress.tell("    round " + (round + 1) + ": " + latest());
        }
        return this;
    }

    private String latest() {
        StringBuilder line = new StringBuilder();
        results.forEach((name, of) ->
                line.append("%s %,.0f  ".formatted(name, of.get(of.size() - 1).perSecond())));
        return line.toString();
    }

    private List<Wrk.Result> of(String name) {
        return entered(results.get(name), name);
    }

    private Contestant contestant(String name) {
        return entered(contestants.get(name), name);
    }

    private static <T> T entered(@Nullable T found, String name) {
        if (found == null) {
            throw new IllegalArgumentException(name + " takes no part");
        }
        return found;
    }

    /** Answers a second, the median of the rounds. */
    double perSecond(String name) {
        return median(of(name).stream().mapToDouble(Wrk.Result::perSecond).toArray());
    }

    /** What one makes of what the other does, round by round. */
    Spread ratio(String one, String other) {
        double[] rounds = new double[form.rounds()];
        for (int i = 0; i < rounds.length; i++) {
            rounds[i] = of(one).get(i).perSecond() / of(other).get(i).perSecond();
        }
        return Spread.of(rounds);
    }

    /** Of what was taken in each round. */
    record Spread(double median, double least, double greatest) {
        static Spread of(double[] rounds) {
            return new Spread(
                    Contest.median(rounds),
                    Arrays.stream(rounds).min().orElseThrow(),
                    Arrays.stream(rounds).max().orElseThrow());
        }
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
