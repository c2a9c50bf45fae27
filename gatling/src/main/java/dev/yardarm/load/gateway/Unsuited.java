package dev.yardarm.load.gateway;

/** That a gateway is not made for one simulation, as it may well be for others: those are run, unless this one was asked for. */
public final class Unsuited extends Refusal {
    public Unsuited(String message) {
        super(message);
    }
}
