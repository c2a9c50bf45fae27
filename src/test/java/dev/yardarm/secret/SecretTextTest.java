package dev.yardarm.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yardarm.config.ClusterSecret;
import dev.yardarm.config.InvalidConfig;
import dev.yardarm.config.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The two forms of a secret's text, and what is neither. */
final class SecretTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"redis://u:p@a:7000,b:7001", "redis://a\n", "nonsense"})
    void parse_anythingButJson_isTheUrlAsItIs(String text) {
        ClusterSecret.Content content = SecretText.parse(text);

        assertThat(content.url()).isEqualTo(new Secret(text));
        assertThat(content.username()).isEmpty();
        assertThat(content.password()).isEmpty();
    }

    @Test
    void parse_object_givesUrlUsernameAndPassword() {
        ClusterSecret.Content content = SecretText.parse("""

                  {"url": "rediss://cfg.example:6380", "username": "gateway", "password": "p\\"@:/%w\\u00e4"}
                """);

        assertThat(content.url()).isEqualTo(new Secret("rediss://cfg.example:6380"));
        assertThat(content.username()).contains("gateway");
        assertThat(content.password()).contains(new Secret("p\"@:/%wä"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"url\":\"redis://a\"}",
                "{\"url\":\"redis://a\",\"username\":null,\"password\":null}",
                "{\"url\":\"redis://a\",\"username\":\"\",\"password\":\"\"}",
                "{\"engine\":\"redis\",\"port\":6379,\"tags\":{\"url\":[\"x\"]},\"url\":\"redis://a\",\"masterarn\":[1]}"
            })
    void parse_objectWithLessOrMore_givesWhatIsMeant(String text) {
        ClusterSecret.Content content = SecretText.parse(text);

        assertThat(content.url()).isEqualTo(new Secret("redis://a"));
        assertThat(content.username()).isEmpty();
        assertThat(content.password()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | is empty",
                "`  ` | is empty",
                "[\"redis://hidden\"] | is JSON, but not an object",
                "\"redis://hidden\" | is JSON, but not an object",
                "{} | is a JSON object without url",
                "{\"host\":\"hidden\",\"port\":6379} | is a JSON object without url",
                "{\"url\":null,\"password\":\"hidden\"} | is a JSON object without url",
                "{\"url\":\"\",\"password\":\"hidden\"} | is a JSON object without url",
                "{\"url\":[\"hidden\"]} | has a url that is not a text",
                "{\"url\":\"redis://hidden\",\"username\":1} | has a username that is not a text",
                "{\"url\":\"redis://hidden\",\"password\":{\"hidden\":1}} | has a password that is not a text",
                "{\"url\":\"redis://a\",\"password\":12345} | has a password that is not a text",
                "{\"url\":\"redis://hidden\" | is not valid JSON",
                "{\"url\":\"redis://hidden | is not valid JSON",
                "{\"url\":hidden} | is not valid JSON, or names a member twice: line 1, column",
                "{\"password\":\"a\",\"password\":\"hidden\",\"url\":\"redis://a\"} | is not valid JSON, or names a member twice",
                "{\"url\":\"redis://hidden\"} hidden | is not valid JSON",
                "{\"url\":\"redis://hidden\"} {} | has something after its JSON object",
            })
    void parse_neitherForm_saysWhatIsWrongAndNothingOfTheSecret(String text, String what) {
        InvalidConfig invalid = catchThrowableOfType(InvalidConfig.class, () -> SecretText.parse(text));

        assertThat(invalid).hasNoCause();
        assertThat(invalid.mistakes())
                .singleElement()
                .asString()
                .startsWith("REDIS_CLUSTER_SECRET: the secret ")
                .contains(what)
                .doesNotContain("hidden");
    }

    @Test
    void parse_deepNesting_isRefusedWithoutHarm() {
        String deep = "{\"tags\":" + "[".repeat(20_000) + "]".repeat(20_000) + ",\"url\":\"redis://a\"}";

        InvalidConfig invalid = catchThrowableOfType(InvalidConfig.class, () -> SecretText.parse(deep));

        assertThat(invalid).hasMessageContaining("is not valid JSON");
    }
}
