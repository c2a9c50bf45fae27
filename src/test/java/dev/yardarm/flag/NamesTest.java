package dev.yardarm.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of keys and environments, at their limits. */
class NamesTest {
    @ParameterizedTest
    @MethodSource("keys")
    void flagKey_ofTheForm_isTaken(String key) {
        assertThat(new FlagKey(key)).hasToString(key);
    }

    static Stream<String> keys() {
        return Stream.of("a", "Z", "0", ".", "..", "-", "_", "wishlist-feature", "A.b_C-9", "k".repeat(128));
    }

    @ParameterizedTest
    @MethodSource("noKeys")
    void flagKey_ofAnotherForm_isRefused(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> new FlagKey(key));
    }

    static Stream<String> noKeys() {
        return Stream.of(
                "",
                " ",
                "a b",
                "a/b",
                "a#",
                "#revision",
                "#fence",
                "ä",
                "a\n",
                "\na",
                "a\0",
                "😀",
                "٣",
                "k".repeat(129));
    }

    @Test
    void flagKey_refused_doesNotRepeatWhatWasSent() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlagKey("<script>"))
                .withMessageNotContaining("<script>");
    }

    @Test
    void flagKey_order_isThatOfTheBytes() {
        assertThat(Stream.of("b", "a", "B", "_", "0", "-", ".", "aa", "A")
                        .map(FlagKey::new)
                        .sorted()
                        .map(FlagKey::value))
                .containsExactly("-", ".", "0", "A", "B", "_", "a", "aa", "b");
    }

    @ParameterizedTest
    @MethodSource("environments")
    void environment_ofTheForm_isTaken(String name) {
        assertThat(new Environment(name)).hasToString(name);
    }

    static Stream<String> environments() {
        return Stream.of("a", "0", "-", "production", "eu-west-1", "e".repeat(64));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Production", "a_b", "a.b", "a{b}", "a:b", "prod\n", "prod ", "é", "a\0"})
    void environment_ofAnotherForm_isRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Environment(name));
    }

    @Test
    void environment_of65Characters_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Environment("e".repeat(65)));
    }
}
