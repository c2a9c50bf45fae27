/** The simulations, each by the name of its question; the README of this project says which is which. */
@NullMarked
package dev.yardarm.load;

import org.jspecify.annotations.NullMarked;
