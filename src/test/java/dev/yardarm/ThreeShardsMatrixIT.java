package dev.yardarm;

import dev.yardarm.fixture.Shape;
import org.junit.jupiter.api.Tag;

/** The fault matrix on three shards over three zones. */
@Tag("matrix")
class ThreeShardsMatrixIT extends FaultMatrix {
    ThreeShardsMatrixIT() {
        super(Shape.THREE_SHARDS, false, "1-three-shards");
    }
}
