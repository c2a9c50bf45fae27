package dev.yardarm;

import java.util.List;
import java.util.stream.Stream;

/** The rows of the fault matrix, in the order in which they are played; a further one belongs in here. */
final class MatrixRows {
    private MatrixRows() {}

    static List<MatrixRow> all() {
        return Stream.concat(ofRedis(), ofOthers()).toList();
    }

    /** The same for gateways that answer from their own memory. */
    static List<MatrixRow> withNearCache() {
        return Stream.concat(ofRedis().map(MatrixRow::hidden), ofOthers()).toList();
    }

    /** In which PostgreSQL is well all the while, and the gateway has been serving before. */
    private static Stream<MatrixRow> ofRedis() {
        return Stream.of(
                        RestRows.rows(),
                        NodeRows.rows(),
                        OutageRows.rows(),
                        RefusalRows.rows(),
                        EntryRows.rows(),
                        ChangeRows.rows())
                .flatMap(List::stream);
    }

    private static Stream<MatrixRow> ofOthers() {
        return Stream.of(DatabaseRows.rows(), StartRows.rows()).flatMap(List::stream);
    }
}
