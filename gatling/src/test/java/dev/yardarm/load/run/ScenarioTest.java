package dev.yardarm.load.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardarm.load.gateway.Refusal;
import dev.yardarm.load.gateway.Settings;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScenarioTest {
    private static Settings settings(Map<String, String> properties) {
        return new Settings(properties::get, name -> null);
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void simulation_scenario_isAClass(Scenario scenario) throws ClassNotFoundException {
        assertThat(Class.forName(
                        "dev.yardarm.load." + scenario.simulation(),
                        false,
                        getClass().getClassLoader()))
                .isNotNull();
    }

    @Test
    void chosen_names_inTheOrderOfRunning() {
        assertThat(Scenario.chosen(settings(Map.of("simulations", "FailoverSimulation,Spike"))))
                .containsExactly(Scenario.SPIKE, Scenario.FAILOVER);
    }

    @Test
    void chosen_unknown_isRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> Scenario.chosen(settings(Map.of("simulations", "Stress"))))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("'Stress'")
                .hasMessageContaining("Soak");
    }

    @Test
    void chosen_commaAlone_isRefused() {
        assertThatThrownBy(() -> Scenario.chosen(settings(Map.of("simulations", ","))))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("-Dsimulations");
    }

    @Test
    void shape_forms_fullUnlessShortAndWhatIsGivenWins() {
        assertThat(Scenario.SOAK.shape(settings(Map.of())).duration()).isEqualTo(Duration.ofMinutes(10));
        assertThat(Scenario.SOAK.shape(settings(Map.of("short", ""))).duration())
                .isEqualTo(Duration.ofSeconds(60));
        assertThat(Scenario.SOAK
                        .shape(settings(Map.of("short", "true", "duration", "3m")))
                        .duration())
                .isEqualTo(Duration.ofMinutes(3));
    }

    @Test
    void pace_usersAndRate_isTheTimeBetweenTwoRequestsOfAUser() {
        assertThat(Scenario.FAILOVER.shape(settings(Map.of())).pace()).isEqualTo(Duration.ofMillis(100));
    }

    @ParameterizedTest
    @CsvSource({"61, 1, once a minute", "2, 1001, 500 times a second"})
    void shape_paceThatNobodyCanKeep_isRefused(String users, String rate, String why) {
        Settings given = settings(Map.of("users", users, "rate", rate));

        assertThatThrownBy(() -> Scenario.MIXED.shape(given))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("-Dusers=" + users)
                .hasMessageContaining(why);
    }
}
