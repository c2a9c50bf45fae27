package dev.yardarm.redis;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Flag;
import dev.yardarm.flag.FlagKey;
import dev.yardarm.read.EncodedFlag;
import dev.yardarm.read.FlagJson;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Flags as their fields in Redis were last understood. The same bytes mean the same, so those that were read before are not
 * decoded again, which would be the larger part of what a read costs here.
 *
 * <p>Belongs to one event loop.
 */
final class DecodedFlags {
    /** Some hundred bytes each; those that nobody asked for lately are decoded again. */
    private static final int MOST = 20_000;

    private final Map<Field, EncodedFlag> latest = new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Field, EncodedFlag> eldest) {
            return size() > MOST;
        }
    };

    private record Field(Environment environment, FlagKey key) {}

    /** Fails with {@link IllegalArgumentException} if it is no flag, or another than its place says. */
    EncodedFlag decode(Environment environment, FlagKey key, Buffer json) {
        Field field = new Field(environment, key);
        @Nullable EncodedFlag before = latest.get(field);
        if (before != null && before.json().equals(json)) {
            return before;
        }
        EncodedFlag decoded = decodeAnew(environment, key, json);
        latest.put(field, decoded);
        return decoded;
    }

    /** As {@link #decode}. */
    static EncodedFlag decodeAnew(Environment environment, FlagKey key, Buffer json) {
        Flag flag = FlagJson.decode(json);
        if (!flag.key().equals(key) || !flag.environment().equals(environment)) {
            throw new IllegalArgumentException("a flag in another's place");
        }
        return new EncodedFlag(key, flag.revision(), json);
    }
}
