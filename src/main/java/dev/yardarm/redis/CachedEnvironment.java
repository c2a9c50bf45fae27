package dev.yardarm.redis;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.flag.Revision;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.EncodedSnapshot;
import dev.yardarm.read.Lookup;
import dev.yardarm.read.Lookup.Reason;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The hash of one environment in Redis, {@code feature_flags:{environment}}: a field for each flag with its JSON, the field
 * {@code #revision} with the environment's, or {@code #fence} alone where a change has removed the rest. No flag's key can
 * begin with {@code #}.
 *
 * <p>Whatever is not exactly that is damaged, and so a miss: the truth replaces it.
 */
final class CachedEnvironment {
    static final String REVISION = "#revision";
    static final String FENCE = "#fence";

    private final Environment environment;
    private final String node;

    /** @param node who answered */
    CachedEnvironment(Environment environment, String node) {
        this.environment = environment;
        this.node = node;
    }

    static String key(Environment environment) {
        return "feature_flags:" + environment.value();
    }

    /** Whether the answer to {@code HMGET key flag… #revision #fence} is of a revision or a later one. */
    static boolean flagsAreAtLeast(Revision wanted, List<FlagKey> keys, @Nullable Response answer) {
        return answer != null && answer.size() == keys.size() + 2 && isAtLeast(wanted, answer.get(keys.size()));
    }

    /** Whether the answer to {@code HGETALL key} is of a revision or a later one. */
    static boolean snapshotIsAtLeast(Revision wanted, @Nullable Response answer) {
        for (int i = 0; answer != null && i + 1 < answer.size(); i += 2) {
            if (answer.get(i).toString().equals(REVISION)) {
                return isAtLeast(wanted, answer.get(i + 1));
            }
        }
        return false;
    }

    private static boolean isAtLeast(Revision wanted, @Nullable Response revision) {
        if (revision == null) {
            return false;
        }
        try {
            return !Revision.parse(revision.toString()).isBefore(wanted);
        } catch (IllegalArgumentException damaged) {
            return false;
        }
    }

    /** Reads the answer to {@code HMGET key flag… #revision #fence}, each flag for itself. */
    Map<FlagKey, Lookup<Optional<EncodedFlag>>> flags(
            List<FlagKey> keys, @Nullable Response answer, DecodedFlags decoded) {
        Map<FlagKey, Lookup<Optional<EncodedFlag>>> found = new HashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            FlagKey key = keys.get(i);
            found.put(
                    key,
                    answer == null || answer.size() != keys.size() + 2
                            ? new Lookup.Miss<>(Reason.DAMAGED)
                            : flag(key, answer.get(i), answer.get(keys.size()), answer.get(keys.size() + 1), decoded));
        }
        return found;
    }

    private Lookup<Optional<EncodedFlag>> flag(
            FlagKey key,
            @Nullable Response json,
            @Nullable Response revision,
            @Nullable Response fence,
            DecodedFlags decoded) {
        if (revision == null) {
            return unnumbered(json != null, fence);
        }
        try {
            Revision cached = Revision.parse(revision.toString());
            Optional<EncodedFlag> flag = json == null
                    ? Optional.empty()
                    : Optional.of(ofThatTime(cached, decoded.decode(environment, key, json.toBuffer())));
            return new Lookup.Hit<>(cached, flag, node);
        } catch (IllegalArgumentException damaged) {
            return new Lookup.Miss<>(Reason.DAMAGED);
        }
    }

    /** Reads the answer to {@code HGETALL key}. */
    Lookup<EncodedSnapshot> snapshot(@Nullable Response answer) {
        if (answer == null || answer.size() % 2 != 0) {
            return new Lookup.Miss<>(Reason.DAMAGED);
        }
        @Nullable String revision = null;
        @Nullable Response fence = null;
        SortedMap<String, Buffer> values = new TreeMap<>();
        for (int i = 0; i < answer.size(); i += 2) {
            String field = answer.get(i).toString();
            Response value = answer.get(i + 1);
            switch (field) {
                case REVISION -> revision = value.toString();
                case FENCE -> fence = value;
                default -> values.put(field, value.toBuffer());
            }
        }
        if (revision == null) {
            return unnumbered(!values.isEmpty(), fence);
        }
        try {
            Revision cached = Revision.parse(revision);
            SortedMap<FlagKey, EncodedFlag> flags = new TreeMap<>();
            values.forEach((field, json) -> {
                FlagKey key = new FlagKey(field);
                flags.put(key, ofThatTime(cached, DecodedFlags.decodeAnew(environment, key, json)));
            });
            return new Lookup.Hit<>(cached, new EncodedSnapshot(environment, cached, flags), node);
        } catch (IllegalArgumentException damaged) {
            return new Lookup.Miss<>(Reason.DAMAGED);
        }
    }

    private static <T> Lookup<T> unnumbered(boolean flags, @Nullable Response fence) {
        if (flags) {
            return new Lookup.Miss<>(Reason.DAMAGED);
        }
        if (fence == null) {
            return new Lookup.Miss<>(Reason.ABSENT);
        }
        try {
            return new Lookup.Miss<>(Reason.INVALIDATED, Revision.parse(fence.toString()));
        } catch (IllegalArgumentException damaged) {
            return new Lookup.Miss<>(Reason.DAMAGED);
        }
    }

    private static EncodedFlag ofThatTime(Revision cached, EncodedFlag flag) {
        if (cached.isBefore(flag.revision())) {
            throw new IllegalArgumentException("a flag of a later revision than its environment");
        }
        return flag;
    }
}
