package dev.yardarm.redis.cluster;

import dev.yardarm.redis.cluster.NodeFailure.Kind;

/** What operators are told to do about a node that cannot be used. */
final class Remedy {
    static final String CREDENTIALS =
            "check the user and the password in the URL, REDIS_USERNAME and REDIS_PASSWORD, or the secret";
    static final String RIGHTS =
            "give the user the commands and the keys that the gateway needs, as its README lists them";
    static final String NOT_REDIS = "what answers there is not Redis: check host and port";
    static final String TLS =
            "check that the server speaks TLS there (if not, write redis), that its certificate is for this host, and that sslrootcert trusts it";

    /** What a node that is no part of a cluster says to CLUSTER; an error without a prefix that is its own. */
    private static final String NO_CLUSTER = "cluster support disabled";

    /** What old servers, and what stands in for them, say to AUTH when nothing is asked of anybody; likewise. */
    private static final String NO_PASSWORD = "no password is set";

    private static final String NO_PASSWORD_FOR_DEFAULT = "without any password configured";

    private Remedy() {}

    /** For a node, one of those that are asked for flags. */
    static String of(Kind kind, String error) {
        return switch (kind) {
            case NOAUTH -> "the server wants a password: give it in the URL, by REDIS_PASSWORD, or in the secret";
            case WRONGPASS -> CREDENTIALS;
            case NOPERM -> RIGHTS;
            case NOT_REDIS -> NOT_REDIS;
            case TLS -> TLS;
            case LOADING -> "none needed: the server is loading its data";
            case TIMEOUT ->
                "check the address, the network, whether the server hangs, and that it speaks what the scheme says (redis or rediss)";
            default ->
                error.contains(NO_PASSWORD) || error.contains(NO_PASSWORD_FOR_DEFAULT)
                        ? "the server has no password: leave it out, or set it on the server"
                        : "check the address, and that the server runs and speaks what the scheme says (redis or rediss)";
        };
    }

    /** For a node of a cluster that was never reached where the cluster says that it is. */
    static String ofAnnounced(Kind kind, String error) {
        return switch (kind) {
            case DISCONNECTED, TIMEOUT, NOT_REDIS ->
                of(kind, error)
                        + "; the node announces this address: if it is another one from here, map it by REDIS_ADDRESS_MAP";
            default -> of(kind, error);
        };
    }

    /** For a seed. */
    static String ofSeed(Kind kind, String error) {
        if (error.contains(NO_CLUSTER)) {
            return "this is a single instance: name it by REDIS_URL, or name a node of a cluster";
        }
        return kind == Kind.CLUSTERDOWN
                ? "the node belongs to no cluster that serves: check that the cluster has been formed"
                : of(kind, error);
    }
}
