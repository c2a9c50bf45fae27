package dev.yardarm.read.model;

import dev.yardarm.read.Readers.Lapse;
import java.util.Optional;

/** A rule that is left out, so that the check is seen to notice. */
enum Mutant {
    /** The near cache does not ask the fence. */
    NEAR_FENCE(Property.NEVER_BACK, Lapse.KEPT_BELOW_FENCE, Optional.of(true)),
    /** Readers do not ask the fence whether what Redis answers with is new enough. */
    REDIS_FENCE(Property.NEVER_BACK, Lapse.CACHED_BELOW_FENCE, Optional.empty()),
    /** Readers answer from Redis without asking the store, though they have not heard of it. */
    CONFIRMATION(Property.CONFIRMED, Lapse.UNASKED, Optional.of(false)),
    /** <i>publish</i> does not ask for the fence that an invalidation left. */
    PUBLISH_FENCE(Property.INVALIDATED),
    /** <i>publish</i> does not ask for the revision that is cached. */
    PUBLISH_REVISION(Property.INVALIDATED),
    /** <i>invalidate</i> leaves no fence. */
    INVALIDATE_FENCE(Property.INVALIDATED),
    /** <i>invalidate</i> puts its own fence in the place of a later one. */
    INVALIDATE_LOWERS_FENCE(Property.INVALIDATED),
    /** The feed is taken for connected as soon as it is subscribed, without a reading of the revisions. */
    RESYNCHRONIZATION(Property.BOUNDED),
    /** Readers do not see that the store went back. */
    GOING_BACK(Property.LOST_PAST, Lapse.NEVER_BACK, Optional.empty()),
    /** Readers believe Redis before it has dropped what the store has lost. */
    DISTRUST(Property.LOST_PAST, Lapse.LOST_PAST_BELIEVED, Optional.empty()),
    /** Readers answer with what Redis has above all that they have heard of, without asking the store. */
    UNHEARD_OF(Property.MADE_UP, Lapse.UNHEARD_OF_BELIEVED, Optional.empty());

    private final Property broken;
    private final Lapse lapse;
    private final Optional<Boolean> near;

    Mutant(Property broken) {
        this(broken, Lapse.NONE, Optional.empty());
    }

    /** @param near whether the near caches have to be on, or off, for nothing else to stand in for the rule */
    Mutant(Property broken, Lapse lapse, Optional<Boolean> near) {
        this.broken = broken;
        this.lapse = lapse;
        this.near = near;
    }

    /** The promise that is broken without it. */
    Property broken() {
        return broken;
    }

    /** What its readers leave out. */
    Lapse lapse() {
        return lapse;
    }

    Optional<Boolean> near() {
        return near;
    }
}
