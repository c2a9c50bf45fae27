package dev.yardarm.infra;

import dev.yardarm.infra.config.StageConfig;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.ecs.AwsLogDriverProps;
import software.amazon.awscdk.services.ecs.LogDriver;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/** The logs of a stage, {@code /yardarm/<stage>/…}, kept for as long as it is configured; staging's are gone with it. */
final class StageLogs {
    private StageLogs() {}

    static LogGroup of(Construct scope, String id, StageConfig config, String name) {
        return LogGroup.Builder.create(scope, id)
                .logGroupName("/yardarm/" + config.stage().label() + "/" + name)
                .retention(days(config.gateway().logDays()))
                .removalPolicy(config.isProduction() ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY)
                .build();
    }

    /** By which a container writes into one of them. */
    static LogDriver driver(LogGroup group, String container) {
        return LogDriver.awsLogs(AwsLogDriverProps.builder()
                .logGroup(group)
                .streamPrefix(container)
                .build());
    }

    /** As the CDK names it. Fails if CloudWatch does not know this number of days. */
    private static RetentionDays days(int days) {
        return switch (days) {
            case 1 -> RetentionDays.ONE_DAY;
            case 3 -> RetentionDays.THREE_DAYS;
            case 5 -> RetentionDays.FIVE_DAYS;
            case 7 -> RetentionDays.ONE_WEEK;
            case 14 -> RetentionDays.TWO_WEEKS;
            case 30 -> RetentionDays.ONE_MONTH;
            case 60 -> RetentionDays.TWO_MONTHS;
            case 90 -> RetentionDays.THREE_MONTHS;
            case 180 -> RetentionDays.SIX_MONTHS;
            case 365 -> RetentionDays.ONE_YEAR;
            default -> throw new IllegalArgumentException("not a retention: " + days + " days");
        };
    }
}
