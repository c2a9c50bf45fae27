package dev.yardarm.infra;

import dev.yardarm.infra.config.StageConfig;
import software.amazon.awscdk.services.cloudwatch.Alarm;
import software.amazon.awscdk.services.cloudwatch.ComparisonOperator;
import software.amazon.awscdk.services.cloudwatch.IMetric;
import software.amazon.awscdk.services.cloudwatch.TreatMissingData;
import software.constructs.Construct;

/**
 * Something that is not as it should be.
 *
 * @param name of the alarm, unique in a stage
 * @param what it means, for whom it wakes
 * @param runbook what to do
 * @param metric looked at in each of its periods
 * @param comparison with {@code threshold}
 * @param periods in a row for which it must be so
 * @param missing what it means that there is no figure
 */
record Condition(
        String name,
        String what,
        Runbook runbook,
        IMetric metric,
        ComparisonOperator comparison,
        double threshold,
        int periods,
        TreatMissingData missing) {

    /** One that is quiet where there is no figure. */
    static Condition above(String name, String what, Runbook runbook, IMetric metric, double threshold, int periods) {
        return new Condition(
                name,
                what,
                runbook,
                metric,
                ComparisonOperator.GREATER_THAN_THRESHOLD,
                threshold,
                periods,
                TreatMissingData.NOT_BREACHING);
    }

    /** One that is quiet where there is no figure. */
    static Condition below(String name, String what, Runbook runbook, IMetric metric, double threshold, int periods) {
        return new Condition(
                name,
                what,
                runbook,
                metric,
                ComparisonOperator.LESS_THAN_THRESHOLD,
                threshold,
                periods,
                TreatMissingData.NOT_BREACHING);
    }

    /** The same, that is also so where there is no figure. */
    Condition orMissing() {
        return new Condition(name, what, runbook, metric, comparison, threshold, periods, TreatMissingData.BREACHING);
    }

    /** The same, that is also so at the threshold itself. */
    Condition orAtThreshold() {
        ComparisonOperator inclusive = comparison == ComparisonOperator.GREATER_THAN_THRESHOLD
                ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
                : ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD;
        return new Condition(name, what, runbook, metric, inclusive, threshold, periods, missing);
    }

    Alarm alarm(Construct scope, StageConfig config) {
        return Alarm.Builder.create(scope, name)
                .alarmName(config.name(name))
                .alarmDescription(what + " Runbook: " + config.alarms().runbooks() + "/" + runbook.path())
                .metric(metric)
                .comparisonOperator(comparison)
                .threshold(threshold)
                .evaluationPeriods(periods)
                .treatMissingData(missing)
                .build();
    }
}
