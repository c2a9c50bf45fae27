package dev.yardarm.load.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.gateway.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {
    private static List<Fault> chosen(Map<String, String> properties) {
        return Faults.chosen(new Settings(properties::get, name -> null));
    }

    @Test
    void chosen_nothingGiven_killsLast() {
        assertThat(chosen(Map.of()))
                .map(Fault::title)
                .containsExactly(
                        "CLUSTER FAILOVER",
                        "primary hangs by DEBUG SLEEP",
                        "zone lost by DEBUG SLEEP",
                        "primary killed by SHUTDOWN NOSAVE");
    }

    @Test
    void chosen_names_inTheOrderGiven() {
        assertThat(chosen(Map.of("faults", "pause, failover")))
                .map(Fault::title)
                .containsExactly("primary hangs by CLIENT PAUSE", "CLUSTER FAILOVER");
    }

    @Test
    void promotes_faults_allButPauses() {
        assertThat(chosen(Map.of("faults", "failover,sleep,pause,zone,zone-pause,shutdown,segfault")))
                .map(Fault::promotes)
                .containsExactly(true, true, false, true, false, true, true);
    }

    @Test
    void room_faultsThatHang_isWhatTheyTakeAndTheHitsAfterwards() {
        List<Fault> faults = chosen(Map.of("faults", "failover,sleep", "hang", "4s"));

        assertThat(FaultPlan.room(faults, Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(26));
    }

    @ParameterizedTest
    @ValueSource(strings = {"earthquake", "sleep,sleep", ","})
    void chosen_unknownOrTwiceOrNone_isRefused(String names) {
        assertThatThrownBy(() -> chosen(Map.of("faults", names)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("-Dfaults");
    }
}
