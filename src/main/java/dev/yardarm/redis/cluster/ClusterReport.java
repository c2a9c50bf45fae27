package dev.yardarm.redis.cluster;

import dev.yardarm.config.HostPort;
import dev.yardarm.redis.cluster.Shard.SlotRange;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one node says of its cluster, read from {@code CLUSTER NODES}, and from {@code CLUSTER SLOTS}, which alone tells the
 * address that clients are meant to use where nodes announce host names (Redis manual, both commands, as of 7.0).
 */
final class ClusterReport {
    /** A node that is not one yet, or that nobody knows an address of. */
    private static final Set<String> UNUSABLE = Set.of("handshake", "noaddr");

    private static final Set<String> FAILING = Set.of("fail", "fail?");

    private final AddressBook addresses;
    private final Map<String, HostPort> preferred;
    private final List<Line> lines;

    private ClusterReport(AddressBook addresses, Map<String, HostPort> preferred, List<Line> lines) {
        this.addresses = addresses;
        this.preferred = preferred;
        this.lines = lines;
    }

    /** One line of {@code CLUSTER NODES}; the port is the one of the scheme that was asked by. */
    private record Line(
            String id, HostPort address, Set<String> flags, String primaryId, long epoch, List<SlotRange> slots) {
        boolean isPrimary() {
            return flags.contains("master");
        }
    }

    /**
     * @param asked the address under which the node was asked, for where it does not know its own
     * @throws IllegalArgumentException if it is not what a cluster node says
     */
    static ClusterTopology topology(
            HostPort asked, AddressBook addresses, @Nullable Response nodes, @Nullable Response slots) {
        if (nodes == null || slots == null) {
            throw new IllegalArgumentException("CLUSTER NODES or CLUSTER SLOTS has no answer");
        }
        List<Line> lines = nodes.toString()
                .lines()
                .filter(line -> !line.isBlank())
                .map(line -> line(line, asked))
                .filter(line -> line.flags().stream().noneMatch(UNUSABLE::contains))
                .toList();
        return new ClusterReport(addresses, preferred(slots, asked), lines).topology();
    }

    private ClusterTopology topology() {
        Map<String, List<ClusterNode>> replicas = new HashMap<>();
        List<ClusterNode> all = new ArrayList<>();
        for (Line line : lines) {
            ClusterNode node = node(line);
            all.add(node);
            if (!line.isPrimary()) {
                replicas.computeIfAbsent(line.primaryId(), first -> new ArrayList<>())
                        .add(node);
            }
        }
        List<Shard> shards = new ArrayList<>();
        for (Line line : lines) {
            if (line.isPrimary() && !line.slots().isEmpty()) {
                shards.add(
                        new Shard(node(line), replicas.getOrDefault(line.id(), List.of()), line.slots(), line.epoch()));
            }
        }
        return new ClusterTopology(all, shards);
    }

    private ClusterNode node(Line line) {
        HostPort announced = preferred.getOrDefault(line.id(), line.address());
        Optional<String> zone = addresses.zoneOf(line.address()).or(() -> addresses.zoneOf(announced));
        return new ClusterNode(
                line.id(),
                addresses
                        .mapped(announced)
                        .or(() -> addresses.mapped(line.address()))
                        .orElse(announced),
                line.isPrimary() ? NodeRole.PRIMARY : NodeRole.REPLICA,
                zone,
                line.flags().stream().anyMatch(FAILING::contains));
    }

    /** {@code id ip:port@bus[,hostname] flags primary ping pong epoch link slot…} */
    private static Line line(String text, HostPort asked) {
        String[] words = text.trim().split(" ", -1);
        if (words.length < 8) {
            throw new IllegalArgumentException("not a line of CLUSTER NODES: " + text);
        }
        List<SlotRange> slots = new ArrayList<>();
        for (int i = 8; i < words.length; i++) {
            // In brackets: a slot that is on its way, and still belongs to whoever lists it without.
            if (!words[i].startsWith("[")) {
                slots.add(range(words[i]));
            }
        }
        return new Line(
                words[0],
                address(words[1], asked),
                Set.of(words[2].split(",")),
                words[3],
                Long.parseLong(words[6]),
                slots);
    }

    private static HostPort address(String word, HostPort asked) {
        String endpoint = word.split(",", -1)[0];
        int bus = endpoint.indexOf('@');
        String hostAndPort = bus < 0 ? endpoint : endpoint.substring(0, bus);
        int colon = hostAndPort.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("not an address of CLUSTER NODES: " + word);
        }
        String host = hostAndPort.substring(0, colon);
        // A node that nobody has met yet does not know its own address.
        return new HostPort(host.isEmpty() ? asked.host() : host, Integer.parseInt(hostAndPort.substring(colon + 1)));
    }

    private static SlotRange range(String word) {
        int dash = word.indexOf('-');
        return dash < 0
                ? new SlotRange(Integer.parseInt(word), Integer.parseInt(word))
                : new SlotRange(Integer.parseInt(word.substring(0, dash)), Integer.parseInt(word.substring(dash + 1)));
    }

    /** By node; each range is followed by its nodes, each of them host, port, id. An absent host is the one asked. */
    private static Map<String, HostPort> preferred(Response slots, HostPort asked) {
        Map<String, HostPort> addresses = new HashMap<>();
        for (Response range : list(slots)) {
            for (int i = 2; i < list(range).size(); i++) {
                Response node = list(range.get(i));
                if (node.size() < 3) {
                    throw new IllegalArgumentException("not a node of CLUSTER SLOTS: " + node);
                }
                String host = word(node, 0);
                boolean known = !host.isEmpty() && !host.equals("?");
                addresses.put(
                        word(node, 2), new HostPort(known ? host : asked.host(), Integer.parseInt(word(node, 1))));
            }
        }
        return addresses;
    }

    private static Response list(@Nullable Response answer) {
        if (answer == null || answer.type() != ResponseType.MULTI) {
            throw new IllegalArgumentException("not a list of CLUSTER SLOTS: " + answer);
        }
        return answer;
    }

    /** Empty if it is absent. */
    private static String word(Response node, int index) {
        @Nullable Response word = node.get(index);
        return word == null ? "" : word.toString();
    }
}
