package dev.yardarm.load.fault;

import java.time.Duration;
import java.util.List;

/** The flags' primary does not answer for a while. */
public final class HungPrimary extends Hang {
    public HungPrimary(Freeze freeze, Duration time) {
        super("primary hangs", "sleep needs DEBUG, pause does not", freeze, time);
    }

    @Override
    List<RedisNode> nodes(FlagCluster cluster, RedisNode primary) {
        return List.of(primary);
    }
}
