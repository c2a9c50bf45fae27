package dev.yardarm.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.redis.cluster.NodeFailure.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong, something is said that can be done. */
class RemedyTest {

    @ParameterizedTest
    @EnumSource
    void remedy_anyKind_isSaid(Kind kind) {
        assertThat(Remedy.of(kind, "error")).isNotBlank();
        assertThat(Remedy.ofSeed(kind, "error")).isNotBlank();
        assertThat(Remedy.ofAnnounced(kind, "error")).startsWith(Remedy.of(kind, "error"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERR Client sent AUTH, but no password is set",
                "ERR AUTH <password> called without any password configured for the default user."
            })
    void remedy_passwordForAServerWithout_isToLeaveItOut(String error) {
        assertThat(Remedy.ofSeed(Kind.OTHER, error)).startsWith("the server has no password");
    }
}
