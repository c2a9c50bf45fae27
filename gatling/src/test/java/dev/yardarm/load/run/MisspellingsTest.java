package dev.yardarm.load.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.yardarm.load.gateway.Refusal;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MisspellingsTest {
    private static final Set<String> KNOWN = Set.of("simulations", "duration", "rate", "baseUrl", "users");

    @ParameterizedTest
    @CsvSource({"simulation,simulations", "dutation,duration", "baseURL,baseUrl", "rates,rate", "Users,users"})
    void check_nearlyAKnownName_isRefusedWithIt(String given, String meant) {
        assertThatThrownBy(() -> Misspellings.check(List.of(given), KNOWN))
                .isInstanceOf(Refusal.class)
                .hasMessage("-D%s is not known: is -D%s meant?".formatted(given, meant));
    }

    @Test
    void check_namesOfThisProcess_areOthers() {
        assertThatCode(() -> Misspellings.check(System.getProperties().stringPropertyNames(), KNOWN))
                .doesNotThrowAnyException();
        assertThatCode(() -> Misspellings.check(KNOWN, KNOWN)).doesNotThrowAnyException();
    }
}
