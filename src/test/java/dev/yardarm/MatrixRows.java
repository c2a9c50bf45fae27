package dev.yardarm;

import java.util.List;
import java.util.stream.Stream;

/** The rows of the fault matrix, in the order in which they are played; a further one belongs in here. */
final class MatrixRows {
    private MatrixRows() {}

    static List<MatrixRow> all() {
        return Stream.of(
                        RestRows.rows(),
                        NodeRows.rows(),
                        OutageRows.rows(),
                        RefusalRows.rows(),
                        EntryRows.rows(),
                        StartRows.rows(),
                        ChangeRows.rows())
                .flatMap(List::stream)
                .toList();
    }
}
