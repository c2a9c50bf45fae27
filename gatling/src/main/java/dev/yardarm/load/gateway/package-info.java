/** What is loaded: settings, the gateway by HTTP, and what is looked at before a load starts. Knows no Gatling. */
package dev.yardarm.load.gateway;
