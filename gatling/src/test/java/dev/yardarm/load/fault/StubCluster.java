package dev.yardarm.load.fault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.yardarm.load.gateway.Settings;
import dev.yardarm.load.gateway.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A cluster of stubs, as a gateway tells of it. The flags are those of the environment {@code production}. */
public final class StubCluster implements AutoCloseable {
    /** That of the flags, by CLUSTER KEYSLOT. */
    private static final String SLOT = "\"16114\"";

    private static final String OTHER_SLOTS = "\"0-16113\",\"16115-16383\"";

    private final List<RedisStub> stubs = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    /** The primary of the flags. */
    public RedisStub primary(String zone) {
        return add(RedisStub.primary(), zone, SLOT);
    }

    /** A replica of it. */
    public RedisStub replica(String zone) {
        return add(RedisStub.replica(), zone, SLOT);
    }

    /** A primary of what is not the flags. */
    public RedisStub otherPrimary(String zone) {
        return add(RedisStub.primary(), zone, OTHER_SLOTS);
    }

    /** What {@code /health} says of it. */
    public String health() {
        return "{\"backends\":{\"redis\":{\"nodes\":[%s]}}}".formatted(String.join(",", told));
    }

    /** As the faults see it. */
    FlagCluster seen(Duration patience) {
        Map<String, String> properties = Map.of("baseUrl", "http://h:1", "redisPatience", patience.toMillis() + "ms");
        Target target = Target.of(new Settings(properties::get, name -> null));
        try {
            return FlagCluster.of(new ObjectMapper().readTree(health()), "production", target);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stubs.forEach(RedisStub::close);
    }

    private RedisStub add(RedisStub stub, String zone, String slots) {
        stubs.add(stub);
        told.add("{\"address\":\"%s\",\"zone\":\"%s\",\"slots\":[%s]}".formatted(stub.address(), zone, slots));
        return stub;
    }
}
