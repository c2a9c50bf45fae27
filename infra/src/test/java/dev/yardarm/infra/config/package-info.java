/** What configurations may say. */
@NullMarked
package dev.yardarm.infra.config;

import org.jspecify.annotations.NullMarked;
