package dev.yardarm.cloudwatch;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.yardarm.fixture.FreePorts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.thirdparty.jackson.core.JsonGenerator;
import software.amazon.awssdk.thirdparty.jackson.dataformat.cbor.CBORFactory;

/**
 * An HTTP server in the place of CloudWatch, which takes metrics unless it is told to do something else.
 *
 * <p>It speaks the protocol of the AWS SDK's client (Smithy RPC v2 CBOR).
 */
public final class CloudWatchStandIn implements AutoCloseable {
    private static final String PUT_METRIC_DATA = "/service/GraniteServiceVersion20100801/operation/PutMetricData";

    private final WireMockServer server;

    public CloudWatchStandIn() {
        server = new WireMockServer(options().port(FreePorts.next()).bindAddress("127.0.0.1"));
        takes();
        server.start();
    }

    /** What a gateway needs in its environment to find it; it sends once a second then. */
    public Map<String, String> environment() {
        return Map.of(
                "CLOUDWATCH_NAMESPACE", "Yardarm",
                "CLOUDWATCH_STAGE", "staging",
                "CLOUDWATCH_STEP", "1s",
                "AWS_ENDPOINT_URL_CLOUDWATCH", "http://127.0.0.1:" + port(),
                "AWS_REGION", "eu-west-1",
                "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
                "AWS_SECRET_ACCESS_KEY", "aws-key-to-hide",
                "AWS_EC2_METADATA_DISABLED", "true");
    }

    public int port() {
        return server.getOptions().portNumber();
    }

    public void takes() {
        answers(200, Map.of());
    }

    public void refuses(int status, String code) {
        answers(status, Map.of("__type", "com.amazonaws.cloudwatch#" + code, "message", "message-to-hide"));
    }

    /** Every publication so far, in order. */
    public List<Publication> publications() {
        return server.findAll(postRequestedFor(urlEqualTo(PUT_METRIC_DATA))).stream()
                .map(LoggedRequest::getBody)
                .map(Publication::of)
                .toList();
    }

    /** How many requests of any other kind there were. */
    public int otherRequests() {
        return server.findAll(postRequestedFor(anyUrl())).size()
                - publications().size();
    }

    @Override
    public void close() {
        server.stop();
    }

    private void answers(int status, Map<String, String> body) {
        server.stubFor(post(anyUrl())
                .willReturn(aResponse()
                        .withStatus(status)
                        .withHeader("smithy-protocol", "rpc-v2-cbor")
                        .withHeader("Content-Type", "application/cbor")
                        .withBody(cbor(new LinkedHashMap<>(body)))));
    }

    private static byte[] cbor(Map<String, String> members) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator generator = new CBORFactory().createGenerator(bytes)) {
            generator.writeStartObject();
            for (Map.Entry<String, String> member : members.entrySet()) {
                generator.writeStringField(member.getKey(), member.getValue());
            }
            generator.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
