package dev.yardarm.infra;

import software.amazon.awscdk.services.logs.RetentionDays;

/** How long logs are kept, as the CDK names it. */
final class LogRetention {
    private LogRetention() {}

    /** Fails if CloudWatch does not know this number of days. */
    static RetentionDays ofDays(int days) {
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
