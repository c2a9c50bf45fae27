package dev.yardarm.read.model;

/** What is promised of answers. */
enum Property {
    /**
     * No gateway answers with less than it had answered or acknowledged when the read began, or than its fence was. An
     * answer that is marked stale may be behind what was only heard of, not behind what clients have seen.
     */
    NEVER_BACK,
    /** A read with {@code Flags-Min-Revision} never gets less; and is refused only if the store had not reached it. */
    LEAST_REVISION,
    /** What is answered is what the store held at the revision that the answer names: whole, and of nothing else. */
    CONTENT,
    /**
     * Once a gateway has been told by the store that it went back, it answers with nothing that the store has lost; until
     * then it may.
     */
    LOST_PAST,
    /**
     * What was put into Redis and never committed, of a revision that the store has not reached, is answered with only if
     * the store cannot be asked, and marked.
     */
    MADE_UP,
    /** An answer that is not marked is not further behind the store than {@link Bounds#UNMARKED}. */
    BOUNDED,
    /**
     * A gateway that has not heard of the store gives no unmarked answer that is behind the store as it was when the read
     * began, unless it was asking it already.
     */
    CONFIRMED,
    /**
     * What Redis has taken of an invalidation holds for all who ask that node, though they have heard of nothing, until the
     * node has lost it or its lifetime is over.
     */
    INVALIDATED,
    /** When all faults are over and nothing is under way, every gateway answers with what the store holds. */
    CONVERGED,
    /** Every read ends, and fails only because no backend could answer it. */
    ENDED
}
