package dev.yardarm.redis.cluster;

import static dev.yardarm.redis.cluster.ThreeShards.AT_FIRST;
import static dev.yardarm.redis.cluster.ThreeShards.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.redis.cluster.Shard.SlotRange;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is believed when nodes say different things. */
class KnownTopologyTest {
    private static final ThreeShards FIRST_ONLY = AT_FIRST.failedOver(0, 7);
    private static final ThreeShards SECOND_ONLY = AT_FIRST.failedOver(1, 8);
    private static final ThreeShards BOTH = FIRST_ONLY.failedOver(1, 8);

    private long nanos = 42;
    private final KnownTopology known = new KnownTopology(() -> nanos);

    @Test
    void hear_newerReport_isKnownAsItIs() {
        assertThat(known.hear(AT_FIRST.topology())).isTrue();
        assertThat(known.hear(BOTH.topology())).isTrue();
        assertThat(known.hear(BOTH.topology())).isFalse();

        assertThat(known.current()).isEqualTo(BOTH.topology());
    }

    @Test
    void hear_reportThatMissesOneOfTwoFailovers_putsNoShardBack() {
        known.hear(BOTH.topology());

        assertThat(known.hear(SECOND_ONLY.topology())).isFalse();
        assertThat(known.hear(FIRST_ONLY.topology())).isFalse();

        assertThat(known.current()).isEqualTo(BOTH.topology());
    }

    @Test
    void hear_twoReportsOfOneFailoverEach_isBoth() {
        known.hear(FIRST_ONLY.topology());

        assertThat(known.hear(SECOND_ONLY.topology())).isTrue();

        assertThat(known.current()).isEqualTo(BOTH.topology());
    }

    @Test
    void hear_slotThatMoved_isHeldByTheLaterEpoch() {
        ClusterTopology moved = topology(
                shard("a0", 5, new SlotRange(0, 99), new SlotRange(101, 16_382)),
                shard("a1", 9, new SlotRange(100, 100)));
        known.hear(topology(shard("a0", 5, new SlotRange(0, 16_382)), shard("a1", 2, new SlotRange(16_383, 16_383))));

        known.hear(moved);

        assertThat(known.current().shards())
                .containsExactly(
                        shard("a0", 5, new SlotRange(0, 99), new SlotRange(101, 16_382)),
                        // Of the last slot nothing was said, so it stays where it was.
                        shard("a1", 9, new SlotRange(100, 100), new SlotRange(16_383, 16_383)));
    }

    @Test
    void hear_claimOfTheSameEpoch_isTheOneHeardLast() {
        known.hear(topology(shard("a0", 5, new SlotRange(0, 9)), shard("a1", 5, new SlotRange(10, 19))));
        ClusterTopology later = topology(shard("a0", 5, new SlotRange(0, 8)), shard("a1", 5, new SlotRange(9, 19)));

        assertThat(known.hear(later)).isTrue();
        assertThat(known.current()).isEqualTo(later);
    }

    @Test
    void hear_nodeOfAnOlderReport_isKeptAndNoReplicaOfItself() {
        known.hear(topology(shard("b0", 7, new SlotRange(0, 9))));
        ClusterNode formerPrimary = node("a0", NodeRole.PRIMARY);
        Shard former =
                new Shard(formerPrimary, List.of(node("b0", NodeRole.REPLICA)), List.of(new SlotRange(0, 10)), 1);
        ClusterNode stranger = node("c0", NodeRole.REPLICA);

        known.hear(
                new ClusterTopology(List.of(formerPrimary, node("b0", NodeRole.REPLICA), stranger), List.of(former)));

        assertThat(known.current().nodes()).containsExactly(formerPrimary, node("b0", NodeRole.PRIMARY), stranger);
        assertThat(known.current().shards())
                .containsExactly(shard("b0", 7, new SlotRange(0, 9)), shard("a0", 1, new SlotRange(10, 10)));
    }

    @Test
    void hear_olderReport_isBelievedAfterTenSecondsWithoutAnother() {
        known.hear(BOTH.topology());

        pass(Duration.ofMillis(9_999));
        known.hear(SECOND_ONLY.topology());
        assertThat(known.current()).isEqualTo(BOTH.topology());

        pass(Duration.ofMillis(1));
        assertThat(known.hear(SECOND_ONLY.topology())).isTrue();
        assertThat(known.current()).isEqualTo(SECOND_ONLY.topology());
    }

    @Test
    void hear_olderReportAmongNewerOnes_isNeverBelieved() {
        known.hear(BOTH.topology());
        for (int i = 0; i < 30; i++) {
            pass(Duration.ofSeconds(1));
            known.hear(SECOND_ONLY.topology());
            assertThat(known.current()).isEqualTo(BOTH.topology());
            known.hear(BOTH.topology());
        }
        assertThat(known.sinceConfirmed()).isZero();
    }

    @Test
    void hear_strangersAtTheSameAddresses_areNotMixedWithTheFormerNodes() {
        known.hear(AT_FIRST.topology());
        ClusterTopology older = topology(shard("x", 1, new SlotRange(0, 16_383)));
        ClusterTopology newer = topology(shard("y", 4, new SlotRange(0, 99)));

        assertThat(known.hear(older)).isFalse();
        assertThat(known.hear(newer)).isTrue();
        assertThat(known.current()).isEqualTo(newer);
    }

    @Test
    void forget_thenAnyReport_isBelieved() {
        known.hear(BOTH.topology());

        known.forget();

        assertThat(known.current()).isEqualTo(ClusterTopology.UNKNOWN);
        assertThat(known.hear(AT_FIRST.topology())).isTrue();
        assertThat(known.current()).isEqualTo(AT_FIRST.topology());
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private static ClusterTopology topology(Shard... shards) {
        return new ClusterTopology(List.of(shards).stream().map(Shard::primary).toList(), List.of(shards));
    }

    private static Shard shard(String primary, long epoch, SlotRange... slots) {
        return new Shard(node(primary, NodeRole.PRIMARY), List.of(), List.of(slots), epoch);
    }
}
