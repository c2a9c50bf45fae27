package dev.yardarm.infra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.yardarm.infra.config.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.sqs.CfnQueue;

/** What the CDK and cdk-nag find, that they do find something, and that nothing is looked up. */
class SynthesisTest {
    @ParameterizedTest
    @MethodSource("dev.yardarm.infra.Templates#all")
    void templates_haveNoFindings(Templates templates) {
        assertThat(Synthesis.findings(templates.assembly())).isEmpty();
        for (JsonNode report : templates.read("validation-report.json").path("pluginReports")) {
            assertThat(report.path("conclusion").asText()).isEqualTo("success");
            assertThat(report.path("violations")).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.yardarm.infra.Templates#all")
    void templates_needNothingOfAnAccount(Templates templates) {
        assertThat(templates.read("manifest.json").path("missing").isMissingNode())
                .isTrue();
    }

    @Test
    void exceptions_areForOneResourceAndSayWhy() {
        List<JsonNode> exceptions = Stream.of("network", "data", "gateway", "operations", "billing")
                .flatMap(part -> Templates.REQUIRED.of(Stage.STAGING, part).findValues("rules_to_suppress").stream())
                .flatMap(rules ->
                        Stream.iterate(0, rules::has, index -> index + 1).map(rules::get))
                .toList();
        assertThat(exceptions)
                .hasSizeGreaterThan(5)
                .allSatisfy(exception ->
                        assertThat(exception.path("reason").asText()).hasSizeGreaterThan(20));
        for (String part : List.of("network", "data", "gateway", "operations", "billing")) {
            assertThat(Templates.REQUIRED
                            .of(Stage.STAGING, part)
                            .path("Metadata")
                            .path("cdk_nag")
                            .isMissingNode())
                    .as("no rule is off for a whole stack: " + part)
                    .isTrue();
        }
    }

    @Test
    void bucketWithoutLogs_isFound(@TempDir Path folder) {
        Synthesis synthesis = new Synthesis(List.of(Templates.staging(Map.of())), folder);
        new Bucket(synthesis.stacks(Stage.STAGING).data(), "Careless");
        assertThat(Synthesis.findings(synthesis.write()))
                .anySatisfy(finding -> assertThat(finding).contains("Careless", "AwsSolutions-S10"));
    }

    @Test
    void valueAgainstTheSchema_fails(@TempDir Path folder) throws IOException {
        Synthesis synthesis = new Synthesis(List.of(Templates.staging(Map.of())), folder);
        CfnQueue queue = new CfnQueue(synthesis.stacks(Stage.STAGING).data(), "Wrong");
        queue.addPropertyOverride("VisibilityTimeout", "soon");
        assertThatThrownBy(synthesis::write)
                .isInstanceOf(InvalidTemplates.class)
                .hasMessage("yardarm-staging-data/Wrong: VisibilityTimeout: 'soon' is not of type 'integer'");
        assertThat(Files.readString(folder.resolve("validation-report.json"))).contains("VisibilityTimeout");
    }

    @ParameterizedTest
    @EnumSource
    void resources_haveTheCostTags(Stage stage) {
        Stream.of("network", "data", "gateway", "operations")
                .flatMap(part -> StreamSupport.stream(
                        Templates.REQUIRED.of(stage, part).path("Resources").spliterator(), false))
                .map(resource -> resource.path("Properties"))
                .filter(properties -> properties.path("Tags").isArray())
                .forEach(properties -> assertThat(Templates.tags(properties))
                        .containsKey("Service")
                        .containsEntry("Feature", "FeatureFlags")
                        .containsEntry("Stage", stage.label()));
    }

    @ParameterizedTest
    @EnumSource
    void logs_areLeftWhenProductionIsRemoved(Stage stage) {
        List<JsonNode> logs = Stream.of("network", "gateway")
                .flatMap(part -> Templates.REQUIRED.resources(stage, part, "AWS::Logs::LogGroup").stream())
                .toList();
        assertThat(logs).hasSize(3).allSatisfy(log -> {
            String policy = stage == Stage.PRODUCTION ? "Retain" : "Delete";
            assertThat(log.path("DeletionPolicy").asText()).isEqualTo(policy);
            assertThat(log.path("UpdateReplacePolicy").asText()).isEqualTo(policy);
        });
    }

    @Test
    void production_cannotBeDeletedByMistake() {
        JsonNode artifacts = Templates.REQUIRED.read("manifest.json").path("artifacts");
        for (String part : List.of("network", "data", "gateway", "operations", "billing")) {
            assertThat(artifacts
                            .path("yardarm-production-" + part)
                            .path("properties")
                            .path("terminationProtection")
                            .asBoolean())
                    .isTrue();
        }
    }
}
