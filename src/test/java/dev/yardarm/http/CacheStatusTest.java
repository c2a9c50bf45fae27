package dev.yardarm.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.flag.Revision;
import dev.yardarm.read.Reading;
import dev.yardarm.read.Reading.CacheResult;
import dev.yardarm.read.Reading.Source;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CacheStatusTest {
    private static String of(String cache, CacheResult result, Source source) {
        return of(cache, false, result, source);
    }

    private static String of(String cache, boolean near, CacheResult result, Source source) {
        return new CacheStatus(cache, near)
                .of(new Reading<>("", Revision.NONE, result, source, "-", Duration.ZERO))
                .toString();
    }

    @Test
    void fresh_eachResult_isOneEntry() {
        assertThat(of("redis", CacheResult.HIT, Source.REDIS)).isEqualTo("redis; hit");
        assertThat(of("redis", CacheResult.MISS, Source.POSTGRES)).isEqualTo("redis; fwd=miss");
        assertThat(of("memory", CacheResult.UNAVAILABLE, Source.POSTGRES))
                .isEqualTo("memory; fwd=bypass; detail=unavailable");
    }

    @Test
    void stale_eachResult_namesTheNearCacheLast() {
        assertThat(of("redis", CacheResult.HIT, Source.STALE)).isEqualTo("redis; hit, near; hit; detail=stale");
        assertThat(of("redis", CacheResult.MISS, Source.STALE)).isEqualTo("redis; fwd=miss, near; hit; detail=stale");
        assertThat(of("redis", CacheResult.UNAVAILABLE, Source.STALE))
                .isEqualTo("redis; fwd=bypass; detail=unavailable, near; hit; detail=stale");
    }

    @Test
    void nearCache_asksTheNextOnlyAfterAMissOfItsOwn() {
        assertThat(of("redis", true, CacheResult.HIT, Source.NEAR)).isEqualTo("near; hit");
        assertThat(of("redis", true, CacheResult.HIT, Source.REDIS)).isEqualTo("redis; hit, near; fwd=miss");
        assertThat(of("redis", true, CacheResult.MISS, Source.POSTGRES)).isEqualTo("redis; fwd=miss, near; fwd=miss");
        assertThat(of("redis", true, CacheResult.UNAVAILABLE, Source.STALE))
                .isEqualTo("redis; fwd=bypass; detail=unavailable, near; hit; detail=stale");
    }
}
