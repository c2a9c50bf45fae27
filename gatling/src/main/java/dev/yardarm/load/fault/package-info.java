/** What is done to the nodes of a Redis Cluster while it is loaded, by commands of Redis alone. Knows no Gatling. */
@NullMarked
package dev.yardarm.load.fault;

import org.jspecify.annotations.NullMarked;
