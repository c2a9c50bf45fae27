package dev.yardarm.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QueryStringTest {
    private static final Set<String> KNOWN = Set.of("environment", "limit");
    private final Mistakes mistakes = new Mistakes();

    private Map<String, String> parse(@Nullable String query) {
        return QueryString.parse(query, KNOWN, mistakes);
    }

    private Refusal refusal() {
        return catchThrowableOfType(Refusal.class, () -> mistakes.refuseIfAny(Refusal.Kind.MALFORMED, "It"));
    }

    @Test
    void parse_noneOrEmpty_isEmpty() {
        assertThat(parse(null)).isEmpty();
        assertThat(parse("")).isEmpty();
        assertThat(parse("&&")).isEmpty();
        assertThat(refusal()).isNull();
    }

    @Test
    void parse_known_isDecoded() {
        assertThat(parse("environment=eu%2Dwest&%6Cimit=5"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("environment", "eu-west", "limit", "5"));
        assertThat(refusal()).isNull();
    }

    @Test
    void parse_unknownRepeatedAndBroken_areAllNamed() {
        parse("enviroment=a&limit=1&limit=1&environment=%zz");

        assertThat(refusal().mistakes())
                .extracting(Mistake::name)
                .containsExactly("enviroment", "limit", "environment");
    }
}
