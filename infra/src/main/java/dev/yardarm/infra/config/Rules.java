package dev.yardarm.infra.config;

import dev.yardarm.infra.config.InvalidConfig.Mistake;
import java.util.ArrayList;
import java.util.List;

/** What the values of one record have to keep; all that is broken is said at once. */
final class Rules {
    private final List<Mistake> broken = new ArrayList<>();

    Rules require(boolean kept, String key, String what) {
        if (!kept) {
            broken.add(new Mistake(key, what));
        }
        return this;
    }

    Rules range(double value, double least, double most, String key) {
        return require(value >= least && value <= most, key, "must be from " + plain(least) + " to " + plain(most));
    }

    /** Fails if any rule is broken. */
    void check() {
        if (!broken.isEmpty()) {
            throw new InvalidConfig(broken);
        }
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
