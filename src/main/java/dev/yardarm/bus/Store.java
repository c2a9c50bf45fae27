package dev.yardarm.bus;

import dev.yardarm.read.FlagStore;
import dev.yardarm.write.ChangeStore;

/** The truth for readers and for editors: both ports of one database. */
public interface Store extends FlagStore, ChangeStore {}
