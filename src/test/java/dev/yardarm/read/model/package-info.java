/**
 * The model check: the real readers, editors and followers of several gateways in a world in which everything between them
 * happens in an order that dice decide, and in which everything can be late, lost, repeated or gone. One run of the world is
 * one seed; {@link dev.yardarm.read.model.ModelCheckTest} says how to run one again, and more of them.
 */
@NullMarked
package dev.yardarm.read.model;

import org.jspecify.annotations.NullMarked;
