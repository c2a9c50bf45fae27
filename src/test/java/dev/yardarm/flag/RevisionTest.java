package dev.yardarm.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The written form of revisions, and their order. */
class RevisionTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"0", "1", "9", "10", "42", "9007199254740993", "1000000000000000000", "9223372036854775807"})
    void parse_writtenForm_givesTheNumberBack(String text) {
        assertThat(Revision.parse(text)).isEqualTo(new Revision(Long.parseLong(text)));
        assertThat(Revision.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "-1", "-0", "+1", "00", "01", "007", "1.0", "1e3", "0x1", " 1", "1 ", "1\n", "1,000", "NaN",
                "null", "٣", "９", "W/1"
            })
    void parse_anotherForm_isRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Revision.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9223372036854775808",
                "9999999999999999999",
                "10000000000000000000",
                "99999999999999999999999999999999999999999"
            })
    void parse_beyondTheLargest_isRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Revision.parse(text));
    }

    @Test
    void constructor_negative_isRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Revision(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Revision(Long.MIN_VALUE));
    }

    @Test
    void isBefore_itself_isFalse() {
        assertThat(new Revision(7).isBefore(new Revision(7))).isFalse();
        assertThat(new Revision(6).isBefore(new Revision(7))).isTrue();
        assertThat(new Revision(7).isBefore(new Revision(6))).isFalse();
    }

    @Test
    void isBefore_farApart_doesNotOverflow() {
        assertThat(Revision.NONE.isBefore(new Revision(Long.MAX_VALUE))).isTrue();
        assertThat(Revision.NONE).isLessThan(new Revision(Long.MAX_VALUE));
    }

    @Test
    void or_two_isTheLater() {
        assertThat(new Revision(6).or(new Revision(7))).isEqualTo(new Revision(7));
        assertThat(new Revision(7).or(new Revision(6))).isEqualTo(new Revision(7));
    }
}
