package dev.yardarm.load.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.gateway.Settings;
import dev.yardarm.load.gateway.Target;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadCountersTest {
    private final Target target = Target.of(new Settings(Map.of("baseUrl", "http://127.0.0.1:1")::get, name -> null));
    private final RedisNode primary = new RedisNode("127.0.0.1:1", "a", target);
    private final RedisNode replica = new RedisNode("127.0.0.1:2", "b", target);

    private ReadCounters counters(long ofPrimary, long ofReplica) {
        return new ReadCounters(Map.of(primary, ofPrimary, replica, ofReplica), Set.of(replica));
    }

    @Test
    void calls_commandStats_addsTheReadsAlone() {
        String stats = """
                # Commandstats
                cmdstat_hmget:calls=40,usec=100,usec_per_call=2.50,rejected_calls=0,failed_calls=0
                cmdstat_hgetall:calls=2,usec=9,usec_per_call=4.50,rejected_calls=0,failed_calls=0
                cmdstat_ping:calls=500,usec=9,usec_per_call=0.02,rejected_calls=0,failed_calls=0
                """;

        assertThat(ReadCounters.calls(stats)).isEqualTo(42);
    }

    @Test
    void since_earlierCounters_isWhatCameAfterThem() {
        ReadCounters during = counters(110, 1_300).since(counters(100, 1_000));

        assertThat(during.total()).isEqualTo(310);
        assertThat(during.onReplicas()).isEqualTo(300);
    }

    @Test
    void since_countersThatFell_isRefused() {
        ReadCounters before = counters(100, 1_000);

        assertThatThrownBy(() -> counters(99, 2_000).since(before))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("127.0.0.1:1 counts anew");
    }

    @Test
    void since_otherRoles_isRefused() {
        ReadCounters before = counters(100, 1_000);
        ReadCounters after = new ReadCounters(Map.of(primary, 30_100L, replica, 1_000L), Set.of(primary));

        assertThatThrownBy(() -> after.since(before))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("replicas");
    }
}
