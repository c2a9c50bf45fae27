package dev.yardarm.redis.cluster;

import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import org.jspecify.annotations.Nullable;

/** One read on its way to one node. It is answered or failed once, on its event loop; before that it may turn out slow. */
interface ReadAttempt {
    Request command();

    /**
     * The node has answered.
     *
     * @param response null where Redis says nil
     */
    void answered(@Nullable Response response);

    void failed(NodeFailure failure);

    /** There is no answer yet, where most would be there. */
    void slow();
}
