package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.NodeFailure.Kind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One read on its way to an answer: from node to node of its shard, to a second one beside the first if that is slow, to
 * where it is redirected, and once more from the start if there is time.
 *
 * <p>The first good answer ends it. An answer that is older than what is asked for is kept, and the primary asked: it is
 * given if nobody has a later one.
 */
final class RoutedRead {
    private final ReadRouter router;
    private final Request command;
    private final Slot slot;
    private final Predicate<@Nullable Response> fresh;
    private final boolean whole;
    private final boolean patient;
    private final long beganNanos = System.nanoTime();
    private final Promise<Answer> promise = Promise.promise();

    private ReadRouter.Plan plan;
    private int next;
    private int underWay;
    private int redirections;
    private int retries;
    private boolean hedged;
    private boolean primaryAsked;
    private boolean over;
    private @Nullable Answer older;
    private @Nullable NodeLink olderFrom;
    private NodeFailure failure;

    /** Who was asked last; the primary as long as there has been nobody to ask. */
    private @Nullable HostPort failedAt;

    /**
     * @param fresh whether an answer is as late as is asked for
     * @param whole whether the answer may be so large that one attempt may take half of the budget
     * @param patient whether it is sent once more after a pause
     */
    RoutedRead(
            ReadRouter router,
            Request command,
            Slot slot,
            Predicate<@Nullable Response> fresh,
            boolean whole,
            boolean patient) {
        this.router = router;
        this.command = command;
        this.slot = slot;
        this.fresh = fresh;
        this.whole = whole;
        this.patient = patient;
        this.plan = router.plan(slot);
        this.failure = plan.nobody();
        this.failedAt = plan.primary() == null ? null : plan.primary().address();
    }

    /** Sends it. Fails with {@link NodeFailure}. */
    Future<Answer> begin() {
        goOn();
        return promise.future();
    }

    /** To the next node, if nothing is on its way and there is one. */
    private void goOn() {
        if (over || underWay > 0 || tryNext()) {
            return;
        }
        if (older != null) {
            complete(older);
        } else {
            again();
        }
    }

    private boolean tryNext() {
        boolean first = next == 0 && retries == 0;
        if (!first && !router.hasTimeForAnother(beganNanos)) {
            return false;
        }
        while (next < plan.order().size()) {
            NodeLink link = plan.order().get(next++);
            if (link.isReady() && !(primaryAsked && link == plan.primary())) {
                send(link);
                return true;
            }
        }
        return false;
    }

    private void send(NodeLink link) {
        underWay++;
        primaryAsked |= link == plan.primary();
        read(link, new Attempt(link, /* redirected= */ false));
    }

    private void read(NodeLink link, Attempt attempt) {
        if (whole) {
            link.read(attempt, router.wholeBound(plan, beganNanos));
        } else {
            link.read(attempt);
        }
    }

    private void again() {
        Optional<Duration> pause = patient
                ? router.retries().pause(failure, failedAt, retries + 1, beganNanos, plan.awayFor())
                : Optional.empty();
        if (pause.isEmpty()) {
            over = true;
            promise.fail(failure);
            return;
        }
        retries++;
        router.after(pause.get(), () -> {
            plan = router.plan(slot);
            next = 0;
            redirections = 0;
            primaryAsked = false;
            goOn();
        });
    }

    private void complete(Answer answer) {
        over = true;
        promise.complete(answer);
    }

    /** The read at one node. */
    private final class Attempt implements ReadAttempt {
        private final NodeLink link;

        private final boolean redirected;

        /** @param redirected whether another node named this one as who holds the slot */
        private Attempt(NodeLink link, boolean redirected) {
            this.link = link;
            this.redirected = redirected;
        }

        @Override
        public Request command() {
            return command;
        }

        @Override
        public void answered(@Nullable Response response) {
            underWay--;
            if (over) {
                return;
            }
            Answer answer = new Answer(response, link.address());
            boolean isFresh = fresh.test(response);
            if (patient) {
                // One that is not asks only whether the node answers, and cannot miss anything.
                link.readAnswered(isFresh);
            }
            if (isFresh) {
                link.freshness().kept();
                if (olderFrom != null) {
                    olderFrom.freshness().missed(System.nanoTime());
                }
                complete(answer);
            } else if (redirected || link == plan.primary()) {
                // Nobody has a later one.
                complete(answer);
            } else {
                older = answer;
                olderFrom = link;
                askPrimary();
            }
        }

        @Override
        public void failed(NodeFailure why) {
            underWay--;
            if (over) {
                return;
            }
            failure = why;
            failedAt = link.address();
            Optional<NodeLink> named = router.redirections().follow(why, link.address());
            if (named.isPresent()
                    && named.get().isReady()
                    && redirections++ < Redirections.MOST
                    && router.hasTimeForAnother(beganNanos)) {
                follow(named.get(), why.kind() == Kind.ASK);
            } else if (!why.isOfTheNode()) {
                over = true;
                promise.fail(why);
            } else {
                goOn();
            }
        }

        @Override
        public void slow() {
            if (!over
                    && !hedged
                    && underWay == 1
                    && plan.hasReady(next)
                    && router.hedges().spend()) {
                hedged = true;
                tryNext();
            }
        }
    }

    private void askPrimary() {
        NodeLink primary = plan.primary();
        if (!primaryAsked && primary != null && primary.isReady() && router.hasTimeForAnother(beganNanos)) {
            send(primary);
        } else {
            goOn();
        }
    }

    private void follow(NodeLink named, boolean asking) {
        underWay++;
        primaryAsked |= named == plan.primary();
        Attempt attempt = new Attempt(named, /* redirected= */ true);
        if (!asking) {
            read(named, attempt);
            return;
        }
        named.sendAsking(command, router.attempt())
                .onSuccess(attempt::answered)
                .onFailure(why -> attempt.failed((NodeFailure) why));
    }
}
