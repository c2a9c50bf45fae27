package dev.yardarm.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.Shard.SlotRange;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who holds which slots. */
class ClusterTopologyTest {
    private static final ClusterNode A = node("a", NodeRole.PRIMARY);
    private static final ClusterNode B = node("b", NodeRole.PRIMARY);
    private static final ClusterNode C = node("c", NodeRole.REPLICA);

    @Test
    void shardOf_limitsOfRanges_areIncluded() {
        Shard first = shard(A, new SlotRange(0, 99), new SlotRange(200, 200));
        Shard second = shard(B, new SlotRange(100, 199));
        ClusterTopology topology = new ClusterTopology(List.of(A, B), List.of(second, first));

        assertThat(topology.shardOf(new Slot(0))).contains(first);
        assertThat(topology.shardOf(new Slot(99))).contains(first);
        assertThat(topology.shardOf(new Slot(100))).contains(second);
        assertThat(topology.shardOf(new Slot(199))).contains(second);
        assertThat(topology.shardOf(new Slot(200))).contains(first);
        assertThat(topology.shardOf(new Slot(201))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 16383, true", "1, 16383, false", "0, 16382, false"})
    void isWhole_oneRange_onlyWithEverySlot(int first, int last, boolean whole) {
        Shard shard = shard(A, new SlotRange(first, last));

        assertThat(new ClusterTopology(List.of(A), List.of(shard)).isWhole()).isEqualTo(whole);
    }

    @Test
    void unknown_anySlot_isHeldByNobody() {
        assertThat(ClusterTopology.UNKNOWN.isWhole()).isFalse();
        assertThat(ClusterTopology.UNKNOWN.shardOf(new Slot(0))).isEmpty();
        assertThat(ClusterTopology.UNKNOWN.epoch()).isNegative();
    }

    @Test
    void single_anySlot_isHeldByTheInstance() {
        HostPort address = new HostPort("h", 6379);
        ClusterTopology topology = ClusterTopology.single(address);

        assertThat(topology.isWhole()).isTrue();
        assertThat(topology.nodes()).extracting(ClusterNode::address).containsExactly(address);
        assertThat(topology.shardOf(Slot.of("any")).orElseThrow().nodes()).containsExactlyElementsOf(topology.nodes());
    }

    @Test
    void equals_sameContent_isTheSame() {
        assertThat(ClusterTopology.single(new HostPort("h", 1)))
                .isEqualTo(ClusterTopology.single(new HostPort("h", 1)))
                .hasSameHashCodeAs(ClusterTopology.single(new HostPort("h", 1)))
                .isNotEqualTo(ClusterTopology.single(new HostPort("h", 2)));
        assertThat(new ClusterTopology(List.of(A), List.of(shard(A, new SlotRange(0, 1)))))
                .isNotEqualTo(new ClusterTopology(
                        List.of(A), List.of(new Shard(A, List.of(), List.of(new SlotRange(0, 1)), 2))));
    }

    @Test
    void sharesNodesWith_anotherRoleOrAddress_isTheSameNode() {
        ClusterTopology topology = new ClusterTopology(List.of(A, C), List.of());
        ClusterNode moved = new ClusterNode(
                C.id(), new HostPort("elsewhere", 1), NodeRole.PRIMARY, Optional.empty(), /* failing= */ false);

        assertThat(topology.sharesNodesWith(new ClusterTopology(List.of(B, moved), List.of())))
                .isTrue();
        assertThat(topology.sharesNodesWith(new ClusterTopology(List.of(B), List.of())))
                .isFalse();
        assertThat(topology.sharesNodesWith(ClusterTopology.UNKNOWN)).isFalse();
    }

    @Test
    void nodes_ofAShard_beginWithThePrimary() {
        assertThat(new Shard(A, List.of(C), List.of(), 1).nodes()).containsExactly(A, C);
    }

    @ParameterizedTest
    @CsvSource({"-1, 0", "5, 4", "0, 16384"})
    void slotRange_impossible_fails(int first, int last) {
        assertThatIllegalArgumentException().isThrownBy(() -> new SlotRange(first, last));
    }

    @Test
    void toString_slotRange_isAsInClusterNodes() {
        assertThat(new SlotRange(3, 3)).hasToString("3");
        assertThat(new SlotRange(3, 7)).hasToString("3-7");
    }

    private static Shard shard(ClusterNode primary, SlotRange... slots) {
        return new Shard(primary, List.of(), List.of(slots), 1);
    }

    private static ClusterNode node(String id, NodeRole role) {
        return new ClusterNode(id, new HostPort(id, 6379), role, Optional.empty(), /* failing= */ false);
    }
}
