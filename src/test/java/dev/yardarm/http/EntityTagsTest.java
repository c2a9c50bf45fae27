package dev.yardarm.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.yardarm.flag.Revision;
import dev.yardarm.http.EntityTags.Tag;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagsTest {
    private static final Revision FIVE = new Revision(5);

    private static EntityTags parse(String... fields) {
        return EntityTags.parse(List.of(fields));
    }

    @Test
    void parse_list_givesTagsInOrder() {
        assertThat(parse("\"1\", W/\"2\" ,,\"a,b\"").tags())
                .containsExactly(new Tag(false, "1"), new Tag(true, "2"), new Tag(false, "a,b"));
    }

    @Test
    void parse_severalFields_areOneList() {
        assertThat(parse("\"1\"", "\"2\"").tags()).hasSize(2);
    }

    @Test
    void parse_asterisk_isAny() {
        assertThat(parse(" * ").any()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "1",
                "\"1",
                "1\"",
                "W/",
                "W/1",
                "\"1\"\"2\"",
                "\"1\" \"2\"",
                "\"a b\"",
                "*,\"1\"",
                "\"\u007f\""
            })
    void parse_anythingElse_isRefused(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> parse(value));
    }

    @Test
    void weakComparison_weakTag_matches() {
        assertThat(parse("W/\"5\"").matchesWeakly(FIVE)).isTrue();
        assertThat(parse("\"4\"").matchesWeakly(FIVE)).isFalse();
    }

    @Test
    void strongComparison_weakOrForeignTag_doesNotMatch() {
        assertThat(parse("\"5\"").matchesStrongly(FIVE)).isTrue();
        assertThat(parse("W/\"5\", \"05\", \"five\"").matchesStrongly(FIVE)).isFalse();
    }

    @Test
    void any_matchesBothWays() {
        assertThat(parse("*").matchesWeakly(FIVE)).isTrue();
        assertThat(parse("*").matchesStrongly(FIVE)).isTrue();
    }

    @Test
    void absent_matchesNothing() {
        assertThat(EntityTags.ABSENT.isAbsent()).isTrue();
        assertThat(EntityTags.ABSENT.matchesWeakly(FIVE)).isFalse();
        assertThat(EntityTags.ABSENT.matchesStrongly(FIVE)).isFalse();
    }
}
