package dev.yardarm.redis.cluster;

/** What a node is to its shard, by the name metrics give it. */
public enum NodeRole {
    PRIMARY("primary"),
    REPLICA("replica");

    private final String label;

    NodeRole(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }
}
