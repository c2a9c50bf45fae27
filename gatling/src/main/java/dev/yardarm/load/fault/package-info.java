/** What is done to the nodes of a Redis Cluster while it is loaded, by commands of Redis alone. Knows no Gatling. */
package dev.yardarm.load.fault;
