package dev.yardarm.load.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadCountersTest {
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
}
