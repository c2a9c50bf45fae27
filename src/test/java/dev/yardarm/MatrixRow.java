package dev.yardarm;

import dev.yardarm.fixture.Shape;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One row of the fault matrix: a fault, what is done about it, and what must hold.
 *
 * @param id as in the table of the design
 * @param shapes the topologies that can have the fault
 * @param script what happens, from a settled cluster and a gateway in order on
 * @param bars what must hold
 * @param isBrief whether a second or two of it show all there is to see
 * @param obstacle why this machine cannot make the fault; empty if it can
 */
record MatrixRow(
        String id,
        String fault,
        Set<Shape> shapes,
        Script script,
        List<Bar> bars,
        boolean isBrief,
        Supplier<Optional<String>> obstacle) {
    private static final Set<Shape> BOTH = EnumSet.allOf(Shape.class);

    /** Puts the run under load, breaks something, waits, and mends it. */
    @FunctionalInterface
    interface Script {
        void play(Scene scene, RowRun run) throws Exception;
    }

    /** A row that every machine can make and both topologies can have, with the bars of every row and others. */
    static MatrixRow of(String id, String fault, Script script, Bar... further) {
        List<Bar> bars = new ArrayList<>(Bar.ALWAYS);
        bars.addAll(List.of(further));
        return new MatrixRow(id, fault, BOTH, script, bars, false, Optional::empty);
    }

    MatrixRow on(Shape only) {
        return new MatrixRow(id, fault, EnumSet.of(only), script, bars, isBrief, obstacle);
    }

    MatrixRow brief() {
        return new MatrixRow(id, fault, shapes, script, bars, true, obstacle);
    }

    MatrixRow without(Bar bar) {
        return new MatrixRow(
                id,
                fault,
                shapes,
                script,
                bars.stream().filter(kept -> kept != bar).toList(),
                isBrief,
                obstacle);
    }

    /** The same for a gateway whose memory hides it. */
    MatrixRow hidden() {
        return new MatrixRow(id, fault, shapes, script, Bar.HIDDEN, isBrief, obstacle);
    }

    /** With something that a machine may lack. */
    MatrixRow unless(Supplier<Optional<String>> lacking) {
        return new MatrixRow(id, fault, shapes, script, bars, isBrief, lacking);
    }
}
