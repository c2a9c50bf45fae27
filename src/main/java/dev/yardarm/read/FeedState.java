package dev.yardarm.read;

import java.time.Instant;

/** Whether a gateway hears of changes that others make: what it may answer without asking depends on it. */
public sealed interface FeedState {

    /** When it came to be so. */
    Instant since();

    /**
     * The revisions of all environments were heard after the subscription, and later ones are heard as they are committed.
     * That this is no longer so shows within a second.
     */
    record Connected(Instant since) implements FeedState {}

    /**
     * Changes may be made that are not heard of.
     *
     * @param since everything committed before it has been heard; earlier than the loss was noticed, for a server that
     *     falls silent is not noticed at once
     */
    record Away(Instant since) implements FeedState {}
}
