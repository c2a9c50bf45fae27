package dev.yardarm;

import dev.yardarm.fixture.Shape;

/** The fault matrix on three shards over three zones, for a gateway that answers from its own memory. */
class ThreeShardsNearMatrixIT extends FaultMatrix {
    ThreeShardsNearMatrixIT() {
        super(Shape.THREE_SHARDS, true, "4-three-shards-near");
    }
}
