package dev.yardarm.write;

import dev.yardarm.flag.RolloutPercentage;
import java.util.Optional;

/** What is to become of one flag. */
public sealed interface Edit {

    /** Sets the members that are given and leaves the others (RFC 7396); only of a flag that exists. */
    record Patch(
            Optional<Boolean> isEnabled, Optional<RolloutPercentage> rolloutPercentage, Optional<String> description)
            implements Edit {

        FlagContent applyTo(FlagContent before) {
            return new FlagContent(
                    isEnabled.orElse(before.isEnabled()),
                    rolloutPercentage.orElse(before.rolloutPercentage()),
                    description.orElse(before.description()));
        }
    }

    /** Creates the flag, or replaces it whole. */
    record Put(FlagContent content) implements Edit {}

    /** Removes a flag that exists. */
    record Remove() implements Edit {}
}
