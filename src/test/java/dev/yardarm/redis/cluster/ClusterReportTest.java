package dev.yardarm.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yardarm.config.HostPort;
import dev.yardarm.config.ZonesOf;
import dev.yardarm.redis.cluster.Shard.SlotRange;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.BulkType;
import io.vertx.redis.client.impl.types.MultiType;
import io.vertx.redis.client.impl.types.NumberType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a node says of its cluster, as the gateway understands it. */
class ClusterReportTest {
    private static final HostPort ASKED = new HostPort("seed", 7000);
    private static final String PRIMARY = "a 10.0.1.1:6379@16379,one myself,master - 0 0 3 connected 0-8191";
    private static final String OTHER = "b 10.0.2.1:6380@16380 master - 0 1700000000000 7 connected 8192-16383";
    private static final String REPLICA = "c 10.0.3.1:6381@16381 slave a 0 1700000000000 3 connected";
    private static final Response NO_SLOTS = MultiType.EMPTY_MULTI;

    @Test
    void topology_primariesAndReplicas_areShards() {
        ClusterTopology topology = read(OTHER, REPLICA, PRIMARY);

        assertThat(topology.isWhole()).isTrue();
        assertThat(topology.shards()).hasSize(2);
        Shard first = topology.shards().get(0);
        assertThat(first.primary().address()).isEqualTo(new HostPort("10.0.1.1", 6379));
        assertThat(first.primary().role()).isEqualTo(NodeRole.PRIMARY);
        assertThat(first.slots()).containsExactly(new SlotRange(0, 8191));
        assertThat(first.replicas()).extracting(ClusterNode::id).containsExactly("c");
        assertThat(first.replicas().get(0).role()).isEqualTo(NodeRole.REPLICA);
        assertThat(topology.shards().get(1).replicas()).isEmpty();
    }

    @Test
    void topology_linesInAnotherOrder_isTheSame() {
        assertThat(read(REPLICA, OTHER, PRIMARY)).isEqualTo(read(PRIMARY, OTHER, REPLICA));
    }

    @Test
    void topology_severalEpochs_areThoseOfTheirShards() {
        String empty = "d 10.0.3.9:6379@16379 master - 0 0 99 connected";

        ClusterTopology topology = read(PRIMARY, OTHER, empty);

        assertThat(topology.epoch()).isEqualTo(7);
        assertThat(topology.shards()).extracting(Shard::epoch).containsExactly(3L, 7L);
        assertThat(topology.shards()).hasSize(2);
        assertThat(topology.nodes()).extracting(ClusterNode::id).containsExactly("a", "b", "d");
    }

    @Test
    void topology_singleAndMovingSlots_areTheOnesListedWithoutBrackets() {
        ClusterTopology topology = read("a 10.0.1.1:6379@16379 master - 0 0 1 connected 5 7-9 [5->-b] [77-<-c]");

        assertThat(topology.shards().get(0).slots()).containsExactly(new SlotRange(5, 5), new SlotRange(7, 9));
        assertThat(topology.shardOf(new Slot(77))).isEmpty();
        assertThat(topology.isWhole()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"master,fail", "master,fail?", "myself,master,fail"})
    void topology_failingFlag_isNoted(String flags) {
        assertThat(read("a 10.0.1.1:1@2 " + flags + " - 0 0 1 connected 0-1").nodes())
                .extracting(ClusterNode::failing)
                .containsExactly(true);
    }

