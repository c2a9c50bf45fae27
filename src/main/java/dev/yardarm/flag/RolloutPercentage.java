package dev.yardarm.flag;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** The share of users a flag is rolled out to, in percent: 0 to 100 with at most three decimals, compared by value. */
public record RolloutPercentage(BigDecimal value) {
    // Before ALL, whose constructor uses them.
    private static final int DECIMALS = 3;
    private static final BigDecimal MOST = BigDecimal.valueOf(100);
    private static final String TOO_FINE = "a rollout percentage has at most three decimals";

    /** Everyone: what a flag has that names no share. */
    public static final RolloutPercentage ALL = new RolloutPercentage(MOST);

    /** Fails with {@link IllegalArgumentException} outside 0 to 100, and beyond three decimals. */
    public RolloutPercentage {
        if (value.signum() < 0 || value.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("a rollout percentage is 0 to 100");
        }
        // Told from the exponent alone: to scale 1E-100000000 a number of as many digits would be made, which takes
        // minutes.
        if (value.signum() != 0 && (long) value.scale() - value.precision() >= DECIMALS) {
            throw new IllegalArgumentException(TOO_FINE);
        }
        try {
            value = canonical(value.setScale(DECIMALS, RoundingMode.UNNECESSARY));
        } catch (ArithmeticException tooFine) {
            throw new IllegalArgumentException(TOO_FINE, tooFine);
        }
    }

    /** One form for each number, so that equal shares are equal records: 5, not 5.000 and never 5E+0. */
    private static BigDecimal canonical(BigDecimal scaled) {
        BigDecimal stripped = scaled.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    @Override
    public String toString() {
        return value.toPlainString();
    }
}
