/**
 * The last known good on disk, for a start with every backend gone: one file for each environment in one folder.
 *
 * <p>{@link dev.yardarm.disk.SnapshotFolder} reads the files once and then follows what the gateway keeps in memory. Only
 * the composition root may import it. Nothing here decides what may be answered with: a file is whole and what it says it
 * is, or it is refused. No other thread than its own waits for the disk.
 */
@NullMarked
package dev.yardarm.disk;

import org.jspecify.annotations.NullMarked;
