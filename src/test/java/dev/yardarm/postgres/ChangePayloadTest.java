package dev.yardarm.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.flag.Environment;
import dev.yardarm.flag.Revision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What notifications say, and what is none of ours. */
class ChangePayloadTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"environment\" : \"production\", \"revision\" : 42}",
                "{\"environment\":\"production\",\"revision\":42}",
                " {\n\"environment\": \"production\",\t\"revision\": 42 } "
            })
    void parse_asTheServerWritesItAndCloseToIt_isRead(String text) {
        assertThat(ChangePayload.parse(text))
                .contains(new ChangePayload(new Environment("production"), new Revision(42)));
    }

    @Test
    void parse_longestNameAndGreatestRevision_isRead() {
        String name = "e".repeat(64);

        assertThat(ChangePayload.parse("{\"environment\":\"" + name + "\",\"revision\":" + Long.MAX_VALUE + "}"))
                .contains(new ChangePayload(new Environment(name), new Revision(Long.MAX_VALUE)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "42",
                "{}",
                "{\"environment\":\"production\"}",
                "{\"revision\":42}",
                "{\"environment\":\"production\",\"revision\":\"42\"}",
                "{\"environment\":\"production\",\"revision\":-1}",
                "{\"environment\":\"production\",\"revision\":4.2}",
                "{\"environment\":\"production\",\"revision\":042}",
                "{\"environment\":\"production\",\"revision\":9223372036854775808}",
                "{\"environment\":\"production\",\"revision\":99999999999999999999}",
                "{\"environment\":\"Production\",\"revision\":42}",
                "{\"environment\":\"\",\"revision\":42}",
                "{\"environment\":\"production\",\"revision\":42} and more",
                "{\"environment\":\"production\",\"revision\":42"
            })
    void parse_anythingElse_isNothing(String text) {
        assertThat(ChangePayload.parse(text)).isEmpty();
    }

    @Test
    void parse_nameThatIsTooLong_isNothing() {
        assertThat(ChangePayload.parse("{\"environment\":\"" + "e".repeat(65) + "\",\"revision\":1}"))
                .isEmpty();
    }
}
