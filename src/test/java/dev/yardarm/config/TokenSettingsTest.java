package dev.yardarm.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ADMIN_TOKENS} and {@code CLIENT_TOKENS}. */
final class TokenSettingsTest {
    private static final String HASH = "0123456789abcdef".repeat(4);

    @Test
    void read_twoTokens_givesNamesAndBytes() {
        TokenConfig tokens = Given.config(
                        "ADMIN_TOKENS", "ci:" + HASH + ",Ops-1._x:" + "F".repeat(64), "CLIENT_TOKENS", "web:" + HASH)
                .tokens();

        assertThat(tokens.admins()).extracting(TokenHash::name).containsExactly("ci", "Ops-1._x");
        assertThat(tokens.clients()).extracting(TokenHash::name).containsExactly("web");
        assertThat(tokens.admins().get(0).sha256()).isEqualTo(HexFormat.of().parseHex(HASH));
    }

    @Test
    void read_hashInUpperCase_isTheSame() {
        assertThat(Given.config("ADMIN_TOKENS", "ci:" + HASH.toUpperCase(Locale.ROOT))
                        .tokens())
                .isEqualTo(Given.config("ADMIN_TOKENS", "ci:" + HASH).tokens());
    }

    @Test
    void read_sameNameInBothLists_isTaken() {
        assertThat(Given.mistakes("ADMIN_TOKENS", "ci:" + HASH, "CLIENT_TOKENS", "ci:" + HASH))
                .isEmpty();
    }

    @Test
    void read_longestName_isTaken() {
        assertThat(Given.mistakes("ADMIN_TOKENS", "n".repeat(64) + ":" + HASH)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ci | entry 1 must be written",
                "ci:HASH, | entry 2 must be written",
                "ci:HASH:x | entry 1 must be written",
                ":HASH | entry 1 must have a name",
                "c i:HASH | entry 1 must have a name",
                "LONG:HASH | entry 1 must have a name",
                "ci: | entry 1 must have the token's SHA-256",
                "ci:HASH0 | entry 1 must have the token's SHA-256",
                "ci:0 | entry 1 must have the token's SHA-256",
                "ci:gHASH | entry 1 must have the token's SHA-256",
                "ci:HASH,ci:HASH | entry 2 has the name of an earlier entry"
            })
    void read_wrongEntry_saysWhichAndNeverTheHash(String text, String what) {
        String tokens = text.replace("HASH", HASH).replace("LONG", "n".repeat(65));

        assertThat(Given.mistakes("ADMIN_TOKENS", tokens))
                .singleElement()
                .asString()
                .startsWith("ADMIN_TOKENS: " + what)
                .doesNotContain(HASH);
    }

    @Test
    void sha256_changedByACaller_isStillTheSame() {
        TokenHash token = new TokenHash("ci", HASH);
        token.sha256()[0] ^= 1;

        assertThat(token.sha256()).isEqualTo(HexFormat.of().parseHex(HASH));
    }

    @Test
    void toString_ofAToken_showsNoHash() {
        assertThat(new TokenHash("ci", HASH)).hasToString("TokenHash[name=ci]");
    }

    @Test
    void constructor_wrongHash_fails() {
        assertThatThrownBy(() -> new TokenHash("ci", "0")).isInstanceOf(IllegalArgumentException.class);
    }
}
