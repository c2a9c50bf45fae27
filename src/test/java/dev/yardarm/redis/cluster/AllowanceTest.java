package dev.yardarm.redis.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What may be spent on extra commands. */
class AllowanceTest {

    @Test
    void spend_atFirst_isTheReserve() {
        Allowance allowance = new Allowance(0.1, 3);

        assertThat(spent(allowance)).isEqualTo(3);
    }

    @Test
    void spend_afterOrdinaryCommands_isTheirShare() {
        Allowance allowance = new Allowance(0.25, 10);
        spent(allowance);
        earn(allowance, 19);

        assertThat(spent(allowance)).isEqualTo(4);
    }

    @Test
    void spend_lessThanOneSaved_isRefusedAndKeepsIt() {
        Allowance allowance = new Allowance(0.5, 1);
        spent(allowance);
        allowance.earn();

        assertThat(allowance.spend()).isFalse();
        allowance.earn();
        assertThat(allowance.spend()).isTrue();
    }

    @Test
    void earn_moreThanCanBeSaved_isLost() {
        Allowance allowance = new Allowance(0.5, 2);
        earn(allowance, 1_000);

        assertThat(spent(allowance)).isEqualTo(2);
    }

    private static void earn(Allowance allowance, int commands) {
        for (int i = 0; i < commands; i++) {
            allowance.earn();
        }
    }

    private static int spent(Allowance allowance) {
        int spent = 0;
        while (allowance.spend()) {
            spent++;
        }
        return spent;
    }
}
