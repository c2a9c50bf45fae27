package dev.yardarm.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yardarm.flag.Revision;
import dev.yardarm.http.Mistake.Place;
import dev.yardarm.http.Problems.Problem;
import dev.yardarm.http.Refusal.Kind;
import dev.yardarm.migration.NotPossible;
import dev.yardarm.read.Backend;
import dev.yardarm.read.BackendUnavailable;
import dev.yardarm.read.RevisionNotReached;
import dev.yardarm.write.OutcomeUnknown;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemsTest {
    @ParameterizedTest
    @EnumSource(Kind.class)
    void refusal_ofAnyKind_isTheClientsMistake(Kind kind) {
        Problem problem = Problems.of(new Refusal(kind, "what is wrong"));

        assertThat(problem.status()).isBetween(400, 499);
        assertThat(problem.body().toJsonObject().getString("detail")).isEqualTo("what is wrong");
    }

    @Test
    void refusal_withMistakes_namesThem() {
        Refusal refusal = new Refusal(
                Kind.CONTENT_INVALID,
                "two",
                List.of(new Mistake(Place.FIELD, "a", "no"), new Mistake(Place.HEADER, "b", "never")));

        JsonObject json = Problems.of(refusal).body().toJsonObject();

        assertThat(json.getString("type")).isEqualTo("about:blank");
        assertThat(json.getString("title")).isEqualTo("Unprocessable Entity");
        assertThat(json.getInteger("status")).isEqualTo(422);
        assertThat(json.getJsonArray("errors").encode())
                .isEqualTo("[{\"field\":\"a\",\"message\":\"no\"},{\"header\":\"b\",\"message\":\"never\"}]");
    }

    @Test
    void unavailable_isToBeTriedAgain() {
        Problem problem = Problems.of(new BackendUnavailable(Backend.REDIS, "10.0.0.1 refused"));

        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.headers().toString()).isEqualTo("{retry-after=1}");
        assertThat(problem.body().toString()).doesNotContain("10.0.0.1");
    }

    @Test
    void outcomeUnknown_doesNotClaimThatNothingChanged() {
        Problem problem = Problems.of(new OutcomeUnknown(Backend.POSTGRES, new IllegalStateException()));

        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.body().toString()).contains("not known").doesNotContain("nothing was changed");
    }

    @Test
    void notPossible_saysWhyToWhoeverAsked() {
        Problem problem = Problems.of(new NotPossible("There is no plan under way."));

        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.headers()).isEmpty();
        assertThat(problem.body().toJsonObject().getString("detail")).isEqualTo("There is no plan under way.");
    }

    @Test
    void revisionNotReached_saysWhereTheEnvironmentIs() {
        Problem problem = Problems.of(new RevisionNotReached(new Revision(9), new Revision(7)));

        assertThat(problem.status()).isEqualTo(409);
        assertThat(problem.body().toString()).contains("revision 7");
    }

    @Test
    void anythingElse_isABugThatTellsNothing() {
        Problem problem = Problems.of(new NullPointerException("of the insides"));

        assertThat(problem.status()).isEqualTo(500);
        assertThat(problem.body().toString()).doesNotContain("insides", "NullPointer");
    }
}
