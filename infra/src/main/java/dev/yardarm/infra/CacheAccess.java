package dev.yardarm.infra;

import software.amazon.awscdk.SecretValue;

/**
 * How a cache is reached, and by whom.
 *
 * @param subnetGroup where its nodes are
 * @param securityGroup which lets only gateways in
 * @param userGroup which knows only the gateway's user
 * @param password of that user
 */
record CacheAccess(String subnetGroup, String securityGroup, String userGroup, SecretValue password) {}
