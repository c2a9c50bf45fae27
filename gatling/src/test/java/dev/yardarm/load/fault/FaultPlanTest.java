package dev.yardarm.load.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardarm.load.gateway.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    private static final Duration LOAD = Duration.ofMinutes(2);
    private static final Duration BACK_WITHIN = Duration.ofSeconds(30);
    private static final Duration HITS_WITHIN = Duration.ofSeconds(5);
    private static final long AFTERWARDS = 1_000;
    /** What the plan waits between two looks. */
    private static final long PAUSE = 10;

    private final AtomicLong now = new AtomicLong();
    private final List<String> injected = new ArrayList<>();
    private final StubCluster cluster = new StubCluster();
    private final RedisStub replica = cluster.replica("b");

    @BeforeEach
    void startPrimary() {
        cluster.primary("a");
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    /** How long after its injection a fault is seen, and how long after it its primary is back; none for never. */
    private class Planned implements Fault {
        private final String title;
        private final OptionalLong seen;
        private final OptionalLong back;
        private final Duration hang;
        private long at = -1;

        Planned(String title, OptionalLong seen, OptionalLong back, Duration hang) {
            this.title = title;
            this.seen = seen;
            this.back = back;
            this.hang = hang;
        }

        @Override
        public String title() {
            return title;
        }

        @Override
        public List<List<String>> rehearsal() {
            return List.of();
        }

        @Override
        public String remedy() {
            return "";
        }

        @Override
        public boolean promotes() {
            return true;
        }

        @Override
        public Duration hang() {
            return hang;
        }

        @Override
        public Effect inject(FlagCluster of) {
            at = now.get();
            injected.add(title + " at " + at);
            return new Effect(after(seen), after(back));
        }

        private BooleanSupplier after(OptionalLong time) {
            return () -> time.isPresent() && now.get() >= at + time.getAsLong();
        }
    }

    private Planned fault(String title, OptionalLong seen, OptionalLong back, Duration hang) {
        return new Planned(title, seen, back, hang);
    }

    private Planned fault(long back) {
        return fault("f", OptionalLong.of(0), OptionalLong.of(back), Duration.ZERO);
    }

    private FaultPlan plan(Fault... faults) {
        return plan(cluster.seen(Duration.ofSeconds(5)), faults);
    }

    /** It takes no time: who sleeps has slept. */
    private FaultPlan plan(FlagCluster of, Fault... faults) {
        return new FaultPlan(Arrays.asList(faults), of, now::get, now::addAndGet, LOAD, BACK_WITHIN, HITS_WITHIN);
    }

    private Episode played(Fault fault) {
        FaultPlan plan = plan(fault);
        plan.run();
        return plan.episode(fault);
    }

    @Test
    void run_faultThatIsNeverSeen_isRefused() {
        Fault fault = fault("unseen", OptionalLong.empty(), OptionalLong.of(0), Duration.ZERO);
        FaultPlan plan = plan(fault);

        assertThatThrownBy(plan::run).isInstanceOf(Refusal.class).hasMessageContaining("unseen: the command was sent");
        assertThat(plan.isPlayed(fault)).isFalse();
    }

    @Test
    void run_faultSeenLate_isPlayed() {
        Fault fault = fault("f", OptionalLong.of(2_900), OptionalLong.of(0), Duration.ZERO);
        FaultPlan plan = plan(fault);

        plan.run();

        assertThat(plan.isPlayed(fault)).isTrue();
    }

    @Test
    void run_faultSeenOnlyWhenItIsOver_isRefused() {
        Fault fault = fault("f", OptionalLong.of(3_100), OptionalLong.of(0), Duration.ZERO);

        assertThatThrownBy(plan(fault)::run).hasMessageContaining("the command was sent");
    }

    @Test
    void run_shardThatNeverSettles_isRefusedAndNothingInjected() {
        Fault fault = fault(0);
        FlagCluster empty = new FlagCluster(List.of(), List.of(), "feature_flags:production");

        assertThatThrownBy(plan(empty, fault)::run)
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("f: the flags' shard [] has no primary with a replica in step within 60 s");
        assertThat(injected).isEmpty();
        assertThat(now).hasValueBetween(60_000, 70_000);
    }

    @Test
    void run_replicaThatIsBehind_isWaitedFor() {
        replica.on("ROLE", () -> Optional.of(now.get() < 4_000 ? RedisStub.IS_BEHIND : RedisStub.IS_REPLICA));

        Episode episode = played(fault(0));

        assertThat(episode.at()).isEqualTo(4_000);
    }

    @Test
    void run_primaryNeverBack_episodeHasNoTimeAndLastsForTheBound() {
        Episode episode = played(fault("f", OptionalLong.of(0), OptionalLong.empty(), Duration.ZERO));

        assertThat(episode.primaryBack()).isEmpty();
        assertThat(episode.until() - episode.at())
                .isBetween(BACK_WITHIN.toMillis(), BACK_WITHIN.toMillis() + 2 * PAUSE);
    }

    @Test
    void run_primaryBackAtTheEndOfTheBound_isBack() {
        assertThat(played(fault(BACK_WITHIN.toMillis())).primaryBack()).hasValue(BACK_WITHIN.toMillis());
    }

    @Test
    void run_primaryBack_episodeHasItsTimeFromBeforeTheInjection() {
        Fault slow = new Planned("f", OptionalLong.of(0), OptionalLong.of(700), Duration.ZERO) {
            @Override
            public Effect inject(FlagCluster of) {
                now.addAndGet(200);
                return super.inject(of);
            }
        };

        assertThat(played(slow).primaryBack()).hasValue(900);
    }

    @Test
    void run_faultThatIsShort_hasAWindowOfTenSeconds() {
        Episode episode = played(fault(700));

        assertThat(episode.until() - episode.at()).isEqualTo(10_000);
        assertThat(episode.watchedUntil() - episode.at()).isEqualTo(700 + HITS_WITHIN.toMillis() + AFTERWARDS);
    }

    @Test
    void run_primaryBackAfterTenSeconds_windowLastsUntilThen() {
        Episode episode = played(fault(12_000));

        assertThat(episode.until() - episode.at()).isEqualTo(12_000);
        assertThat(episode.watchedUntil() - episode.at()).isEqualTo(12_000 + HITS_WITHIN.toMillis() + AFTERWARDS);
    }

    @Test
    void run_nodesThatHangForLonger_windowLastsUntilTheyAreBack() {
        Episode episode = played(fault("f", OptionalLong.of(0), OptionalLong.of(700), Duration.ofSeconds(15)));

        assertThat(episode.until() - episode.at()).isEqualTo(15_000);
        assertThat(episode.watchedUntil() - episode.at()).isEqualTo(15_000 + HITS_WITHIN.toMillis() + AFTERWARDS);
    }

    @Test
    void run_fault_endsWhenHitsWereWaitedFor() {
        Episode episode = played(fault(700));

        assertThat(now).hasValue(episode.watchedUntil());
    }

    @Test
    void run_faults_inTheOrderGivenEvenlyOverTheLoad() {
        Fault second = fault("second", OptionalLong.of(0), OptionalLong.of(0), Duration.ZERO);
        Fault first = fault("first", OptionalLong.of(0), OptionalLong.of(0), Duration.ZERO);
        FaultPlan plan = plan(first, second);

        plan.run();

        assertThat(injected).containsExactly("first at 2500", "second at 62500");
        assertThat(plan.episode(first).at()).isEqualTo(2_500);
        assertThat(plan.episode(second).title()).isEqualTo("second");
    }

    @Test
    void episode_faultThatWasNotPlayed_isRefused() {
        Fault played = fault("played", OptionalLong.of(0), OptionalLong.of(0), Duration.ZERO);
        Fault unseen = fault("unseen", OptionalLong.empty(), OptionalLong.of(0), Duration.ZERO);
        FaultPlan plan = plan(played, unseen);

        assertThatThrownBy(plan::run).isInstanceOf(Refusal.class);

        assertThat(plan.isPlayed(played)).isTrue();
        assertThatThrownBy(() -> plan.episode(unseen))
                .isInstanceOf(Refusal.class)
                .hasMessage("not injected");
    }
}
