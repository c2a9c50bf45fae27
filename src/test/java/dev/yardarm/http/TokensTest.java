package dev.yardarm.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.config.TokenHash;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokensTest {
    private static TokenHash token(String name, String token) {
        return new TokenHash(name, HexFormat.of().formatHex(Tokens.hash(token)));
    }

    @Test
    void hash_isSha256() {
        assertThat(HexFormat.of().formatHex(Tokens.hash("abc")))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void nameOf_eachToken_isItsHolder() {
        Tokens tokens = Tokens.of(List.of(token("a", "x"), token("b", "y"), token("c", "z")));

        assertThat(tokens.nameOf(Tokens.hash("x"))).contains("a");
        assertThat(tokens.nameOf(Tokens.hash("y"))).contains("b");
        assertThat(tokens.nameOf(Tokens.hash("z"))).contains("c");
    }

    @Test
    void nameOf_unknownToken_isNobody() {
        assertThat(Tokens.of(List.of(token("a", "x"))).nameOf(Tokens.hash("w"))).isEmpty();
        assertThat(Tokens.none().nameOf(Tokens.hash("x"))).isEmpty();
    }
}
