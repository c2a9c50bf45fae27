package dev.yardarm.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Known slots of keys: those that CLUSTER KEYSLOT answers, and the reference value of the specification's CRC16. */
class SlotTest {

    @ParameterizedTest
    @CsvSource({"123456789, 12739", "foo, 12182", "'', 0"})
    void of_wholeKey_isItsCrc(String key, int slot) {
        assertThat(Slot.of(key)).isEqualTo(new Slot(slot));
    }

    @ParameterizedTest
    @CsvSource({
        "{user1000}.following, user1000",
        "a{foo}b{bar}, foo",
        "foo{{bar}}zap, {bar",
        "foo{bar}{zap}, bar",
        "{123456789}, 123456789"
    })
    void of_braces_isThatOfTheFirstPartInThem(String key, String part) {
        assertThat(Slot.of(key)).isEqualTo(Slot.of(part));
    }

    @ParameterizedTest
    @CsvSource({"foo{}{bar}, 8363", "foo{bar, 15278", "foo}bar{, 11073"})
    void of_bracesWithoutAPart_isThatOfTheWhole(String key, int slot) {
        assertThat(Slot.of(key)).isEqualTo(new Slot(slot));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 16_384})
    void constructor_outside_fails(int number) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Slot(number));
    }
}
