/**
 * PostgreSQL, which holds the truth: the adapter of the ports {@link dev.yardarm.read.FlagStore}, {@link
 * dev.yardarm.write.ChangeStore} and {@link dev.yardarm.migration.MigrationStore}, the feed of changes to a {@link
 * dev.yardarm.read.ChangeListener}, and the schema's migrations.
 *
 * <p>Only the composition root imports it; it imports {@code flag}, {@code read}, {@code write}, {@code migration} and {@code
 * config}, and no other adapter. Nothing is decided about flags here: a change is judged by {@link dev.yardarm.write.Change},
 * and a step of a migration by {@link dev.yardarm.migration.Verdict}. Every call
 * ends within {@link dev.yardarm.config.DatabaseConfig#timeout}; what fails because of the server or the way to it fails
 * with {@link dev.yardarm.read.BackendUnavailable}, and a bug stays what it is.
 */
@NullMarked
package dev.yardarm.postgres;

import org.jspecify.annotations.NullMarked;
