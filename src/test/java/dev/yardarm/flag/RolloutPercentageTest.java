package dev.yardarm.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The range, the decimals and the one form of shares. */
class RolloutPercentageTest {
    /** A number that would be written out would take minutes and gigabytes; refusing it takes no time to speak of. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    @ParameterizedTest
    @ValueSource(strings = {"5", "5.0", "5.000", "5.0000000", "0.5E+1", "50E-1", "5E0"})
    void equals_sameNumberInAnotherForm_isEqual(String form) {
        assertThat(percentage(form)).isEqualTo(percentage("5")).hasSameHashCodeAs(percentage("5"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.000, 0",
        "0E+5, 0",
        "-0.0, 0",
        "100, 100",
        "1E+2, 100",
        "100.000, 100",
        "1E+1, 10",
        "12.5, 12.5",
        "12.500, 12.5",
        "0.001, 0.001",
        "99.999, 99.999",
        "1E-3, 0.001"
    })
    void toString_anyForm_isPlainAndShortest(String form, String written) {
        assertThat(percentage(form)).hasToString(written);
    }

    @Test
    void all_isAHundred() {
        assertThat(RolloutPercentage.ALL).isEqualTo(percentage("100"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.001", "-1", "100.001", "101", "1E+3", "-1E-400"})
    void constructor_outsideTheRange_isRefused(String form) {
        assertThatIllegalArgumentException().isThrownBy(() -> percentage(form)).withMessageContaining("0 to 100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0001", "0.0009", "12.3456", "99.9999", "1E-4", "0.00100001", "1E-400", "100E-7"})
    void constructor_fourDecimals_isRefused(String form) {
        assertThatIllegalArgumentException().isThrownBy(() -> percentage(form)).withMessageContaining("three decimals");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e999999999",
                "1e-999999999",
                "-1e999999999",
                "-1e-999999999",
                "1e2147483647",
                "1e-2147483647",
                "99e-100000000",
                "12345678901234567890e-999999999"
            })
    void constructor_hugeExponent_isRefusedAtOnce(String form) {
        BigDecimal value = new BigDecimal(form);

        assertTimeoutPreemptively(
                AT_ONCE, () -> assertThatIllegalArgumentException().isThrownBy(() -> new RolloutPercentage(value)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0e999999999", "0e-999999999"})
    void constructor_zeroWithAHugeExponent_isZeroAtOnce(String form) {
        BigDecimal value = new BigDecimal(form);

        assertThat(assertTimeoutPreemptively(AT_ONCE, () -> new RolloutPercentage(value)))
                .isEqualTo(percentage("0"));
    }

    @Test
    void constructor_manyZerosBehindThePoint_isTheNumber() {
        assertThat(percentage("5." + "0".repeat(1000))).isEqualTo(percentage("5"));
    }

    private static RolloutPercentage percentage(String form) {
        return new RolloutPercentage(new BigDecimal(form));
    }
}
