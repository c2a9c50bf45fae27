package dev.yardarm;

import dev.yardarm.fixture.Shape;
import org.junit.jupiter.api.Tag;

/** The fault matrix on ElastiCache's shape, for a gateway that answers from its own memory. */
@Tag("near-matrix")
class ElastiCacheNearMatrixIT extends FaultMatrix {
    ElastiCacheNearMatrixIT() {
        super(Shape.ELASTICACHE, true, "5-elasticache-near");
    }
}
