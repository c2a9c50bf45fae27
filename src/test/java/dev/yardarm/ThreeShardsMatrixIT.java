package dev.yardarm;

import dev.yardarm.fixture.Shape;

/** The fault matrix on three shards over three zones. */
class ThreeShardsMatrixIT extends FaultMatrix {
    ThreeShardsMatrixIT() {
        super(Shape.THREE_SHARDS, false, "1-three-shards");
    }
}
