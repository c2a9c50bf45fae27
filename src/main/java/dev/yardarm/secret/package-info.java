/**
 * Where Redis Cluster is, read from AWS Secrets Manager: {@link dev.yardarm.secret.SecretEndpoint} is the port
 * {@link dev.yardarm.config.RedisEndpoint} for {@code REDIS_CLUSTER_SECRET}.
 *
 * <p>Only the composition root imports it, and it imports {@code config} alone. Everything happens on a thread of its own:
 * the AWS SDK is slow to load and may block. Nothing of it is loaded before that thread runs. No text of a secret and no
 * message of AWS is logged or passed on; a message may quote headers.
 */
@NullMarked
package dev.yardarm.secret;

import org.jspecify.annotations.NullMarked;
