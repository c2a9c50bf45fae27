package dev.yardarm.load.fault;

import java.util.function.BooleanSupplier;

/**
 * How a fault that was injected shows. Both are to be asked again and again until they hold.
 *
 * @param seen whether it has taken place; by the nodes' own word, for a command that is sent may not have been executed
 * @param primaryBack whether writes of the flags are taken again, by the node that has to take them
 */
public record Effect(BooleanSupplier seen, BooleanSupplier primaryBack) {}
