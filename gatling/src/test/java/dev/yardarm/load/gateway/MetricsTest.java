package dev.yardarm.load.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = Metrics.parse("""
            # HELP jvm_memory_used_bytes The amount of used memory
            jvm_memory_used_bytes{area="heap",id="G1 Eden Space"} 100.0
            jvm_memory_used_bytes{area="heap",id="G1 Old Gen"} 2.0E3
            jvm_memory_used_bytes{area="nonheap",id="Metaspace"} 7.0
            process_files_open_files 42.0
            process_files_open_files_max 99.0
            """);

    @Test
    void sum_label_addsThoseThatHaveIt() {
        assertThat(metrics.sum("jvm_memory_used_bytes", "area=\"heap\"")).isEqualTo(2100);
        assertThat(metrics.sum("jvm_memory_used_bytes", "id=\"Metaspace\"")).isEqualTo(7);
    }

    @Test
    void sum_nameThatBeginsAnother_isThatNameAlone() {
        assertThat(metrics.sum("process_files_open_files")).isEqualTo(42);
    }

    @Test
    void sum_nameOrLabelThatIsNotThere_isNotKnown() {
        assertThat(metrics.sum("redis_connections_active")).isNaN();
        assertThat(metrics.sum("jvm_memory_used_bytes", "area=\"disk\"")).isNaN();
    }

    @Test
    void has_name_onlyWhereThereIsASample() {
        assertThat(metrics.has("process_files_open_files")).isTrue();
        assertThat(metrics.has("process_files")).isFalse();
    }
}
