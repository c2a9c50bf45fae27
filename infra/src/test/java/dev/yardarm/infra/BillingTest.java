package dev.yardarm.infra;

import static dev.yardarm.infra.Templates.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.yardarm.infra.config.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** C11 and S12. */
class BillingTest {
    private static final String PART = "billing";

    @ParameterizedTest
    @EnumSource
    void stack_isWhereAwsTellsWhatIsCharged(Stage stage) {
        assertThat(Templates.REQUIRED
                        .read("manifest.json")
                        .path("artifacts")
                        .path("yardarm-" + stage.label() + "-billing")
                        .path("environment")
                        .asText())
                .isEqualTo("aws://111122223333/us-east-1");
    }

    @ParameterizedTest
    @CsvSource({"billing-single, 50, false", "billing-cluster, 100, true"})
    void alarm_isRaisedAtTheLimitOfTheSetUp(String name, double usd, boolean acts) {
        for (Stage stage : Stage.values()) {
            JsonNode alarm = Templates.REQUIRED.all(stage, PART, "AWS::CloudWatch::Alarm").stream()
                    .filter(each -> each.path("AlarmName").asText().equals("yardarm-" + stage.label() + "-" + name))
                    .findFirst()
                    .orElseThrow();
            assertThat(alarm.path("Namespace").asText()).isEqualTo("AWS/Billing");
            assertThat(alarm.path("MetricName").asText()).isEqualTo("EstimatedCharges");
            assertThat(alarm.path("Dimensions"))
                    .isEqualTo(
                            json(
                                    "[{'Name': 'Currency', 'Value': 'USD'}, {'Name': 'ServiceName', 'Value': 'AmazonElastiCache'}]"));
            assertThat(alarm.path("Threshold").asDouble()).isEqualTo(usd);
            assertThat(alarm.path("ComparisonOperator").asText()).isEqualTo("GreaterThanThreshold");
            assertThat(alarm.path("ActionsEnabled").asBoolean()).isEqualTo(acts);
            assertThat(alarm.path("AlarmActions")).hasSize(1);
            assertThat(alarm.path("AlarmDescription").asText())
                    .endsWith("Runbook: " + Templates.runbooks(stage) + "/cost.md");
        }
    }

    @Test
    void alarm_ofTheSingleInstance_actsWhileItIsAlone() {
        assertThat(Templates.SINGLE.all(Stage.STAGING, PART, "AWS::CloudWatch::Alarm"))
                .extracting(alarm -> alarm.path("Threshold").asInt() + " "
                        + alarm.path("ActionsEnabled").asBoolean())
                .containsExactlyInAnyOrder("50 true", "100 false");
    }
}
