package dev.yardarm.load.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceTest {
    /** Every form that the gateway's contract has. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    near; hit                                                     | NEAR
                    redis; hit                                                    | CACHE
                    redis; hit, near; fwd=miss                                    | CACHE
                    memory; hit                                                   | CACHE
                    redis; fwd=miss                                               | DATABASE
                    redis; fwd=miss, near; fwd=miss                               | DATABASE
                    redis; fwd=bypass; detail=unavailable                         | DATABASE
                    redis; fwd=bypass; detail=unavailable, near; fwd=miss         | DATABASE
                    redis; hit, near; hit; detail=stale                           | STALE
                    redis; fwd=bypass; detail=unavailable, near; hit; detail=stale| STALE
                    """)
    void of_headerOfTheContract_isItsSource(String header, Source source) {
        assertThat(Source.of(header)).isEqualTo(source);
    }

    @ParameterizedTest
    @CsvSource({"NEAR,true", "CACHE,true", "DATABASE,false", "STALE,false", "FAILED,false"})
    void isHit_source_onlyWhatACacheKnewToBeTrue(Source source, boolean hit) {
        assertThat(source.isHit()).isEqualTo(hit);
    }
}
