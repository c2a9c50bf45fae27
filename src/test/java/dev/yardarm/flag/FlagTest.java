package dev.yardarm.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a description may hold, and how exact a time is. */
class FlagTest {
    private static final String EMOJI = "😀";
    private static final Instant TIME = Instant.parse("2026-11-21T07:30:00.123Z");

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "Wishlist page", "\"quoted\"\n\t\\", "\u0001", "é", "😀", "\uFFFF", "\uD7FF\uE000"})
    void constructor_anyText_isKeptAsItIs(String description) {
        assertThat(flag(description, TIME).description()).isEqualTo(description);
    }

    @Test
    void constructor_thousandCharacters_isTaken() {
        assertThat(flag("x".repeat(1000), TIME).description()).hasSize(1000);
    }

    @Test
    void constructor_thousandEmoji_isTakenThoughTheyAreTwoUnitsEach() {
        assertThat(flag(EMOJI.repeat(1000), TIME).description()).hasSize(2000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "é", EMOJI})
    void constructor_thousandAndOneCharacters_isRefused(String character) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> flag(character.repeat(1001), TIME))
                .withMessageContaining("at most 1000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0", "a\0b", "end\0"})
    void constructor_nul_isRefused(String description) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> flag(description, TIME))
                .withMessageContaining("NUL");
    }

    @ParameterizedTest
    @CsvSource({"d83d, 0078", "0078, d83d", "de00, d83d", "d83d, d83d", "0078, de00"})
    void constructor_unpairedSurrogate_isRefused(String first, String second) {
        String description = "" + (char) Integer.parseInt(first, 16) + (char) Integer.parseInt(second, 16);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> flag(description, TIME))
                .withMessageContaining("surrogate");
    }

    @Test
    void constructor_timeFinerThanAMillisecond_isCutOff() {
        assertThat(flag("", Instant.parse("2026-11-21T07:30:00.123999999Z")).updatedAt())
                .isEqualTo(TIME);
    }

    @Test
    void constructor_timeBefore1970_isCutOffTowardsThePast() {
        assertThat(flag("", Instant.parse("1969-12-31T23:59:59.999999999Z")).updatedAt())
                .isEqualTo(Instant.parse("1969-12-31T23:59:59.999Z"));
    }

    private static Flag flag(String description, Instant time) {
        return new Flag(
                new FlagKey("wishlist-feature"),
                new Environment("production"),
                true,
                RolloutPercentage.ALL,
                description,
                new Revision(1),
                time);
    }
}
