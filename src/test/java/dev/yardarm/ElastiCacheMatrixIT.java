package dev.yardarm;

import dev.yardarm.fixture.Shape;
import org.junit.jupiter.api.Tag;

/** The fault matrix on ElastiCache's shape: one primary, two replicas, and a supervisor that promotes. */
@Tag("matrix")
class ElastiCacheMatrixIT extends FaultMatrix {
    ElastiCacheMatrixIT() {
        super(Shape.ELASTICACHE, false, "2-elasticache");
    }
}
