package dev.yardarm.redis.cluster;

import static dev.yardarm.redis.cluster.ThreeShards.AT_FIRST;
import static dev.yardarm.redis.cluster.ThreeShards.SLOTS;
import static dev.yardarm.redis.cluster.ThreeShards.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.redis.cluster.Shard.SlotRange;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who became primary in place of whom, and that each is told once. */
class PromotionTest {
    private static final ClusterTopology FIRST = AT_FIRST.topology();
    private static final ThreeShards SECOND_ONLY = AT_FIRST.failedOver(1, 8);
    private static final ClusterTopology BOTH =
            AT_FIRST.failedOver(0, 7).failedOver(1, 8).topology();

    private final Promotions promotions = new Promotions();

    @Test
    void in_failover_namesBothNodes() {
        promotions.in(FIRST);

        assertThat(promotions.in(SECOND_ONLY.topology()))
                .containsExactly(new Promotion(
                        node("a1", NodeRole.PRIMARY), node("b1", NodeRole.PRIMARY), List.of(SLOTS.get(1)), 8));
    }

    @Test
    void in_failoversOfTwoShards_areTwo() {
        promotions.in(FIRST);

        assertThat(promotions.in(BOTH)).hasSize(2);
    }

    @Test
    void in_slotsMovedToAnEmptyPrimary_areNoPromotion() {
        ClusterNode holder = node("a", NodeRole.PRIMARY);
        ClusterNode empty = node("b", NodeRole.PRIMARY);
        List<ClusterNode> nodes = List.of(holder, empty);
        ClusterTopology before = new ClusterTopology(nodes, List.of(shard(holder, 1, new SlotRange(0, 9))));
        ClusterTopology partly = new ClusterTopology(
                nodes, List.of(shard(holder, 1, new SlotRange(1, 9)), shard(empty, 2, new SlotRange(0, 0))));
        ClusterTopology wholly = new ClusterTopology(nodes, List.of(shard(empty, 2, new SlotRange(0, 9))));

        promotions.in(before);
        assertThat(promotions.in(partly)).isEmpty();
        assertThat(promotions.in(wholly)).isEmpty();

        Promotions atOnce = new Promotions();
        atOnce.in(before);
        assertThat(atOnce.in(wholly)).isEmpty();
    }

    /** As nodes tell it that have not heard yet what the replaced one is now. */
    @Test
    void in_failoverToANodeThatIsTakenForAPrimaryWithoutSlots_isToldToo() {
        ClusterNode one = node("a", NodeRole.PRIMARY);
        ClusterNode other = node("b", NodeRole.PRIMARY);
        List<ClusterNode> nodes = List.of(one, other);
        SlotRange all = new SlotRange(0, 16_383);
        ClusterNode asReplica = node("b", NodeRole.REPLICA);
        promotions.in(new ClusterTopology(
                List.of(one, asReplica), List.of(new Shard(one, List.of(asReplica), List.of(all), 1))));
        promotions.in(new ClusterTopology(nodes, List.of(shard(other, 2, all))));

        assertThat(promotions.in(new ClusterTopology(nodes, List.of(shard(one, 3, all)))))
                .hasSize(1);
        assertThat(promotions.in(new ClusterTopology(nodes, List.of(shard(other, 4, all)))))
                .hasSize(1);
    }

    /** It came as a replica, and took over before any node was asked again. */
    @Test
    void in_failoverToANodeThatWasNotKnown_isToldToo() {
        ClusterNode lost = node("a", NodeRole.PRIMARY);
        ClusterNode replica = node("b", NodeRole.REPLICA);
        ClusterNode fresh = node("c", NodeRole.PRIMARY);
        SlotRange all = new SlotRange(0, 16_383);
        promotions.in(new ClusterTopology(
                List.of(lost, replica), List.of(new Shard(lost, List.of(replica), List.of(all), 1))));

        assertThat(promotions.in(new ClusterTopology(List.of(replica, fresh), List.of(shard(fresh, 2, all)))))
                .hasSize(1);
    }

    @Test
    void in_firstTopology_isNoPromotion() {
        assertThat(promotions.in(BOTH)).isEmpty();
    }

    @Test
    void in_shardThatWentBackForAWhile_isToldOnce() {
        promotions.in(FIRST);

        assertThat(promotions.in(BOTH)).hasSize(2);
        assertThat(promotions.in(SECOND_ONLY.topology())).isEmpty();
        assertThat(promotions.in(BOTH)).isEmpty();
        assertThat(promotions.in(FIRST)).isEmpty();
        assertThat(promotions.in(BOTH)).isEmpty();
    }

    @Test
    void in_failoverAfterAnother_isToldToo() {
        promotions.in(FIRST);
        promotions.in(SECOND_ONLY.topology());

        assertThat(promotions.in(SECOND_ONLY.failedOver(1, 9).topology()))
                .extracting(promotion -> promotion.primary().id())
                .containsExactly("a1");
    }

    @Test
    void in_laterEpochOfTheSamePrimary_isNoPromotion() {
        promotions.in(FIRST);
        promotions.in(SECOND_ONLY.topology());

        assertThat(promotions.in(new ThreeShards(SECOND_ONLY.primaries(), List.of(1L, 9L, 3L)).topology()))
                .isEmpty();
    }

    @Test
    void in_anotherCluster_isNoPromotionAndBeginsAnew() {
        ClusterNode primary = node("x", NodeRole.PRIMARY);
        ClusterNode replica = node("y", NodeRole.REPLICA);
        SlotRange all = new SlotRange(0, 16_383);
        ClusterTopology other = new ClusterTopology(
                List.of(primary, replica), List.of(new Shard(primary, List.of(replica), List.of(all), 1)));
        ClusterNode promoted = node("y", NodeRole.PRIMARY);
        promotions.in(BOTH);

        assertThat(promotions.in(other)).isEmpty();
        assertThat(promotions.in(new ClusterTopology(List.of(promoted), List.of(shard(promoted, 2, all)))))
                .hasSize(1);
    }

    private static Shard shard(ClusterNode primary, long epoch, SlotRange... slots) {
        return new Shard(primary, List.of(), List.of(slots), epoch);
    }
}
