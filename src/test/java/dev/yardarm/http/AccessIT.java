package dev.yardarm.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class AccessIT {
    private static final String FLAGS = "/api/config/flags";
    private static final String ADMIN = "/api/admin/flags/wishlist";

    private static HttpResponse<String> with(FlagApi api, String target, String authorization) {
        return api.send(api.request(target).header("Authorization", authorization));
    }

    private static String challenge(HttpResponse<?> answer) {
        return answer.headers().firstValue("www-authenticate").orElse("none");
    }

    private static FlagApi closed() {
        return new FlagApi(
                new Access(FlagApi.tokens("ops", FlagApi.ADMIN), FlagApi.tokens("web", FlagApi.CLIENT)),
                Limits.DEFAULT);
    }

    @Test
    void read_noClientTokens_isOpen() {
        try (FlagApi api = FlagApi.open()) {
            assertThat(api.get(FLAGS).statusCode()).isEqualTo(200);
            assertThat(with(api, FLAGS, "Basic YTpi").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void read_clientTokensSet_needsATokenOfEitherKind() {
        try (FlagApi api = closed()) {
            HttpResponse<String> without = api.get(FLAGS);
            assertThat(without.statusCode()).isEqualTo(401);
            assertThat(challenge(without)).isEqualTo("Bearer realm=\"yardarm\"");
            HttpResponse<String> wrong = with(api, FLAGS, "Bearer wrong");
            assertThat(wrong.statusCode()).isEqualTo(401);
            assertThat(challenge(wrong)).isEqualTo("Bearer realm=\"yardarm\", error=\"invalid_token\"");
            assertThat(with(api, FLAGS, "Bearer " + FlagApi.CLIENT).statusCode())
                    .isEqualTo(200);
            assertThat(with(api, FLAGS, "bearer   " + FlagApi.ADMIN).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void admin_clientToken_isForbidden() {
        try (FlagApi api = closed()) {
            HttpResponse<String> answer = with(api, ADMIN + "/history", "Bearer " + FlagApi.CLIENT);
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(challenge(answer)).contains("insufficient_scope");
        }
    }

    @Test
    void admin_noTokensSet_isForbiddenAndSaysWhy() {
        try (FlagApi api = new FlagApi(new Access(Tokens.none(), Tokens.none()), Limits.DEFAULT)) {
            HttpResponse<String> answer = with(api, ADMIN + "/history", "Bearer anything");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("ADMIN_TOKENS");
            assertThat(api.put("a", "{}").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void admin_noToken_isRefusedBeforeTheBodyIsRead() {
        try (FlagApi api = FlagApi.open();
                RawConnection connection = new RawConnection(api.port())) {
            connection.send("PUT " + ADMIN + " HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n");

            RawConnection.Answer answer = connection.answer().orElseThrow();
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.closes()).isTrue();
        }
    }
}
