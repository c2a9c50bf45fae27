package dev.yardarm.redis.cluster;

/**
 * What may be spent on extra commands: a share of the ordinary ones, and a reserve for the first of them. So extra commands
 * cannot make a slow cluster slower (compare Finagle's retry budgets).
 */
final class Allowance {
    private final double share;
    private final double most;
    private double saved;

    /**
     * @param share of the ordinary commands, 0 to 1
     * @param most that can be saved up, and what there is at first
     */
    Allowance(double share, double most) {
        this.share = share;
        this.most = most;
        this.saved = most;
    }

    /** An ordinary command was sent. */
    void earn() {
        saved = Math.min(most, saved + share);
    }

    /** Whether one extra command may be sent; it is spent then. */
    boolean spend() {
        if (saved < 1) {
            return false;
        }
        saved--;
        return true;
    }
}