    @Test
    void topology_otherFlags_areNoFailure() {
        assertThat(read("a 10.0.1.1:1@2 master,nofailover - 0 0 1 connected 0-1")
                        .nodes())
                .extracting(ClusterNode::failing)
                .containsExactly(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x :0@0 master,noaddr - 0 0 1 disconnected", "x 10.9.9.9:1@2 handshake - 0 0 0 connected"})
    void topology_nodeThatIsNoneYet_isLeftOut(String line) {
        assertThat(read(PRIMARY, line)).isEqualTo(read(PRIMARY));
    }

    @Test
    void topology_ownHostUnknown_isTheOneAsked() {
        assertThat(addresses(read("a :6379@16379 myself,master - 0 0 1 connected 0-1")))
                .containsExactly(new HostPort("seed", 6379));
    }

    @Test
    void topology_ipv6_isReadUpToTheLastColon() {
        assertThat(addresses(read("a 2001:db8::1:6379@16379 master - 0 0 1 connected 0-1")))
                .containsExactly(new HostPort("2001:db8::1", 6379));
    }

    @Test
    void topology_hostNamesInSlots_arePreferred() {
        Response slots = list(range(node("one.example", 6379, "a"), node("three.example", 6381, "c")));

        assertThat(addresses(read(AddressBook.EMPTY, slots, PRIMARY, REPLICA)))
                .containsExactly(new HostPort("one.example", 6379), new HostPort("three.example", 6381));
    }

    @Test
    void topology_unknownHostInSlots_isTheOneAsked() {
        Response slots = list(range(node(null, 1, "a"), node("", 2, "b"), node("?", 3, "c")));

        assertThat(addresses(read(AddressBook.EMPTY, slots, PRIMARY, OTHER, REPLICA)))
                .containsExactly(new HostPort("seed", 1), new HostPort("seed", 2), new HostPort("seed", 3));
    }

    @Test
    void topology_mappedAddress_isReachedThere() {
        HostPort reachable = new HostPort("127.0.0.1", 9001);
        AddressBook byAddress = book(Map.of(new HostPort("10.0.1.1", 6379), reachable));
        AddressBook byName = book(Map.of(new HostPort("one.example", 6379), reachable));
        Response slots = list(range(node("one.example", 6379, "a")));

        assertThat(addresses(read(byAddress, NO_SLOTS, PRIMARY))).containsExactly(reachable);
        assertThat(addresses(read(byAddress, slots, PRIMARY))).containsExactly(reachable);
        assertThat(addresses(read(byName, slots, PRIMARY))).containsExactly(reachable);
    }

    @Test
    void topology_zones_areThoseOfTheAnnouncedAddressOrName() {
        AddressBook book = new AddressBook(
                Map.of(new HostPort("10.0.1.1", 6379), new HostPort("127.0.0.1", 9001)),
                ZonesOf.text("10.0.1.0/24=z1,two.example=z2"));
        Response slots = list(range(node("one.example", 6379, "a"), node("two.example", 6380, "b")));

        assertThat(read(book, slots, PRIMARY, OTHER, REPLICA).nodes())
                .extracting(node -> node.id() + " " + node.zone().orElse("none"))
                .containsExactlyInAnyOrder("a z1", "b z2", "c none");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "a 10.0.1.1:6379@16379 master - 0 0 1",
                "a 10.0.1.1 master - 0 0 1 connected 0-1",
                "a 10.0.1.1:x@1 master - 0 0 1 connected 0-1",
                "a 10.0.1.1:70000@1 master - 0 0 1 connected 0-1",
                "a 10.0.1.1:1@1 master - 0 0 late connected 0-1",
                "a 10.0.1.1:1@1 master - 0 0 1 connected x",
                "a 10.0.1.1:1@1 master - 0 0 1 connected 5-",
                "a 10.0.1.1:1@1 master - 0 0 1 connected -5",
                "a 10.0.1.1:1@1 master - 0 0 1 connected 16384",
                "a 10.0.1.1:1@1 master - 0 0 1 connected 9-3"
            })
    void topology_damagedNodes_fails(String line) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(PRIMARY, line));
    }

    static List<Response> damagedSlots() {
        return List.of(
                bulk("OK"),
                list(bulk("0")),
                list(range(bulk("one.example"))),
                list(range(list(bulk("one.example"), number(6379)))),
                list(range(list(bulk("one.example"), null, bulk("a")))),
                list(range(list(bulk("one.example"), bulk("port"), bulk("a")))));
    }

    @ParameterizedTest
    @MethodSource("damagedSlots")
    void topology_damagedSlots_fails(Response slots) {
        assertThatIllegalArgumentException().isThrownBy(() -> read(AddressBook.EMPTY, slots, PRIMARY));
    }

    @Test
    void topology_noAnswer_fails() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterReport.topology(ASKED, AddressBook.EMPTY, null, NO_SLOTS));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterReport.topology(ASKED, AddressBook.EMPTY, bulk(PRIMARY), null));
    }

    private static ClusterTopology read(String... lines) {
        return read(AddressBook.EMPTY, NO_SLOTS, lines);
    }

    private static ClusterTopology read(AddressBook book, Response slots, String... lines) {
        return ClusterReport.topology(ASKED, book, bulk(String.join("\n", lines) + "\n"), slots);
    }

    private static List<HostPort> addresses(ClusterTopology topology) {
        return topology.nodes().stream().map(ClusterNode::address).toList();
    }

    private static AddressBook book(Map<HostPort, HostPort> reachable) {
        return new AddressBook(reachable, AddressBook.EMPTY.zones());
    }

    private static Response range(Response... nodes) {
        MultiType range = MultiType.create(nodes.length + 2L, false);
        range.add(number(0));
        range.add(number(8191));
        for (Response node : nodes) {
            range.add(node);
        }
        return range;
    }

    private static Response node(@Nullable String host, int port, String id) {
        return list(host == null ? null : bulk(host), number(port), bulk(id), MultiType.EMPTY_MULTI);
    }

    private static Response list(@Nullable Response... parts) {
        MultiType list = MultiType.create(parts.length, false);
        for (@Nullable Response part : parts) {
            list.add(part);
        }
        return list;
    }

    private static Response bulk(String text) {
        return BulkType.create(Buffer.buffer(text), false);
    }

    private static Response number(int number) {
        return NumberType.create(number);
    }
}
