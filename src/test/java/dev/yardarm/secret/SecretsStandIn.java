package dev.yardarm.secret;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.yardarm.fixture.FreePorts;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Base64;

/** An HTTP server in the place of AWS Secrets Manager, with one secret. Down until it is told what to say. */
public final class SecretsStandIn implements AutoCloseable {
    private static final String TARGET = "secretsmanager.GetSecretValue";
    private static final String ARN =
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:redis/cluster/staging-a1B2c3";

    private final WireMockServer server;

    public SecretsStandIn() {
        server = new WireMockServer(options().port(FreePorts.next()).bindAddress("127.0.0.1"));
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getOptions().portNumber());
    }

    public void holdsText(String text) {
        answer(ok(value().put("SecretString", text)));
    }

    void holdsTextSlowly(String text, int delayMillis) {
        answer(ok(value().put("SecretString", text)).withFixedDelay(delayMillis));
    }

    void holdsBytes(byte[] bytes) {
        answer(ok(value().put("SecretBinary", Base64.getEncoder().encodeToString(bytes))));
    }

    public void refuses(int status, String code, String message) {
        JsonObject error = new JsonObject().put("__type", code).put("Message", message);
        answer(json(status, error));
    }

    void says(int status, String contentType, String body) {
        answer(aResponse()
                .withStatus(status)
                .withHeader("Content-Type", contentType)
                .withBody(body));
    }

    /** How often the secret was asked for. */
    public int reads() {
        return server.findAll(postRequestedFor(urlEqualTo("/")).withHeader("X-Amz-Target", equalTo(TARGET)))
                .size();
    }

    void goDown() {
        server.stop();
    }

    @Override
    public void close() {
        server.stop();
    }

    private void answer(ResponseDefinitionBuilder answer) {
        server.stubFor(post(urlEqualTo("/"))
                .withHeader("X-Amz-Target", equalTo(TARGET))
                .withRequestBody(equalToJson("{\"SecretId\": \"redis/cluster/staging\"}"))
                .willReturn(answer));
        if (!server.isRunning()) {
            server.start();
        }
    }

    private static JsonObject value() {
        return new JsonObject()
                .put("ARN", ARN)
                .put("Name", "redis/cluster/staging")
                .put("VersionId", "01234567-89ab-cdef-0123-456789abcdef");
    }

    private static ResponseDefinitionBuilder ok(JsonObject body) {
        return json(200, body);
    }

    private static ResponseDefinitionBuilder json(int status, JsonObject body) {
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/x-amz-json-1.1")
                .withBody(body.encode());
    }
}
