@NullMarked
package dev.yardarm.http;

import org.jspecify.annotations.NullMarked;
