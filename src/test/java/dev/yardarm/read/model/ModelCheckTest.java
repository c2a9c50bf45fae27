package dev.yardarm.read.model;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.yardarm.read.model.Exploration.Finding;
import dev.yardarm.read.model.Exploration.Outcome;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * No promise of the revision fence is broken in a million interleavings of all that can happen between gateways, store and
 * cache; and it would be noticed if one were: each rule is left out once, and the check finds what comes of it.
 *
 * <p>The runs are those of the seeds from 1 on, the same at each build. Others, and more of them:
 *
 * <pre>mvn test -Dtest=ModelCheckTest -Dyardarm.model.seed=1000001 -Dyardarm.model.runs=10000000</pre>
 *
 * <p>A broken promise names the seed of its run, and all that happened in it; {@code -Dyardarm.model.runs=1} with that seed
 * plays it again.
 */
class ModelCheckTest {
    private static final long SEED = Long.getLong("yardarm.model.seed", 1);
    /** A few more than a million, since a few play out as others do. */
    private static final int RUNS = Integer.getInteger("yardarm.model.runs", 1_010_000);

    /** By then each mutant is found many times over. */
    private static final int MOST_RUNS_FOR_A_MUTANT = 200_000;

    private static final int RUNS_WITHOUT_FINDINGS = 25_000;
    private static final Set<Property> ALL = EnumSet.allOf(Property.class);
    private static final String DOMAIN = "dev.yardarm";

    @BeforeAll
    static void logNothing() {
        logger().setLevel(Level.OFF);
    }

    @AfterAll
    static void logAgain() {
        logger().setLevel(null);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(DOMAIN);
    }

    @Test
    void explore_allRulesKept_noPromiseIsBroken() {
        long began = System.nanoTime();

        Outcome outcome = new Exploration(Rules.ALL, ALL).explore(SEED, RUNS);

        say("%,d interleavings, %,d of them different, from seed %d on", outcome.runs(), outcome.different(), SEED);
        say("%.1f s", (System.nanoTime() - began) / 1e9);
        assertThat(outcome.finding()).isEmpty();
        assertThat(outcome.different()).isGreaterThan(RUNS / 100 * 99);
    }

    @ParameterizedTest
    @EnumSource
    void explore_ruleLeftOut_isNoticed(Mutant mutant) {
        Outcome outcome =
                new Exploration(Rules.without(mutant), EnumSet.of(mutant.broken())).explore(1, MOST_RUNS_FOR_A_MUTANT);

        say("without %s: %s is broken after %,d runs", mutant, mutant.broken(), outcome.runs());
        assertThat(outcome.finding()).map(Finding::property).contains(mutant.broken());
    }

    /**
     * What the fences in Redis are for, and what not: no gateway goes back without them, and none is further behind than is
     * promised, for the readers' own fence sees to that. They keep an invalidation from being undone for gateways that have
     * not yet heard of the change.
     */
    @ParameterizedTest
    @EnumSource(names = {"PUBLISH_FENCE", "PUBLISH_REVISION", "INVALIDATE_FENCE", "INVALIDATE_LOWERS_FENCE"})
    void explore_fenceInRedisLeftOut_breaksNothingElse(Mutant mutant) {
        Set<Property> others = EnumSet.complementOf(EnumSet.of(Property.INVALIDATED));

        assertThat(new Exploration(Rules.without(mutant), others)
                        .explore(1, RUNS_WITHOUT_FINDINGS)
                        .finding())
                .isEmpty();
    }

    @Test
    void explore_finding_isPlayedAgainFromItsSeed() {
        Exploration exploration = new Exploration(Rules.without(Mutant.REDIS_FENCE), ALL);
        Finding found = finding(exploration.explore(1, MOST_RUNS_FOR_A_MUTANT));

        Finding again = finding(exploration.explore(found.seed(), 1));

        assertThat(again).isEqualTo(found);
        assertThat(again.toString())
                .contains("seed " + found.seed())
                .contains("BROKEN " + found.property())
                .contains("gateway A");
    }

    private static Finding finding(Outcome outcome) {
        Optional<Finding> finding = outcome.finding();
        assertThat(finding).isPresent();
        return finding.orElseThrow();
    }

    private static void say(String what, Object... figures) {
        System.out.println("model check: " + String.format(Locale.ROOT, what, figures));
    }
}
