/** What is loaded: settings, the gateway by HTTP, and what is looked at before a load starts. Knows no Gatling. */
@NullMarked
package dev.yardarm.load.gateway;

import org.jspecify.annotations.NullMarked;
