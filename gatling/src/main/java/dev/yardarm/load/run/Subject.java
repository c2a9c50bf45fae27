package dev.yardarm.load.run;

import dev.yardarm.load.fault.Fault;
import dev.yardarm.load.fault.FlagCluster;
import dev.yardarm.load.gateway.GatewayClient;
import dev.yardarm.load.gateway.Target;
import java.util.List;
import java.util.Optional;

/**
 * A gateway that was found fit for a scenario.
 *
 * @param keys of the flags that are read
 * @param cluster if the scenario needs one
 * @param faults if it injects any
 */
public record Subject(
        Target target,
        GatewayClient gateway,
        String environment,
        List<String> keys,
        Optional<FlagCluster> cluster,
        List<Fault> faults) {}
