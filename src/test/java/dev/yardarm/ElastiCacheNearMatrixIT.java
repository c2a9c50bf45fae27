package dev.yardarm;

import dev.yardarm.fixture.Shape;

/** The fault matrix on ElastiCache's shape, for a gateway that answers from its own memory. */
class ElastiCacheNearMatrixIT extends FaultMatrix {
    ElastiCacheNearMatrixIT() {
        super(Shape.ELASTICACHE, true, "5-elasticache-near");
    }
}
