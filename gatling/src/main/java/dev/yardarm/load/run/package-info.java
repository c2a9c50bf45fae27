/** What is run: the scenarios and what each needs, what is looked at before, and the run of several with its summary. */
@NullMarked
package dev.yardarm.load.run;

import org.jspecify.annotations.NullMarked;
