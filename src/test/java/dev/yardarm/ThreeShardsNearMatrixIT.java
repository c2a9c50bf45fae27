package dev.yardarm;

import dev.yardarm.fixture.Shape;
import org.junit.jupiter.api.Tag;

/** The fault matrix on three shards over three zones, for a gateway that answers from its own memory. */
@Tag("near-matrix")
class ThreeShardsNearMatrixIT extends FaultMatrix {
    ThreeShardsNearMatrixIT() {
        super(Shape.THREE_SHARDS, true, "4-three-shards-near");
    }
}
