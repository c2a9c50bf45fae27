package dev.yardarm.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.yardarm.flag.RolloutPercentage;
import dev.yardarm.http.Refusal.Kind;
import dev.yardarm.write.Edit;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlagBodyTest {
    private static Edit.Patch patch(String json) {
        return FlagBody.patch(Buffer.buffer(json));
    }

    private static Edit.Put put(String json) {
        return FlagBody.put(Buffer.buffer(json));
    }

    private static Refusal refused(String json) {
        return catchThrowableOfType(Refusal.class, () -> patch(json));
    }

    @Test
    void patch_emptyObject_changesNothing() {
        Edit.Patch patch = patch(" {} ");

        assertThat(patch.isEnabled()).isEmpty();
        assertThat(patch.rolloutPercentage()).isEmpty();
        assertThat(patch.description()).isEmpty();
    }

    @Test
    void patch_allMembers_areRead() {
        Edit.Patch patch = patch("{\"description\":\"Wünsche\",\"isEnabled\":false,\"rolloutPercentage\":33.333}");

        assertThat(patch.isEnabled()).contains(false);
        assertThat(patch.rolloutPercentage()).contains(new RolloutPercentage(new BigDecimal("33.333")));
        assertThat(patch.description()).contains("Wünsche");
    }

    @Test
    void patch_nulls_areDefaults() {
        Edit.Patch patch = patch("{\"rolloutPercentage\":null,\"description\":null}");

        assertThat(patch.rolloutPercentage()).contains(RolloutPercentage.ALL);
        assertThat(patch.description()).contains("");
    }

    @Test
    void put_isEnabledAlone_takesDefaults() {
        Edit.Put put = put("{\"isEnabled\":true}");

        assertThat(put.content().isEnabled()).isTrue();
        assertThat(put.content().rolloutPercentage()).isEqualTo(RolloutPercentage.ALL);
        assertThat(put.content().description()).isEmpty();
    }

    @Test
    void put_withoutIsEnabled_isRefused() {
        assertThatThrownBy(() -> put("{}")).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.kind()).isEqualTo(Kind.CONTENT_INVALID);
            assertThat(refusal.mistakes()).extracting(Mistake::name).containsExactly("isEnabled");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "100", "0.001", "5e1", "1000e-1", "99.999", "50.000000", "0e-999999999", "0e999999999", "-0"
            })
    void percentage_inRange_isTaken(String number) {
        assertThat(patch("{\"rolloutPercentage\":" + number + "}").rolloutPercentage())
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1e999999999", "1e-999999999", "-1e999999999", "1e2147483648", "1e-2147483649", "1e-9999999"})
    void percentage_hugeExponent_isRefusedAtOnce(String number) {
        Refusal refusal = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(1), () -> refused("{\"rolloutPercentage\":" + number + "}"));

        assertThat(refusal.kind()).isEqualTo(Kind.CONTENT_INVALID);
    }

    @Test
    void mistakes_allOfThem_areNamed() {
        Refusal refusal = refused("{\"isEnabled\":\"yes\",\"rolloutPercentage\":101,\"x\":[[1]],\"x\":2}");

        assertThat(refusal.kind()).isEqualTo(Kind.CONTENT_INVALID);
        assertThat(refusal.mistakes())
                .extracting(Mistake::name)
                .containsExactly("isEnabled", "rolloutPercentage", "x", "x");
    }

    @Test
    void mistakes_veryMany_areNamedUpToABound() {
        assertThat(refused("{" + "\"x\":1,".repeat(9000) + "\"y\":1}").mistakes())
                .hasSize(100);
    }

    @Test
    void mistake_longName_isCut() {
        assertThat(refused("{\"" + "n".repeat(5000) + "\":1}").mistakes().get(0).name())
                .hasSizeLessThan(200);
    }

    @Test
    void notJson_refusal_namesThePlaceAndNoInsides() {
        Refusal refusal = refused("{\n  \"isEnabled\": tru }");

        assertThat(refusal.kind()).isEqualTo(Kind.MALFORMED);
        assertThat(refusal).hasMessageContaining("line 2").hasMessageNotContaining("token");
    }

    @Test
    void description_greatestLength_countsCharactersNotUnits() {
        assertThat(patch("{\"description\":\"" + "🎁".repeat(1000) + "\"}").description())
                .isPresent();
        assertThat(refused("{\"description\":\"" + "🎁".repeat(1001) + "\"}").kind())
                .isEqualTo(Kind.CONTENT_INVALID);
    }
}
