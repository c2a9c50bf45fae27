package dev.yardarm.migration;

import java.util.ArrayList;
import java.util.List;

/** Remembers what it is told. */
public final class Recording implements MigrationObserver {
    public final List<Double> shares = new ArrayList<>();
    public final List<Comparisons.Outcome> outcomes = new ArrayList<>();

    @Override
    public void ended(Side side, long nanos) {}

    @Override
    public void failed(Side side) {}

    @Override
    public void read(Side side, boolean hit) {}

    @Override
    public void compared(Comparisons.Outcome outcome) {
        outcomes.add(outcome);
    }

    @Override
    public void changed(MigrationState state, boolean seen) {
        shares.add(state.share());
    }
}
