package dev.yardarm.load.record;

import java.util.Arrays;

/** Where a read was answered from, by the header {@code Cache-Status} (RFC 9211), or that it failed. */
public enum Source {
    /** The gateway's own memory. */
    NEAR,
    /** The cache behind it: Redis, or the one in memory of a gateway without Redis. */
    CACHE,
    /** PostgreSQL: the cache did not have it, or could not be asked. */
    DATABASE,
    /** The last known good, marked stale. */
    STALE,
    /** No answer, or one with another status than 200. */
    FAILED;

    /** Of a header such as {@code redis; fwd=miss, near; hit; detail=stale}. */
    public static Source of(String cacheStatus) {
        String[] members = cacheStatus.split(",", -1);
        if (Arrays.stream(members).anyMatch(member -> has(member, "detail=stale"))) {
            return STALE;
        }
        return Arrays.stream(members)
                .filter(member -> has(member, "hit"))
                .findFirst()
                .map(member -> name(member).equals("near") ? NEAR : CACHE)
                .orElse(DATABASE);
    }

    /** Whether a cache had the answer, and it was known to be the truth. */
    public boolean isHit() {
        return this == NEAR || this == CACHE;
    }

    private static String name(String member) {
        return member.split(";", -1)[0].strip();
    }

    private static boolean has(String member, String parameter) {
        return Arrays.stream(member.split(";", -1))
                .skip(1)
                .anyMatch(part -> part.strip().equals(parameter));
    }
}
