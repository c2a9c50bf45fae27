package dev.yardarm.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The AWS client as it lies in the fat jar, found and configured as the AWS SDK does by itself. */
class SecretJarIT {
    private final SecretsStandIn aws = new SecretsStandIn();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    @AfterEach
    void close() {
        aws.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"info", "trace"})
    void jar_alone_readsTheSecretAndLogsNothingOfIt(String level) throws Exception {
        aws.holdsText(
                "{\"url\":\"redis://a.example:7000\",\"username\":\"gateway\",\"password\":\"password-to-hide\"}");

        String output = probe(level);

        assertThat(output)
                .contains("Redis Cluster is where its secret says", "found [a.example:7000] as gateway")
                .doesNotContain("to-hide", "password-", "\"level\":\"WARN\"", "WARNING");
        assertThat(aws.reads()).isEqualTo(1);
    }

    private String probe(String level) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.home=" + home,
                "-cp",
                System.getProperty("yardarm.jar") + File.pathSeparator + testClasses(),
                SecretProbe.class.getName()));
        builder.environment().keySet().removeIf(name -> name.startsWith("AWS_") || name.startsWith("REDIS_"));
        builder.environment()
                .putAll(Map.of(
                        "DATABASE_URL", "postgresql://nobody@localhost/none",
                        "LOG_LEVEL", level,
                        "REDIS_CLUSTER_SECRET", "redis/cluster/staging",
                        "AWS_ENDPOINT_URL_SECRETS_MANAGER", aws.uri().toString(),
                        "AWS_REGION", "eu-west-1",
                        "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
                        "AWS_SECRET_ACCESS_KEY", "aws-key-to-hide",
                        "AWS_EC2_METADATA_DISABLED", "true"));
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static String testClasses() {
        return Path.of(SecretProbe.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
    }
}
