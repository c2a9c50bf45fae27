/** The simulations, each by the name of its question; the README of this project says which is which. */
package dev.yardarm.load;
