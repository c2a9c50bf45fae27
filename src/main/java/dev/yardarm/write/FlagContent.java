package dev.yardarm.write;

import dev.yardarm.flag.Flag;
import dev.yardarm.flag.RolloutPercentage;

/** What an operator decides of a flag; the rest of it is bookkeeping. */
public record FlagContent(boolean isEnabled, RolloutPercentage rolloutPercentage, String description) {

    /** Fails with {@link IllegalArgumentException} on a description that {@link Flag#checkDescription} refuses. */
    public FlagContent {
        Flag.checkDescription(description);
    }

    public static FlagContent of(Flag flag) {
        return new FlagContent(flag.isEnabled(), flag.rolloutPercentage(), flag.description());
    }
}
